"""Transport A: one card in the group whatever Lark answers, changed with the slip, and a line where it is gone."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from forms_intake.enums import Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark import tokens
from forms_intake.lark.answers import Answer
from forms_intake.lark.cards.message import Message as Card
from forms_intake.lark.cards.message import text
from forms_intake.lark.message import AppMessage, Prepared
from forms_intake.lark.transports import Access, Call
from tests.lark import Lark

APP = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}
REFERENCE = "NP-260821-A7K2"
READING = ["im:message", "im:message.group_msg"]
FOURTEEN_DAYS_S = 14 * 24 * 3600


@pytest.fixture(autouse=True)
def _no_token_held() -> Iterator[None]:
    tokens.forget()
    yield
    tokens.forget()


def card(words: str = "Nghỉ phép") -> Card:
    body = {"elements": [{"tag": "markdown", "content": words}]}
    title = {"tag": "plain_text", "content": f"[Nghỉ phép] An · {REFERENCE}"}
    return Card("interactive", {"schema": "2.0", "header": {"title": title}, "body": body})


def a_call(message: Card | None = None, **more: Any) -> Call:
    given: dict[str, Any] = {
        "purpose": Purpose.CREATE,
        "access": Access(config={"chat_id": "oc_office"}, app=APP),
        "key": uuid.uuid4(),
        "reference": REFERENCE,
        "message": Prepared(card=message or card(), follow_up=text(f"{REFERENCE}: Đã duyệt"), revision=1),
    }
    return Call(**given | more)


def send(call: Call) -> Answer:
    return AppMessage().send(call)


def update_of(lark: Lark, message: Card | None = None, **more: Any) -> Call:
    """A change of a card that was sent."""
    created = send(a_call())
    return a_call(message or card("Đã duyệt"), purpose=Purpose.UPDATE, remote_id=created.remote_id, **more)


def texts(lark: Lark) -> list[str]:
    """The last line of each message, oldest first."""
    return [message["text"].splitlines()[-1] for message in lark.app_messages()]


def test_a_card_is_posted_and_its_id_kept(lark: Lark) -> None:
    answer = send(a_call())
    [message] = lark.app_messages(chat="oc_office")
    assert (answer.outcome, answer.remote_id, answer.counted) == (Outcome.OK, message["message_id"], 1)
    assert answer.log_id


def test_the_delivery_s_key_is_lark_s_uuid(lark: Lark) -> None:
    call = a_call()
    send(call)
    assert [message["uuid"] for message in lark.app_messages()] == [str(call.key)]


@pytest.mark.parametrize("kind", ["reset_after", "truncated", "timeout"])
def test_a_message_that_may_have_arrived_is_sent_once(lark: Lark, kind: str) -> None:
    call = a_call()
    more = {"accept": True, "delay_s": 4} if kind == "timeout" else {}
    lark.fault(kind, route="send", **more)
    first = send(call)
    second = send(replace(call, look_first=True))
    assert (first.outcome, first.is_ambiguous, second.outcome) == (Outcome.BACKOFF, True, Outcome.OK)
    assert [message["message_id"] for message in lark.app_messages()] == [second.remote_id]


@pytest.mark.parametrize("code", [230049, 230001, 231234])
def test_however_lark_refuses_a_repetition_what_stands_in_the_chat_decides(lark: Lark, code: int) -> None:
    lark.configure(scopes=READING)
    lark.switch(duplicate_uuid=code)
    call = a_call()
    lark.fault("reset_after", route="send")
    send(call)
    answer = send(replace(call, look_first=True))
    [message] = lark.app_messages()
    assert (answer.outcome, answer.remote_id, answer.code) == (Outcome.OK, message["message_id"], 0)
    assert str(code) in answer.message


@pytest.mark.parametrize(
    ("code", "outcome"), [(230049, Outcome.BACKOFF), (230001, Outcome.CONTENT), (231234, Outcome.BACKOFF)]
)
def test_a_refusal_holds_when_nothing_stands_in_the_chat(lark: Lark, code: int, outcome: Outcome) -> None:
    lark.configure(scopes=READING)
    lark.fault("code", route="send", code=code, status=400)
    answer = send(a_call(look_first=True))
    assert (answer.outcome, answer.code, lark.app_messages()) == (outcome, code, [])


def test_a_refusal_holds_when_the_chat_may_not_be_read(lark: Lark) -> None:
    lark.switch(duplicate_uuid=230049)
    call = a_call()
    lark.fault("reset_after", route="send")
    send(call)
    answer = send(replace(call, look_first=True))
    assert (answer.outcome, answer.is_ambiguous, len(lark.app_messages())) == (Outcome.BACKOFF, True, 1)


def test_nobody_looks_into_the_chat_on_a_first_try(lark: Lark) -> None:
    lark.configure(scopes=READING)
    lark.fault("code", route="send", code=230001, status=400)
    send(a_call())
    assert "history" not in lark.calls()


def test_a_message_of_another_slip_or_another_app_is_not_taken_for_ours(lark: Lark) -> None:
    lark.configure(scopes=READING)
    send(a_call(reference="NP-260821-B8K3"))
    lark.fault("code", route="send", code=230049, status=400)
    assert send(a_call(reference="NP-260821-ZZZZ", look_first=True)).outcome is Outcome.BACKOFF


def test_many_pages_of_a_chat_are_looked_through(lark: Lark) -> None:
    lark.configure(scopes=READING)
    lark.switch(limits=False)
    first = send(a_call(text(f"Phiếu {REFERENCE}")))
    for number in range(25):
        send(a_call(text(f"Phiếu khác {number}")))
    lark.fault("code", route="send", code=230049, status=400)
    answer = send(a_call(look_first=True))
    assert (answer.remote_id, answer.counted) == (first.remote_id, 2)


def test_a_change_replaces_the_card(lark: Lark) -> None:
    call = update_of(lark)
    answer = send(call)
    assert (answer.outcome, answer.remote_id, answer.counted) == (Outcome.OK, call.remote_id, 1)
    assert texts(lark) == ["Đã duyệt"]


def test_a_change_may_be_repeated_without_a_doubt(lark: Lark) -> None:
    call = update_of(lark)
    lark.fault("reset_after", route="patch")
    first, second = send(call), send(call)
    assert (first.outcome, first.is_ambiguous, second.outcome) == (Outcome.BACKOFF, False, Outcome.OK)
    assert len(lark.app_messages()) == 1


@pytest.mark.parametrize("deleted", [True, False])
def test_a_line_of_its_own_follows_where_the_card_is_gone(lark: Lark, deleted: bool) -> None:
    call = update_of(lark)
    body = {"message_id": call.remote_id, "deleted": deleted}
    httpx.post(f"{lark.url}/_emulator/recall", json=body).raise_for_status()
    answer = send(call)
    assert answer.outcome is Outcome.OK
    assert answer.remote_id not in {"", call.remote_id}
    assert texts(lark)[-1] == f"{REFERENCE}: Đã duyệt"


@pytest.mark.parametrize("code", [230002, 230034, 232009, 99992354])
def test_a_card_in_a_chat_that_is_closed_to_us_is_followed_in_the_present_one(lark: Lark, code: int) -> None:
    """A destination that has moved must not be held for where it was before."""
    call = update_of(lark)
    lark.fault("code", route="patch", code=code, status=400, count=1)
    assert send(call).outcome is Outcome.OK
    assert texts(lark)[-1] == f"{REFERENCE}: Đã duyệt"


def test_a_chat_that_is_closed_to_us_now_holds_the_change_as_ever(lark: Lark) -> None:
    call = update_of(lark, access=Access(config={"chat_id": "oc_nowhere"}, app=APP))
    lark.fault("code", route="patch", code=232009, status=400, count=1)
    assert send(call).outcome is Outcome.CONFIG


def test_a_card_of_more_than_14_days_is_followed_by_a_line_sent_once(lark: Lark) -> None:
    call = update_of(lark)
    lark.advance(FOURTEEN_DAYS_S + 60)
    lark.fault("reset_after", route="send")
    first, second = send(call), send(call)
    assert (first.is_ambiguous, second.outcome, second.counted) == (True, Outcome.OK, 1)
    assert texts(lark) == ["Nghỉ phép", f"{REFERENCE}: Đã duyệt"]


def test_the_next_change_of_an_old_card_is_told_too(lark: Lark) -> None:
    call = update_of(lark)
    lark.advance(FOURTEEN_DAYS_S + 60)
    send(call)
    later = replace(call.message, revision=2, follow_up=text(f"{REFERENCE}: Đã xong"))
    send(replace(call, message=later))
    assert texts(lark)[1:] == [f"{REFERENCE}: Đã duyệt", f"{REFERENCE}: Đã xong"]


def test_a_card_whose_id_was_never_learnt_is_followed_by_a_line(lark: Lark) -> None:
    answer = send(a_call(purpose=Purpose.UPDATE))
    assert (answer.outcome, texts(lark)) == (Outcome.OK, [f"{REFERENCE}: Đã duyệt"])


@pytest.mark.parametrize(
    ("chat", "hint"),
    [({"apps": []}, Hint.BOT_OUTSIDE), ({"dissolved": True}, Hint.CHAT_DISSOLVED)],
)
def test_what_is_wrong_with_the_group_is_said(lark: Lark, chat: dict[str, Any], hint: Hint) -> None:
    httpx.put(f"{lark.url}/_emulator/chats/oc_office", json=chat).raise_for_status()
    answer = send(a_call())
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, hint)


@pytest.mark.parametrize(("config", "calls"), [({"chat_id": "oc_none"}, 1), ({}, 0), ({"chat_id": None}, 0)])
def test_a_group_that_is_not_there_is_a_fault_of_the_configuration(
    lark: Lark, config: dict[str, Any], calls: int
) -> None:
    answer = send(a_call(access=Access(config=config, app=APP)))
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, Hint.CHAT_UNKNOWN)
    assert lark.calls().get("send", {}).get("refused", 0) == calls


def test_personal_data_that_lark_audits_leads_to_a_simpler_card(lark: Lark) -> None:
    lark.switch(dlp=True)
    answer = send(a_call(card("Gọi 0912 345 678")))
    assert (answer.outcome, answer.code) == (Outcome.CONTENT, 230028)


def test_the_sixth_message_of_a_second_waits(lark: Lark) -> None:
    answers = [send(a_call()) for _ in range(6)]
    limited = next(answer for answer in answers if answer.outcome is not Outcome.OK)
    assert (limited.outcome, limited.code, limited.wait_s) == (Outcome.RATE, 230020, 1.0)


def test_a_used_up_quota_is_said(lark: Lark) -> None:
    lark.switch(monthly_quota=0)
    answer = send(a_call())
    assert (answer.outcome, answer.hint, answer.counted) == (Outcome.QUOTA, Hint.QUOTA, 0)


def test_calls_are_counted_as_lark_counts_them(lark: Lark) -> None:
    call = update_of(lark)
    counted = 1 + sum(answer.counted for answer in (send(call), send(a_call(access=Access(config={}, app=APP)))))
    quota = httpx.get(f"{lark.url}/_emulator/quota").json()
    assert counted == quota["used"]
