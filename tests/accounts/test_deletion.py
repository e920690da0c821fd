"""Asking for the deletion of one's own account."""

import threading
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings
from structlog.testing import capture_logs

from accounts import deletion, people
from accounts.enums import Role
from accounts.models import Profile, User
from school import aftercommit
from tests import factories
from tests.accounts.test_my_data import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/delete/"


@pytest.fixture
def person() -> User:
    """A teacher."""
    return factories.user(Role.TEACHER, name="Cô Hà")


def test_one_word_closes_the_account_at_once(person: User) -> None:
    client = signed_in(person)
    answer = client.post(PAGE, {"word": "XOÁ"})
    assert answer["Location"] == reverse("accounts:data_goodbye")
    person.refresh_from_db()
    assert person.is_archived
    assert person.deletion_requested_at
    assert not person.may_enter
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("word", ["xoá", "xóa", "XOA", " delete ", "Delete"])
def test_the_word_counts_in_every_spelling(person: User, word: str) -> None:
    assert signed_in(person).post(PAGE, {"word": word}).status_code == 302


@pytest.mark.parametrize("word", ["", "no", "delete me", "x" * 5000, "xoá\x00"])
def test_any_other_word_changes_nothing_and_says_what_to_type(person: User, word: str) -> None:
    answer = signed_in(person).post(PAGE, {"word": word})
    assert answer.status_code == 200
    assert answer.context["form"].errors["word"]
    person.refresh_from_db()
    assert not person.is_archived


def test_every_session_ends(person: User) -> None:
    here, there = signed_in(person), signed_in(person)
    here.post(PAGE, {"word": "delete"})
    assert there.get("/accounts/data/").status_code == 302
    assert [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(person.pk)] == []


def test_connected_accounts_and_second_factors_go_at_once(person: User) -> None:
    SocialAccount.objects.create(user=person, provider="google", uid="1")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    deletion.request(person)
    assert not SocialAccount.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_page_says_what_happens_and_asks_for_a_recent_sign_in(person: User, client: Client) -> None:
    client.force_login(person)
    assert client.get(PAGE)["Location"].startswith(reverse("account_reauthenticate"))
    assert str(deletion.days_until_gone()) in signed_in(person).get(PAGE).content.decode()


def test_the_last_administrator_stays() -> None:
    boss = factories.user(Role.ADMIN)
    with translation.override("en"), pytest.raises(people.Refused, match="last administrator"):
        deletion.request(boss)
    boss.refresh_from_db()
    assert (boss.is_archived, boss.deletion_requested_at) == (False, None)


def test_the_page_tells_the_last_administrator_why(client: Client) -> None:
    boss = factories.user(Role.ADMIN)
    answer = signed_in(boss).post(PAGE, {"word": "delete"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["word"]


def test_an_administrator_may_go_when_another_stays() -> None:
    boss, _other = factories.user(Role.ADMIN), factories.user(Role.ADMIN)
    assert deletion.request(boss)


@pytest.mark.parametrize(("language", "subject"), [("en", "is closed"), ("vi", "")])
def test_the_person_gets_a_letter_in_their_language(
    person: User, language: str, subject: str, django_capture_on_commit_callbacks: Any
) -> None:
    Profile.objects.update_or_create(user=person, defaults={"language": language})
    with django_capture_on_commit_callbacks(execute=True):
        day = deletion.request(person)
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert subject in letter.subject
    assert f"{day:%d/%m/%Y}" in letter.body
    assert "028 3800 1234" in letter.body


def test_the_letter_keeps_no_announcement_waiting(
    person: User, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Noting"
    with django_capture_on_commit_callbacks(execute=True):
        deletion.request(person)
    assert aftercommit.drain(5)
    assert Noting.threads == [threading.current_thread().name]


class Noting(BaseEmailBackend):
    """Keeps which thread has sent."""

    threads: ClassVar[list[str]] = []

    def send_messages(self, email_messages: Any) -> int:
        """None of them."""
        self.threads.append(threading.current_thread().name)
        return len(email_messages)


def test_a_lost_mail_server_undoes_nothing(
    person: User, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    with capture_logs() as logs, django_capture_on_commit_callbacks(execute=True):
        deletion.request(person)
    assert {"event": "deletion.not_told", "user": person.pk, "log_level": "warning"} in logs
    assert User.objects.get(pk=person.pk).is_archived


def test_the_day_is_30_days_away(person: User) -> None:
    assert deletion.gone_on(person) is None
    assert deletion.request(person) == timezone.localdate(timezone.now() + timedelta(days=30))


def test_asking_twice_keeps_the_first_day(person: User) -> None:
    deletion.request(person)
    first = User.objects.get(pk=person.pk).deletion_requested_at
    deletion.request(person)
    assert User.objects.get(pk=person.pk).deletion_requested_at == first


def test_whoever_is_brought_back_is_not_deleted(person: User) -> None:
    deletion.request(person)
    people.restore(person, by=factories.user(Role.ADMIN))
    stored = User.objects.get(pk=person.pk)
    assert (stored.deletion_requested_at, stored.is_archived) == (None, False)
    assert signed_in(person)


def test_a_guest_may_ask_too() -> None:
    guest = User.objects.create_guest("Bé Na", expires_at=timezone.now() + timedelta(days=1))
    assert deletion.request(guest)
    assert mail.outbox == []
