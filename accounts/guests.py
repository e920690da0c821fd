"""Guests who stay: the same row, and so all its history, becomes an account.

A guest whose time is over has no rights from that moment (`User.may_enter`: the next request and the next question of
a socket are refused); `User.objects.expired_guests()` names them to the schedule that purges them.
"""

from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Refused
from accounts.signing import guesses
from school import clock

log = structlog.get_logger(__name__)

_SESSION_KEY = "accounts_keeping"
MOST_RESENDS = 3


def keep(guest: User, *, name: str, email: str, password_hash: str) -> User:
    """Turns the guest into a student's account with a proven e-mail address. Refused when it is taken, or too late."""
    try:
        with transaction.atomic():
            stored: User = User.objects.select_for_update(of=("self",)).get(pk=guest.pk)
            if not (stored.is_guest and stored.may_enter):
                raise Refused(_("Your time as a guest is over. Ask for a new link."))
            stored.is_guest, stored.expires_at = False, None
            stored.name, stored.email, stored.password = name, email, password_hash
            stored.email_verified_at = clock.now()
            stored.save()
            EmailAddress.objects.create(user=stored, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise Refused(_("This e-mail address has an account already. Sign in with it.")) from error
    log.info("guest.kept", user=stored.pk)
    return stored


def is_taken(email: str) -> bool:
    """Whether another account holds the address."""
    proven = EmailAddress.objects.filter(email=email, verified=True)
    return bool(User.objects.filter(email=email).exists() or proven.exists())


class Keeping(AbstractCodeVerificationProcess):  # type: ignore[misc]  # allauth ships without type information
    """What a guest has entered waits in their session until the mailbox is proven by a code (the bounds of every code).

    For an address that is taken everything looks the same: its owner gets a mail, and no code fits.
    """

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(max_attempts=settings.CODE_GUESSES, timeout=settings.CODE_LIFETIME, state=state)

    @classmethod
    def begin(cls, request: HttpRequest, *, name: str, email: str, password_hash: str) -> "Keeping":
        """Sends the code (accounts.signing.mail.NotSent when that fails) and remembers the answers."""
        state = cls.initial_state(None, email) | {"name": name, "password": password_hash}
        keeping = cls(request, state)
        keeping.send()
        keeping.persist()
        return keeping

    @classmethod
    def under_way(cls, request: HttpRequest) -> "Keeping | None":
        """The one of this session, unless its code is too old."""
        state = request.session.get(_SESSION_KEY)
        keeping: Keeping | None = cls(request, state).abort_if_invalid() if state else None
        return keeping

    def send(self) -> None:
        """A new code to the address; or, to the owner of an account, the news that somebody typed it."""
        adapter, email = get_adapter(), self.state["email"]
        self.state["code"] = adapter.generate_email_verification_code()
        self.state["taken"] = is_taken(email)
        if self.state["taken"]:
            adapter.send_account_already_exists_mail(email)
        else:
            adapter.send_mail("account/email/email_confirmation", email, {"user": self.request.user, "code": self.code})

    def resend(self) -> bool:
        """One more code; False when there have been enough."""
        if self.is_resend_quota_reached(MOST_RESENDS):
            return False
        self.send()
        self.record_resend()
        self.persist()
        return True

    def fits(self, code: str) -> bool:
        """Whether the typed code is the one that was sent, and not guessed at too often."""
        if not guesses.take(self.request.session.session_key, self.code):
            return False
        matches: bool = compare_user_code(actual=code, expected=self.code)
        return matches and not self.state["taken"]

    def persist(self) -> None:
        """Allauth asks for it after every wrong try."""
        self.request.session[_SESSION_KEY] = self.state

    def abort(self) -> None:
        """Too old, guessed at too often, or done."""
        self.request.session.pop(_SESSION_KEY, None)
