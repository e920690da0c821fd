"""Account events: what happens to an account beside its columns."""

from typing import Any

import pytest
from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.enums import AccountEventKind as Kind
from accounts.enums import Role
from accounts.history import receivers
from accounts.models import AccountEvent, User
from tests import factories

pytestmark = pytest.mark.django_db


def request_of(person: Any) -> Any:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox")
    request.user, request.session = person or AnonymousUser(), SessionStore()
    request.session.create()
    return request


def sign_in(client: Client, email: str, password: str) -> None:
    given = {"login": email, "password": password}
    client.post(reverse("account_login"), given, REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "Firefox"})


def test_a_sign_in_is_noted_with_address_and_browser(client: Client) -> None:
    person = factories.user()
    sign_in(client, str(person.email), "lesson-piano")
    event = AccountEvent.objects.get(kind=Kind.SIGNED_IN)
    assert (event.person, event.by, event.address, event.user_agent) == (person, person, "192.0.2.7", "Firefox")


def test_signing_out_is_noted(client: Client) -> None:
    person = factories.user()
    client.force_login(person)
    client.post(reverse("account_logout"))
    assert AccountEvent.objects.get().kind == Kind.SIGNED_OUT


def test_a_failed_sign_in_names_the_account_but_not_who_tried(client: Client) -> None:
    person = factories.user()
    sign_in(client, str(person.email).upper(), "wrong-password")
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.by) == (Kind.SIGN_IN_FAILED, person, None)


def test_an_address_that_nobody_has_is_not_kept(client: Client) -> None:
    sign_in(client, "someone@elsewhere.test", "wrong-password")
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.detail) == (Kind.SIGN_IN_FAILED, None, "")
    assert "elsewhere" not in str(vars(event))


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (account.password_changed, Kind.PASSWORD_CHANGED),
        (account.password_set, Kind.PASSWORD_CHANGED),
        (account.password_reset, Kind.PASSWORD_RESET),
    ],
)
def test_a_new_password_is_noted_and_not_kept(signal: Any, kind: Kind) -> None:
    person = factories.user()
    signal.send(sender=User, request=request_of(person), user=person)
    assert AccountEvent.objects.get().kind == kind


def test_a_second_factor_is_noted_with_its_kind_only() -> None:
    person = factories.user()
    factor = Authenticator.objects.create(user=person, type="totp", data={"secret": "abc"})
    mfa.authenticator_added.send(sender=Authenticator, request=request_of(person), user=person, authenticator=factor)
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.detail) == (Kind.FACTOR_ADDED, person, "totp")


def test_an_administrator_who_removes_anothers_factor_is_named() -> None:
    boss, person = factories.user(Role.ADMIN), factories.user()
    factor = Authenticator.objects.create(user=person, type="totp", data={})
    mfa.authenticator_removed.send(sender=Authenticator, request=request_of(boss), user=person, authenticator=factor)
    event = AccountEvent.objects.get()
    assert (event.person, event.by) == (person, boss)


def test_a_wrong_code_is_nobodys_doing() -> None:
    person = factories.user()
    account.login_code_rejected.send(sender=None, request=request_of(None), user=person, last_attempt=False)
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.by) == (Kind.CODE_REJECTED, person, None)


def test_a_confirmed_address_is_its_persons_and_is_not_kept() -> None:
    address = EmailAddress.objects.get(user=factories.user())
    account.email_confirmed.send(sender=EmailAddress, request=request_of(None), email_address=address)
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.detail) == (Kind.EMAIL_CONFIRMED, address.user, "")


def test_an_outside_account_is_noted_with_its_provider() -> None:
    person = factories.user()
    outside = SocialAccount.objects.create(user=person, provider="google", uid="1")
    social.social_account_removed.send(sender=SocialAccount, request=request_of(person), socialaccount=outside)
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.detail) == (Kind.DISCONNECTED, person, "google")


def test_seeing_the_site_as_somebody_else_is_noted_at_both_ends(client: Client) -> None:
    boss, clerk = factories.user(Role.ADMIN), factories.user(Role.STAFF)
    client.force_login(boss)
    client.post(reverse("hijack:acquire"), {"user_pk": clerk.pk})
    client.post(reverse("hijack:release"))
    told = AccountEvent.objects.order_by("id").values_list("kind", "person", "by")
    assert list(told) == [(Kind.IMPERSONATED, clerk.pk, boss.pk), (Kind.RELEASED, clerk.pk, boss.pk)]


def test_an_address_that_is_none_is_left_out() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="unix:")
    assert receivers.record(Kind.SIGNED_OUT, person=None, by=None, request=request).address is None
