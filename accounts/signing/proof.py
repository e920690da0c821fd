"""The first proof that an address is its owner's: what somebody else set up under it before that ends."""

from typing import Any

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_signed_up
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import personal
from accounts.models import User

log = structlog.get_logger(__name__)
# In the session of whoever chose the account's password at sign-up.
_CHOSE_KEY = "accounts_chose_password"


def connect() -> None:
    """Called once at start."""
    user_signed_up.connect(_signed_up, dispatch_uid="accounts.proof.signed_up")
    email_confirmed.connect(_confirmed, dispatch_uid="accounts.proof.confirmed")


def start_anew(person: User, *, but: str | None = None) -> bool:
    """Takes away the password, and of an account that nobody has used yet all other ways in; False: there were none.

    Ends every session but the one with the key `but`. A used account keeps its second factor: otherwise an address that
    the office has changed would open it without one.
    """
    with transaction.atomic():
        rows: list[Any] = [SocialAccount.objects.filter(user=person), Authenticator.objects.filter(user=person)]
        gone = sum(found.delete()[0] for found in rows) if person.last_login is None else 0
        if not gone and not person.has_usable_password():
            return False
        person.set_unusable_password()
        person.save(update_fields=["password"])
        addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
        personal.end_sessions(person, *addresses, but=but)
    log.info("account.started_anew", user=person.pk)
    return True


def _signed_up(request: HttpRequest, user: User, **_signal: Any) -> None:
    request.session[_CHOSE_KEY] = user.pk


def _confirmed(request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    person: User = email_address.user
    if _has_shown_password(request, person):
        return
    if start_anew(person, but=request.session.session_key):
        sentence = _("This account's former password no longer works. Set one under My account if you want one.")
        messages.info(request, sentence, fail_silently=True)


def _has_shown_password(request: HttpRequest, person: User) -> bool:
    """Whether this browser is signed in, has chosen the password, or has just entered it."""
    if request.user.is_authenticated:
        return request.user.pk == person.pk
    if request.session.get(_CHOSE_KEY) == person.pk:
        return True
    return any(record.get("method") == "password" for record in get_authentication_records(request, person))
