"""Reminders by e-mail: in the slip's language, once, and kept while the mail server is away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.utils import translation
from pytest_django import Settings

from forms_intake.enums import HoldState, TaskKind
from forms_intake.holds import daily, letters, lifecycle
from forms_intake.models import Hold, HoldReminder, Submission, Task
from forms_intake.status import links
from school import archive, clock
from school.locks import Lock
from tests.forms_intake.hold_answers import clerk, ending
from tests.forms_intake.slip_pages import NOW, freeze
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


def due(days: int = 7, **fields: Any) -> Submission:
    """A slip whose reminder has just become due."""
    slip = ending(days, **fields)
    daily.run()
    return slip


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """A real one, which can be told to refuse."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def test_the_letter_says_when_lessons_go_on_and_leads_to_the_slip() -> None:
    slip = due(locale="en")
    assert letters.send_due() == 1
    letter = mail.outbox[0]
    assert letter.to == ["huong@example.com"]
    assert "The hold of Nguyễn Bảo An lasts until Thursday, 27/08/2026. Lessons go on on Friday, 28/08/2026." in str(
        letter.body
    )
    assert slip.reference in letter.body
    assert "/phieu/status/" in letter.body


def test_the_letter_is_in_the_language_of_the_slip() -> None:
    due(locale="vi")
    with translation.override("en"):
        letters.send_due()
    assert "thứ Sáu, 28/08/2026" in str(mail.outbox[0].body).replace("Thứ", "thứ")


def test_it_goes_out_once() -> None:
    due()
    assert [letters.send_due(), letters.send_due()] == [1, 0]
    assert HoldReminder.objects.get().mailed_at == NOW


def test_while_the_server_takes_nothing_the_letter_waits(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    due()
    server.answers["RCPT"] = "451 later"
    assert letters.send_due() == 0
    server.answers.clear()
    assert letters.send_due() == 0
    freeze(monkeypatch, NOW + letters.AGAIN_AFTER)
    assert letters.send_due() == 1
    assert server.letters()[0]["To"] == "huong@example.com"


def test_the_first_refusal_ends_the_round(server: MailServer) -> None:
    due()
    due()
    server.answers["MAIL"] = "451 later"
    letters.send_due()
    assert HoldReminder.objects.filter(mail_due_at=NOW).count() == 1


def test_when_the_time_is_up_the_rest_waits_for_the_next_round() -> None:
    due()
    due()
    assert [letters.send_due(seconds=-1), letters.send_due(seconds=-1), letters.send_due()] == [1, 1, 0]


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, _other = due(), due()
    address = links.address
    monkeypatch.setattr(links, "address", lambda slip: address(slip) if slip != broken else 1 / 0)
    assert letters.send_due() == 1
    assert HoldReminder.objects.get(hold__submission=broken).mail_due_at == NOW + letters.AGAIN_AFTER
    assert "ZeroDivisionError" in caplog.text


def test_a_mailbox_that_takes_nothing_is_a_call_for_the_office(server: MailServer) -> None:
    due(answers={"remind_channel": ["email"]})
    server.answers["RCPT"] = "550 nobody here"
    assert letters.send_due() == 0
    reminder = HoldReminder.objects.get()
    assert (reminder.mail_due_at, reminder.mailed_at) == (None, None)
    assert Task.objects.filter(kind=TaskKind.HOLD_REMIND).exists()


def test_a_letter_that_is_no_longer_true_is_not_sent() -> None:
    due()
    lifecycle.extend(Hold.objects.get(), until=clock.today() + timedelta(days=40), by=clerk(), reason="Đi xa")
    assert letters.send_due() == 0
    assert HoldReminder.objects.get().mail_due_at is None


def test_nobody_is_reminded_of_a_day_that_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    due(1)
    freeze(monkeypatch, NOW + timedelta(days=2))
    assert letters.send_due() == 0
    assert mail.outbox == []


def test_neither_a_student_who_is_back_nor_a_slip_put_away_is_written_to() -> None:
    lifecycle.returned(Hold.objects.get(submission=due()), by=clerk())
    archive.archive(due(), by=None, reason="Nhập nhầm")
    assert letters.send_due() == 0
    assert HoldReminder.objects.filter(mail_due_at__isnull=False).count() == 0


def test_only_one_process_sends() -> None:
    due()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.HOLD_MAIL])
        assert letters.send_due() == 0
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()
    assert letters.send_due() == 1


def test_tries_of_one_letter_have_one_name() -> None:
    due()
    reminder = HoldReminder.objects.select_related("hold__submission").get()
    names = {letters._letter(reminder).extra_headers["Message-ID"] for _ in range(2)}
    assert len(names) == 1
    assert str(reminder.hold.submission.idempotency_key) in names.pop()


def test_a_hold_that_lapsed_is_not_reminded_of() -> None:
    due()
    Hold.objects.update(state=HoldState.LAPSED)
    assert letters.send_due() == 0
