"""Letters and codes to receivers: none is lost, none is sent twice, and nobody is flooded."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from pytest_django import Settings

from accounts.enums import Role
from forms_intake import tasks, work
from forms_intake.enums import HandoverVia, LetterTrouble, WorkStatus
from forms_intake.handover import access, answers, checks, letters, tries
from forms_intake.models import Handover
from school import clock
from school.locks import Lock
from tests import factories
from tests.forms_intake.transfer_answers import person, sent

pytestmark = pytest.mark.django_db
SENT: list[tuple[str, str, str, str, str]] = []


def gateway(*told: str) -> None:
    """A school's gateway that takes everything."""
    SENT.append(told)  # type: ignore[arg-type]  # five, as the contract says


def gateway_away(*_told: str) -> None:
    """A school's gateway that does not answer."""
    raise ConnectionError("0912 345 678 is busy")


def asked(email: str = "khoa@example.com", **changes: str) -> Handover:
    return sent(person(receiver_email=email, **changes)).handover


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moment)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The mail server's answer from now on."""

    def send(_self: EmailBackend, _messages: object) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send)


def token() -> str:
    found = re.search(r"/confirm/([^/]+)/", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_a_letter_is_sent_once_and_its_link_opens_the_question() -> None:
    row = asked()
    assert [letters.send_due() for _sweep in range(3)] == [1, 0, 0]
    assert mail.outbox[0].to == ["khoa@example.com"]
    assert access.by_token(token()) == (row, HandoverVia.LINK)
    row.refresh_from_db()
    assert row.mailed_at
    assert token() not in row.token_digest


def test_the_letter_names_giver_and_course_and_carries_no_link_of_a_stranger() -> None:
    asked(course_text="Nhận quà tại https://evil.example ngay", receiver_name="Khoa evil.com")
    letters.send_due()
    body = str(mail.outbox[0].body)
    assert "Nguyễn Bảo An" in body
    assert "evil.example" not in body
    assert "evil.com" not in body
    assert body.count("http") == 1


def test_a_mail_server_that_is_away_delays_the_letter_and_kills_the_link_of_the_try_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = asked()
    with monkeypatch.context() as away:
        refuse(away, ConnectionRefusedError())
        assert letters.send_due() == 0
    row.refresh_from_db()
    assert (row.mail_tries, row.mailed_at, row.mail_trouble) == (1, None, "")
    assert letters.send_due() == 0
    later(monkeypatch, minutes=6)
    assert letters.send_due() == 1


def test_after_seven_tries_the_office_is_told_to_call(monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked()
    refuse(monkeypatch, ConnectionRefusedError())
    for _try in range(9):
        letters.send_due()
        later(monkeypatch, days=1, minutes=1)
    row.refresh_from_db()
    assert (row.mail_tries, row.mail_due_at, row.mail_trouble) == (7, None, LetterTrouble.GIVEN_UP)


def test_an_address_that_the_server_does_not_know_is_given_up_and_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, other = asked(), asked("hoa@example.com")
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({}))
    assert letters.send_due() == 2
    for one in (row, other):
        one.refresh_from_db()
        assert (one.mail_due_at, one.mail_trouble) == (None, LetterTrouble.REFUSED)


@pytest.mark.parametrize("address", ["KHOA+{}@example.com", "khoa@example.com"])
def test_one_mailbox_gets_three_letters_a_day(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [asked(address.format(number)) for number in range(4)]
    letters.send_due()
    assert len(mail.outbox) == letters.MOST
    rows[-1].refresh_from_db()
    assert rows[-1].mail_trouble == LetterTrouble.ENOUGH
    later(monkeypatch, days=1, minutes=1)
    asked(address.format(9))
    assert letters.send_due() == 1


def test_what_was_withdrawn_or_answered_is_not_asked_any_more() -> None:
    withdrawn, answered = asked(), asked("hoa@example.com")
    work.change(withdrawn.submission, to=WorkStatus.WITHDRAWN, by=factories.user(Role.STAFF))
    answers.answer(answered, agrees=True, via=HandoverVia.CODE)
    assert letters.send_due() == 0
    assert not letters.is_due()


def test_whoever_was_answered_between_look_and_letter_gets_none() -> None:
    row = asked()
    answers.answer(row, agrees=True, via=HandoverVia.CODE)
    assert letters.send(row)
    assert mail.outbox == []


def test_only_one_process_writes_at_a_time() -> None:
    asked()
    with connection.copy().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.HANDOVER])
        assert letters.send_due() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.HANDOVER])
        cursor.connection.close()
    assert letters.send_due() == 1


def test_the_task_writes_what_is_due() -> None:
    asked()
    tasks.sweep()
    tasks.ask_receivers()
    assert len(mail.outbox) == 1


def test_without_a_gateway_no_code_is_due() -> None:
    assert asked().phone_due_at is None


def test_the_gateway_gets_number_code_and_page(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("HANDOVER_PHONE_TRANSPORT", f"{__name__}.gateway")
    SENT.clear()
    row = asked("")
    assert [letters.send_due() for _sweep in range(2)] == [1, 0]
    page = f"{settings.SITE_URL}/phieu/transfer/confirm/"
    assert [("+84987654321", row.code["code"], row.submission.reference, page, "vi")] == SENT
    row.refresh_from_db()
    assert row.phoned_at


def test_a_gateway_that_is_away_is_tried_again_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_PHONE_TRANSPORT", f"{__name__}.gateway_away")
    row = asked("")
    for _try in range(9):
        assert letters.send_due() == 0
        later(monkeypatch, days=1, minutes=1)
    row.refresh_from_db()
    assert (row.phone_tries, row.phone_due_at, row.phoned_at) == (7, None, None)


def test_one_number_gets_three_codes_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_PHONE_TRANSPORT", f"{__name__}.gateway")
    SENT.clear()
    for _slip in range(4):
        asked("")
    letters.send_due()
    assert len(SENT) == 3
    assert not letters.is_due()


@pytest.mark.parametrize(("path", "is_fine"), [("", True), ("gateway", True), ("nobody", False), ("SENT", False)])
def test_a_gateway_that_cannot_be_called_is_found_at_start(
    path: str, is_fine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOVER_PHONE_TRANSPORT", f"{__name__}.{path}" if path else "")
    assert (checks.phone_transport() == []) is is_fine


def test_tries_take_two_days_in_all() -> None:
    waits = [tries.next_try(made) for made in range(8)]
    assert waits[6:] == [None, None]
    assert all(moment and moment > clock.now() for moment in waits[:6])
