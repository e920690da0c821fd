"""Notices by e-mail: as each person chose, and never twice."""

import smtplib
from datetime import date, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from pytest_django import Settings

from accounts import profiles
from accounts.enums import MailTiming, Role
from accounts.models import User
from forms_intake import sender, work
from forms_intake.enums import Happening
from forms_intake.models import Notice, Submission
from forms_intake.notices import letters, mailing, reading, telling
from forms_intake.notices.audience import Reader
from school import archive, clock
from school.locks import Lock
from tests import factories
from tests.forms_intake.test_alert_mail import Refusing

pytestmark = pytest.mark.django_db
NOON = clock.on_school_day(date(2026, 8, 20), time(12))


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch)


@pytest.fixture
def linh() -> User:
    person = factories.user(Role.STAFF, name="cô Linh", email="linh@school.test")
    profiles.change(person, by=person, language="en")
    return person


@pytest.fixture
def refusing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """What the mail server refuses, by address."""
    settings.EMAIL_BACKEND = f"{Refusing.__module__}.Refusing"
    monkeypatch.setattr(Refusing, "errors", dict[str, Exception]())
    return Refusing.errors


def at(monkeypatch: pytest.MonkeyPatch, **later: float) -> None:
    moment = NOON + timedelta(**later)
    monkeypatch.setattr(clock, "now", lambda: moment)


def news(person: User, timing: MailTiming = MailTiming.AT_ONCE, slip: Submission | None = None) -> Notice:
    """The sender has answered."""
    slip = slip or factories.submission()
    cause = f"message:{Notice.objects.count()}"
    telling.tell(Happening.ANSWER, [Reader(person.pk, timing)], cause=cause, slips=[slip.pk])
    return Notice.objects.latest("pk")


def sent() -> list[EmailMessage]:
    """What has arrived so far."""
    return [letter.message() for letter in mail.outbox]


def html() -> str:
    """The other half of the letter that came first."""
    letter = mail.outbox[0]
    assert isinstance(letter, EmailMultiAlternatives)
    return str(letter.alternatives[0][0])


def test_the_parents_answer_is_mailed_at_once(linh: User) -> None:
    slip = work.change(factories.submission(), to="needs_info", by=linh, reason="Buổi nào?")
    sender.answer(slip, text="Cháu bị sốt")
    assert [mailing.send_due() for _minute in range(3)] == [1, 0, 0]
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (
        ["linh@school.test"],
        f"The sender of {slip.reference} has answered · Phím Ngà",
    )
    assert f"/notices/{Notice.objects.get().pk}/" in str(letter.body)


def test_the_letter_names_neither_people_nor_answers(linh: User) -> None:
    slip = factories.submission()
    news(linh, slip=slip)
    mailing.send_due()
    text = mail.outbox[0].subject + str(mail.outbox[0].body) + html()
    for personal in (slip.student_name, slip.contact_name, str(slip.contact_phone), "sick"):
        assert personal not in text


def test_the_letter_says_how_to_get_none(linh: User) -> None:
    news(linh)
    mailing.send_due()
    assert "/accounts/profile/#h-notices" in str(mail.outbox[0].body)
    assert mail.outbox[0].extra_headers["List-Unsubscribe"].endswith("/accounts/profile/#h-notices>")


def test_the_letter_is_in_the_readers_language(linh: User) -> None:
    profiles.change(linh, by=linh, language="vi")
    news(linh)
    mailing.send_due()
    assert 'lang="vi"' in html()


