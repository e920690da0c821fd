"""The custom robot's address, signature and calls."""

import socket

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import webhook
from forms_intake.lark.cards.message import Message
from tests.lark import Lark

HELLO = Message("text", {"text": "phiếu"})


@pytest.mark.parametrize(
    ("secret", "timestamp", "signature"),
    [
        ("demo", 100, "jquNHnVOwmDRfw+vqTIrY5dooJAgi5EcRtLsQE4wfXg="),
        ("demo", 1599360473, "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="),
    ],
)
def test_signatures_are_those_of_the_contract(secret: str, timestamp: int, signature: str) -> None:
    assert webhook.sign(secret, timestamp) == signature


def test_a_signed_message_is_accepted(lark: Lark) -> None:
    config = {"url": lark.robot_url(), "secret": "demo-secret"}
    answer = webhook.send(config, HELLO)
    assert (answer.outcome, answer.http_status, answer.code) == (Outcome.OK, 200, 0)
    assert answer.log_id


def test_a_wrong_secret_is_a_fault_of_the_configuration(lark: Lark) -> None:
    answer = webhook.send({"url": lark.robot_url(), "secret": "other"}, HELLO)
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, Hint.SIGNATURE)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/open-apis/bot/v2/hook/x",
        "http://open.larksuite.com/open-apis/bot/v2/hook/x",
        "https://open.larksuite.com@evil.example/open-apis/bot/v2/hook/x",
        "https://open.larksuite.com/open-apis/bot/v2/hook/",
        "https://open.larksuite.com/elsewhere",
        "https://[broken/open-apis/bot/v2/hook/x",
        "file:///etc/passwd",
    ],
)
def test_nobody_but_lark_is_ever_called(url: str) -> None:
    with pytest.raises(ValidationError):
        webhook.checked_url(url)
    assert webhook.send({"url": url}, HELLO).hint is Hint.ADDRESS


@pytest.mark.parametrize("host", webhook.HOSTS)
def test_both_houses_of_lark_are_known(host: str) -> None:
    url = f"{host}/open-apis/bot/v2/hook/0123"
    assert webhook.checked_url(url) == url


def test_nobody_listening_means_that_nothing_can_have_arrived(settings: Settings) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        settings.LARK_BASE_URL = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        answer = webhook.send({"url": f"{settings.LARK_BASE_URL}/open-apis/bot/v2/hook/x"}, HELLO)
    assert (answer.outcome, answer.message, answer.is_ambiguous) == (Outcome.BACKOFF, "ConnectError", False)


@pytest.mark.parametrize(("kind", "message"), [("timeout", "ReadTimeout"), ("slow", "ReadTimeout")])
def test_a_call_ends_with_its_deadline_whatever_trickles_in(lark: Lark, kind: str, message: str) -> None:
    lark.fault(kind, delay_s=4)
    answer = webhook.send({"url": lark.robot_url("open-bot")}, HELLO)
    assert (answer.outcome, answer.message, answer.is_ambiguous) == (Outcome.BACKOFF, message, True)


def test_a_redirect_is_not_followed(lark: Lark) -> None:
    lark.fault("redirect")
    answer = webhook.send({"url": lark.robot_url("open-bot")}, HELLO)
    assert answer.outcome is Outcome.BACKOFF
    assert len(lark.requests()) == 1
