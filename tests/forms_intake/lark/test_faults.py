"""Every fault that the emulator knows, on every transport: its class, and whether the call may have arrived."""

from collections.abc import Callable, Iterator

import pytest

from forms_intake.enums import Outcome
from forms_intake.lark import tokens, webhook
from forms_intake.lark.answers import Answer
from forms_intake.lark.cards.message import text
from tests.forms_intake.lark import bases
from tests.forms_intake.lark.test_message import a_call, send, update_of
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_token_held() -> Iterator[None]:
    tokens.forget()
    yield
    tokens.forget()


def _webhook(lark: Lark) -> Callable[[], Answer]:
    return lambda: webhook.send({"url": lark.robot_url("open-bot")}, text("phiếu"))


def _message(_lark: Lark) -> Callable[[], Answer]:
    call = a_call()
    return lambda: send(call)


def _change(lark: Lark) -> Callable[[], Answer]:
    call = update_of(lark)
    return lambda: send(call)


def _record(_lark: Lark) -> Callable[[], Answer]:
    delivery = bases.delivery()
    return lambda: bases.send(delivery)


# The emulator's name of the route; how it is called; whether a repetition could make a second one.
ROUTES = {
    "hook": (_webhook, True),
    "token": (_message, False),
    "send": (_message, True),
    "patch": (_change, False),
    "record_create": (_record, True),
}
# Kind of fault, its options, class, and whether Lark may have taken the call.
FAULTS = [
    ("timeout", {"delay_s": 5}, Outcome.BACKOFF, True),
    ("timeout", {"delay_s": 5, "accept": True}, Outcome.BACKOFF, True),
    ("reset_before", {}, Outcome.BACKOFF, True),
    ("reset_after", {}, Outcome.BACKOFF, True),
    ("status_500", {}, Outcome.BACKOFF, True),
    ("status_502", {}, Outcome.BACKOFF, True),
    ("status_504", {"accept": True}, Outcome.BACKOFF, True),
    ("html", {}, Outcome.BACKOFF, True),
    ("truncated", {}, Outcome.BACKOFF, True),
    ("slow", {"delay_s": 5}, Outcome.BACKOFF, True),
    ("code", {"code": 424242}, Outcome.BACKOFF, True),
    ("code", {"code": 424242, "status": 400}, Outcome.BACKOFF, False),
    ("code", {"code": 99991400, "status": 400}, Outcome.RATE, False),
    ("code", {"code": 99991403, "status": 429}, Outcome.QUOTA, False),
    ("code", {"code": 99991401}, Outcome.CONFIG, False),
    ("rate_limited_429", {}, Outcome.RATE, False),
    ("redirect", {}, Outcome.BACKOFF, False),
]


@pytest.mark.parametrize(("kind", "options", "outcome", "may_arrive"), FAULTS)
@pytest.mark.parametrize("route", ROUTES)
def test_each_fault_has_its_class_on_each_route(
    lark: Lark, route: str, kind: str, options: dict[str, object], outcome: Outcome, may_arrive: bool
) -> None:
    prepared, makes_a_second = ROUTES[route]
    call = prepared(lark)
    tokens.forget()
    lark.fault(kind, route=route, **options)
    answer = call()
    assert (answer.outcome, answer.is_ambiguous) == (outcome, may_arrive and makes_a_second)
    assert answer.outcome is not Outcome.OK


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_recovers_when_the_fault_is_over(lark: Lark, route: str) -> None:
    call = ROUTES[route][0](lark)
    tokens.forget()
    lark.fault("status_502", route=route)
    assert [call().outcome, call().outcome] == [Outcome.BACKOFF, Outcome.OK]


@pytest.mark.parametrize("route", ROUTES)
def test_lark_s_own_waiting_time_is_obeyed_on_every_route(lark: Lark, route: str) -> None:
    call = ROUTES[route][0](lark)
    tokens.forget()
    lark.fault("rate_limited_429", route=route)
    assert call().wait_s == 52.0
