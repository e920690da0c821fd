"""The e-mail of an invitation."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import translation
from pytest_django import Settings

from accounts import acceptance, invitation_mail, invitations
from accounts.enums import Role
from accounts.models import Invitation, User
from accounts.tasks import mail_invitations
from school import clock
from school.retention import erase
from tests import factories
from tests.accounts.test_people import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    return colleague("lan@school.test")


def colleague(email: str, language: str = "vi") -> Invitation:
    by = factories.user(Role.STAFF, name="Chị Thu")
    return invitations.invite_colleague(email=email, role=Role.TEACHER, name="Cô Lan", language=language, by=by)


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_it_names_inviter_school_and_role_and_holds_the_link(invitation: Invitation, mailoutbox: list[Any]) -> None:
    assert invitation_mail.send(invitation)

    [mail] = mailoutbox
    assert mail.to == ["lan@school.test"]
    assert "Phím Ngà" in mail.subject
    assert all(word in mail.body for word in ("Cô Lan", "Chị Thu", "Giáo viên"))
    assert acceptance.standing(link_in(mail)).pk == invitation.pk


def link_in(mail: Any) -> str:
    return str(next(line for line in mail.body.splitlines() if "/invite/" in line).rstrip("/").rsplit("/")[-1])


def test_it_speaks_the_language_of_the_invited(mailoutbox: list[Any]) -> None:
    with translation.override("vi"):
        invitation_mail.send(colleague("john@school.test", "en"))

    assert mailoutbox[0].subject == "Your invitation to Phím Ngà"
    assert "as: Teacher" in mailoutbox[0].body


def test_it_is_sent_once(invitation: Invitation, mailoutbox: list[Any]) -> None:
    assert [invitation_mail.send(invitation), invitation_mail.send(invitation)] == [True, True]

    invitation.refresh_from_db()
    assert len(mailoutbox) == 1
    assert (invitation.mail_due_at, invitation.mailed_at is not None) == (None, True)


@pytest.mark.usefixtures("no_mail_server")
def test_without_a_mail_server_it_is_tried_again_in_five_minutes(invitation: Invitation) -> None:
    assert invitation_mail.send(invitation) is False

    invitation.refresh_from_db()
    assert invitation.mailed_at is None
    assert invitation.mail_due_at
    assert timedelta(minutes=4) < invitation.mail_due_at - clock.now() <= timedelta(minutes=5)


def test_the_link_of_a_lost_try_is_dead(invitation: Invitation, mailoutbox: list[Any]) -> None:
    invitation_mail.send(invitation)
    Invitation.objects.update(mail_due_at=clock.now())
    invitation_mail.send(invitation)

    first, second = (link_in(mail) for mail in mailoutbox)
    with pytest.raises(acceptance.Closed):
        acceptance.standing(first)
    assert acceptance.standing(second)


class RenewingMeanwhile(BaseEmailBackend):
    """While the mail is on its way, somebody presses “send again”."""

    def send_messages(self, email_messages: Any) -> int:
        """As slow as that."""
        invitation = Invitation.objects.get()
        invitations.renew(invitation, by=User.objects.get(pk=invitation.created_by_id))
        return len(email_messages)


def test_an_invitation_renewed_meanwhile_keeps_its_own_mail(invitation: Invitation, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RenewingMeanwhile"
    invitation_mail.send(invitation)

    assert list(Invitation.objects.waiting_for_mail()) == [invitation]


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_one_mail(invitation: Invitation, mailoutbox: list[Any]) -> None:
    with transaction.atomic():
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        assert at_once(lambda: send_at_once(invitation)) == ["done"]
    assert mailoutbox == []


def send_at_once(invitation: Invitation) -> None:
    """Or not at all: without waiting."""
    with transaction.atomic():
        erase.be_impatient()
        invitation_mail.send(invitation)


def test_the_task_mails_what_is_due_and_nothing_else(mailoutbox: list[Any]) -> None:
    due, later, revoked = (colleague(f"{name}@school.test") for name in ("a", "b", "c"))
    Invitation.objects.filter(pk=later.pk).update(mail_due_at=clock.now() + timedelta(minutes=1))
    invitations.revoke(revoked, by=User.objects.get(pk=revoked.created_by_id))

    assert mail_invitations() == 1
    assert [mail.to for mail in mailoutbox] == [[due.email]]


def test_what_does_not_fit_into_the_task_s_time_stays_due(invitation: Invitation, mailoutbox: list[Any]) -> None:
    assert invitation_mail.send_due(seconds=0) == 0

    assert mailoutbox == []
    assert list(Invitation.objects.waiting_for_mail()) == [invitation]


class Counted(EmailBackend):
    """Django's mailbox of tests, which counts how often it was connected to."""

    opened: ClassVar[list[EmailBackend]] = []

    def open(self) -> bool:
        """As the one for SMTP: nothing happens where it is open already."""
        if self not in self.opened:
            self.opened.append(self)
        return True


def test_many_go_through_one_connection(settings: Settings, mailoutbox: list[Any]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Counted"
    for name in ("a", "b", "c"):
        colleague(f"{name}@school.test")

    assert (mail_invitations(), len(mailoutbox), len(Counted.opened)) == (3, 3, 1)


def test_neither_link_nor_address_is_logged(
    invitation: Invitation, mailoutbox: list[Any], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    invitation_mail.send(invitation)

    logged = caplog.text + "".join(capsys.readouterr())
    assert "invitation.mailed" in logged
    assert "lan@school.test" not in logged
    assert link_in(mailoutbox[0]) not in logged
