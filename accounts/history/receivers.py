"""Signals of allauth, Django and hijack become account events."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest
from hijack import signals as hijack

from accounts import audit
from accounts.enums import AccountEventKind as Kind
from accounts.models import AccountEvent, User, normalised_email


def connect() -> None:
    """Called once, when the apps are ready."""
    for signal, kind in _OF_THE_PERSON.items():
        signal.connect(_receiver(kind), weak=False, dispatch_uid=f"account-event-{kind}")
    user_login_failed.connect(_sign_in_failed)
    hijack.hijack_started.connect(_impersonated)
    hijack.hijack_ended.connect(_released)


def record(
    kind: Kind, *, person: User | None, by: User | None, request: HttpRequest | None = None, detail: str = ""
) -> AccountEvent:
    """Writes one account event, with address, browser and request of the request."""
    event = AccountEvent(kind=kind, person=person, by=by, detail=detail[:200], request_id=audit.request_id())
    if request is not None:
        event.address, event.user_agent = _ip(audit.address(request)), audit.user_agent(request)
    event.save(force_insert=True)
    return event


_OF_THE_PERSON: dict[Signal, Kind] = {
    account.user_signed_up: Kind.SIGNED_UP,
    account.user_logged_in: Kind.SIGNED_IN,
    user_logged_out: Kind.SIGNED_OUT,
    account.password_set: Kind.PASSWORD_CHANGED,
    account.password_changed: Kind.PASSWORD_CHANGED,
    account.password_reset: Kind.PASSWORD_RESET,
    account.email_confirmed: Kind.EMAIL_CONFIRMED,
    account.email_added: Kind.EMAIL_ADDED,
    account.email_changed: Kind.EMAIL_CHANGED,
    account.email_removed: Kind.EMAIL_REMOVED,
    account.login_code_rejected: Kind.CODE_REJECTED,
    account.password_reset_code_rejected: Kind.CODE_REJECTED,
    account.email_verification_code_rejected: Kind.CODE_REJECTED,
    mfa.authenticator_added: Kind.FACTOR_ADDED,
    mfa.authenticator_removed: Kind.FACTOR_REMOVED,
    mfa.authenticator_reset: Kind.CODES_RENEWED,
    mfa.authentication_failed: Kind.SECOND_FACTOR_FAILED,
    social.social_account_added: Kind.CONNECTED,
    social.social_account_removed: Kind.DISCONNECTED,
}
_BY_SOMEBODY_UNKNOWN = frozenset({Kind.CODE_REJECTED, Kind.SECOND_FACTOR_FAILED})


def _receiver(kind: Kind) -> Callable[..., None]:
    def receive(sender: object, request: HttpRequest | None = None, **given: Any) -> None:
        person = _person(given)
        record(kind, person=person, by=_doer(kind, person, request), request=request, detail=_detail(given))

    return receive


def _person(given: dict[str, Any]) -> User | None:
    """Signals name the person in three ways."""
    for name in ("user", "email_address", "socialaccount", "sociallogin"):
        if found := given.get(name):
            person = found if name == "user" else getattr(found, "user", None)
            return person if isinstance(person, User) and person.pk else None
    return None


def _doer(kind: Kind, person: User | None, request: HttpRequest | None) -> User | None:
    """Whoever is signed in; at the entrance the person, unless nothing proves that it is them."""
    if kind in _BY_SOMEBODY_UNKNOWN:
        return None
    reader = getattr(request, "user", None)
    return reader if isinstance(reader, User) else person


def _detail(given: dict[str, Any]) -> str:
    """Which kind of second factor, which provider, or by what: never an address or a secret."""
    if authenticator := given.get("authenticator"):
        return str(authenticator.type)
    if login := given.get("sociallogin"):
        return str(login.account.provider)
    return str(found.provider) if (found := given.get("socialaccount")) else str(given.get("detail", ""))


def _sign_in_failed(sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """One query whether the account exists or not, so that the time tells nothing; what was typed is not kept."""
    typed = normalised_email(str(credentials.get("email") or credentials.get("username") or ""))[:254]
    person = User.objects.filter(email=typed.replace("\0", "")).first()
    record(Kind.SIGN_IN_FAILED, person=person, by=None, request=request)


def _impersonated(sender: object, request: HttpRequest, hijacker: User, hijacked: User, **_: Any) -> None:
    record(Kind.IMPERSONATED, person=hijacked, by=hijacker, request=request)


def _released(sender: object, request: HttpRequest, hijacker: User, hijacked: User, **_: Any) -> None:
    record(Kind.RELEASED, person=hijacked, by=hijacker, request=request)


def _ip(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