def test_what_happens_within_five_minutes_is_one_letter(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    news(linh)
    mailing.send_due()
    for minute in (1, 2, 3):
        at(monkeypatch, minutes=minute)
        news(linh)
        assert mailing.send_due() == 0
    at(monkeypatch, minutes=6)
    assert (mailing.send_due(), mail.outbox[1].subject) == (1, "3 notifications of the inbox · Phím Ngà")


def test_a_long_list_is_counted(linh: User) -> None:
    for _ in range(letters.MOST_LINES + 3):
        news(linh)
    mailing.send_due()
    assert str(mail.outbox[0].body).count("has answered") == letters.MOST_LINES
    assert "And 3 more" in str(mail.outbox[0].body)


@pytest.mark.parametrize(("later", "due"), [(0, 19.5), (-5, 0.5), (-4.5, 19.5)])
def test_the_digest_goes_out_at_half_past_seven(linh: User, later: float, due: float) -> None:
    moment = NOON + timedelta(hours=later)
    assert telling.mail_due(MailTiming.DIGEST, moment) == moment + timedelta(hours=due if later != -4.5 else 24)


def test_a_digest_holds_all_that_is_unread(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    read, _first, _second = news(linh, MailTiming.DIGEST), news(linh, MailTiming.DIGEST), news(linh, MailTiming.DIGEST)
    reading.read(linh, Notice.objects.filter(pk=read.pk))
    assert mailing.send_due() == 0
    at(monkeypatch, hours=19, minutes=31)
    assert (mailing.send_due(), str(mail.outbox[0].body).count("has answered")) == (1, 2)


def test_a_digest_of_nothing_is_not_sent(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reading.read(linh, Notice.objects.filter(pk=news(linh, MailTiming.DIGEST).pk))
    at(monkeypatch, hours=20)
    assert mailing.send_due() == 0


@pytest.mark.parametrize("choice", [{"mail_answered": "never"}, {"notifications_on": False}])
def test_what_was_switched_off_meanwhile_is_not_sent(linh: User, choice: dict[str, Any]) -> None:
    news(linh)
    profiles.change(linh, by=linh, **choice)
    assert mailing.send_due() == 0
    assert not Notice.objects.waiting_for_mail().exists()


def test_whoever_has_left_gets_no_letter(linh: User) -> None:
    news(linh)
    archive.archive(linh, by=factories.user(Role.ADMIN), reason="Nghỉ việc")
    assert mailing.send_due() == 0
    assert not Notice.objects.waiting_for_mail().exists()


def test_an_address_that_nobody_has_proven_gets_no_letter(linh: User) -> None:
    EmailAddress.objects.filter(user=linh).update(verified=False)
    news(linh)
    assert mailing.send_due() == 0


def test_what_was_read_or_taken_back_meanwhile_is_left_out(linh: User) -> None:
    slip = factories.submission()
    news(linh, slip=slip)
    kept = news(linh)
    telling.take_back(slip.pk, [Happening.ANSWER])
    mailing.send_due()
    assert kept.submission
    assert kept.submission.reference in mail.outbox[0].subject


def test_a_mail_server_that_is_away_loses_nothing(
    linh: User, refusing: dict[str, Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing[str(linh.email)] = ConnectionRefusedError()
    news(linh)
    assert [mailing.send_due() for _minute in range(2)] == [0, 0]
    refusing.clear()
    at(monkeypatch, minutes=11)
    assert [mailing.send_due() for _minute in range(2)] == [1, 0]


def test_a_worker_that_died_after_sending_leaves_the_same_letter(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server has it, but nobody has written that down: a repeat is known by its Message-ID."""
    news(linh)
    mailing.send_due()
    Notice.objects.update(mailed_at=None, mail_due_at=clock.now() + mailing.AGAIN_AFTER)
    at(monkeypatch, minutes=11)
    news(linh)
    mailing.send_due()
    first, again = sent()
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Subject"] == again["Subject"]


def test_a_mailbox_that_is_refused_for_good_keeps_nobody_waiting(linh: User, refusing: dict[str, Exception]) -> None:
    refusing[str(linh.email)] = smtplib.SMTPRecipientsRefused({})
    ha = factories.user(Role.STAFF)
    news(linh)
    news(ha)
    assert mailing.send_due() == 1
    assert [letter.to for letter in mail.outbox] == [[ha.email]]
    assert not Notice.objects.waiting_for_mail().exists()


def test_one_process_writes_at_a_time(linh: User) -> None:
    news(linh)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.NOTICE_MAIL])
        assert mailing.send_due() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.NOTICE_MAIL])
    other.close()
    assert mailing.send_due() == 1


def test_time_that_is_up_leaves_the_rest_to_the_next_minute(linh: User) -> None:
    news(linh)
    news(factories.user(Role.STAFF))
    assert [mailing.send_due(seconds=0) for _minute in range(3)] == [1, 1, 0]
