"""Alerts by e-mail: to every administrator, once, whatever happens on the way."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import alert_mail, alerts
from forms_intake.enums import AlertKind, DestinationKind
from forms_intake.models import Alert, Destination
from school import clock
from school.locks import Lock
from tests import factories, lark_calls
from tests.forms_intake.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    person = factories.user(Role.ADMIN, email="quan.tri@school.test")
    profiles.change(person, by=person, language="en")
    return person


@pytest.fixture
def group() -> Destination:
    return Destination.objects.create(name="Giáo vụ", kind=DestinationKind.WEBHOOK, config={"url": "x"})


def fault(group: Destination) -> Alert:
    return alerts.open(AlertKind.HELD, destination=group, hint="address")


def pass_time(**age: float) -> None:
    """Everything that was noted happened so long ago."""
    for alert in Alert.objects.all():
        for name in ("opened_at", "mailed_at", "closed_at"):
            moment = getattr(alert, name)
            setattr(alert, name, moment and moment - timedelta(**age))
        alert.save()


def test_a_fault_is_mailed_once(admin: User, group: Destination) -> None:
    fault(group)
    assert [alert_mail.send_due() for _sweep in range(3)] == [1, 0, 0]
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["quan.tri@school.test"], "Slips are not sent to “Giáo vụ”.")
    assert f"/admin/forms_intake/destination/{group.pk}/change/" in letter.body


def test_the_letter_says_how_many_wait_and_nothing_about_them(admin: User, group: Destination) -> None:
    slip = factories.submission()
    fault(group)
    alert_mail.send_due()
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert "1 slip waits." in text
    for personal in (slip.student_name, slip.contact_name, str(slip.contact_phone), slip.reference):
        assert personal not in text


def test_the_letter_is_in_the_reader_s_language(admin: User, group: Destination) -> None:
    profiles.change(admin, by=admin, language="vi")
    fault(group)
    alert_mail.send_due()
    assert "Lark does not know this robot address" not in mail.outbox[0].body


def test_a_night_when_everything_fails_is_one_letter(admin: User, group: Destination) -> None:
    for number in range(5):
        alerts.open(AlertKind.OVERDUE, destination=Destination.objects.create(name=f"Nhóm {number}"))
    fault(group)
    assert alert_mail.send_due() == 1
    [letter] = mail.outbox
    assert (letter.subject.endswith("(and 5 more)"), letter.body.count("tried again by themselves")) == (True, 5)


def test_it_is_told_again_after_a_day_as_a_reminder(admin: User, group: Destination) -> None:
    fault(group)
    alert_mail.send_due()
    pass_time(hours=23)
    assert alert_mail.send_due() == 0
    pass_time(hours=2)
    assert alert_mail.send_due() == 1
    assert mail.outbox[1].subject.startswith("Still to mend: ")


def test_once_it_is_mended_and_calm_the_letter_says_how_many_went_out(admin: User) -> None:
    card = lark_calls.shown(lark_calls.app())
    fault(card.destination)
    alert_mail.send_due()
    pass_time(hours=1)
    alerts.close(AlertKind.HELD, destination=card.destination)
    assert alert_mail.send_due() == 0
    pass_time(minutes=6)
    assert [alert_mail.send_due() for _sweep in range(2)] == [1, 0]
    letter = mail.outbox[1]
    assert letter.subject == "Mended: “Giáo vụ” works again."
    assert "1 slip has gone out since." in letter.body


def test_a_fault_that_comes_back_before_the_calm_is_not_mailed_again(admin: User, group: Destination) -> None:
    fault(group)
    alert_mail.send_due()
    for _turn in range(5):
        alerts.close(AlertKind.HELD, destination=group)
        fault(group)
        alert_mail.send_due()
    assert len(mail.outbox) == 1


def test_what_nobody_was_told_of_is_not_told_to_be_mended(admin: User, group: Destination) -> None:
    fault(group)
    alerts.close(AlertKind.HELD, destination=group)
    pass_time(minutes=6)
    assert alert_mail.send_due() == 0


def test_only_administrators_who_may_enter_and_have_proven_their_mailbox_get_it(group: Destination) -> None:
    factories.user(Role.STAFF)
    factories.user(Role.ADMIN, is_active=False)
    unproven = factories.user(Role.ADMIN)
    EmailAddress.objects.filter(user=unproven).update(verified=False)
    reader = factories.user(Role.ADMIN)
    fault(group)
    alert_mail.send_due()
    assert [letter.to for letter in mail.outbox] == [[reader.email]]


def test_without_anybody_to_write_to_it_is_noted_and_the_banner_stays(group: Destination) -> None:
    fault(group)
    assert alert_mail.send_due() == 0
    assert len(alerts.open_now()) == 1


class Refusing(EmailBackend):
    """A mail server that refuses as the test says: per address, an error or nothing."""

    errors: dict[str, Exception] = {}

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if error := self.errors.get(message.to[0]):
                raise error
        return int(super().send_messages(messages))


@pytest.fixture
def refusing(settings: Any) -> dict[str, Exception]:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.errors = {}
    return Refusing.errors


def test_a_mail_server_that_is_away_loses_nothing(
    admin: User, group: Destination, refusing: dict[str, Exception]
) -> None:
    refusing[str(admin.email)] = ConnectionRefusedError()
    fault(group)
    assert [alert_mail.send_due() for _sweep in range(2)] == [0, 0]
    refusing.clear()
    assert (alert_mail.send_due(), len(mail.outbox)) == (1, 1)


def test_after_a_fault_between_two_letters_nobody_gets_it_twice(
    admin: User, group: Destination, refusing: dict[str, Exception]
) -> None:
    second = factories.user(Role.ADMIN)
    refusing[str(second.email)] = smtplib.SMTPServerDisconnected()
    fault(group)
    alert_mail.send_due()
    refusing.clear()
    alert_mail.send_due()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([str(admin.email), str(second.email)])


def test_a_mailbox_that_is_refused_for_good_keeps_nobody_waiting(
    admin: User, group: Destination, refusing: dict[str, Exception]
) -> None:
    refusing[str(admin.email)] = smtplib.SMTPRecipientsRefused({})
    second = factories.user(Role.ADMIN)
    fault(group)
    alert_mail.send_due()
    assert [letter.to for letter in mail.outbox] == [[second.email]]
    assert alert_mail.send_due() == 0


def test_a_name_with_a_line_break_breaks_no_header(admin: User) -> None:
    fault(Destination.objects.create(name="Nhóm\nBcc: ai@do.test"))
    alert_mail.send_due()
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["quan.tri@school.test"]


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_one_letter() -> None:
    factories.user(Role.ADMIN)
    fault(Destination.objects.create(name="Giáo vụ"))
    assert sum(at_once(lambda _: alert_mail.send_due(), 4)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_given_back_when_sending_fails(refusing: dict[str, Exception]) -> None:
    person = factories.user(Role.ADMIN)
    refusing[str(person.email)] = RuntimeError()
    fault(Destination.objects.create(name="Giáo vụ"))
    with pytest.raises(RuntimeError):
        alert_mail.send_due()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [Lock.ALERT_MAIL])
        assert cursor.fetchone() == (0,)


def test_what_changes_while_letters_go_out_is_due_again(admin: User, group: Destination) -> None:
    alert = fault(group)
    due = list(alert_mail._due())
    Alert.objects.filter(pk=alert.pk).update(opened_at=clock.now() + timedelta(seconds=1))
    due[0].told = [admin.pk]
    alert_mail._conclude(due, [(admin, str(admin.email))])
    assert Alert.objects.get().mailed_at is None


PROMISE = "goes out by itself once this is mended"


@pytest.mark.parametrize(
    ("kind", "detail", "is_promised"),
    [
        (AlertKind.HELD, {"hint": "address"}, True),
        (AlertKind.OVERDUE, {}, True),
        (AlertKind.GIVEN_UP, {}, False),
        (AlertKind.DRIFT, {}, False),
    ],
)
def test_that_slips_go_by_themselves_is_said_of_nothing_else(
    admin: User, group: Destination, kind: AlertKind, detail: dict[str, Any], is_promised: bool
) -> None:
    alerts.open(kind, destination=group, **detail)
    alert_mail.send_due()
    assert (PROMISE in mail.outbox[0].body) is is_promised


@pytest.mark.parametrize(("level", "is_promised"), [(90, False), (100, True)])
def test_a_quota_that_is_nearly_used_up_keeps_nothing_back(admin: User, level: int, is_promised: bool) -> None:
    alerts.open(AlertKind.QUOTA, app=factories.lark_app(), level=level)
    alert_mail.send_due()
    assert (PROMISE in mail.outbox[0].body) is is_promised
