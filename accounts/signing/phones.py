"""A person's telephone number: who holds it, and how its code travels (docs/signing-in.md)."""

import sys
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Refused, may_manage
from school import clock

log = structlog.get_logger(__name__)

# (number as E.164, code, language of the reader); raises whatever it likes when it could not send.
Transport = Callable[[str, str, str], None]


class NotSent(Exception):  # noqa: N818 - says what happened; the page says the rest
    """The gateway did not take the message."""


class Taken(Exception):  # noqa: N818 - says what happened; the page says the rest
    """Somebody else has proved first that the number is theirs."""


def transport() -> Transport | None:
    """The school's gateway, or nothing: then the office confirms numbers."""
    return import_string(settings.PHONE_CODE_TRANSPORT) if settings.PHONE_CODE_TRANSPORT else None


def send_code(phone: str, code: str, language: str) -> None:
    """Hands the code to the gateway. Raises NotSent, whatever the gateway raised."""
    gateway = transport()
    try:
        if gateway:
            gateway(phone, code, language)
    except Exception as error:
        log.error("phone_code.not_sent", error=type(error).__name__)
        raise NotSent from error


def console(phone: str, code: str, language: str) -> None:
    """The transport of development: prints instead of sending."""
    sys.stdout.write(f"[{language}] {phone}: {code}\n")


def holder(phone: str) -> User | None:
    """The one who has proved that the number is theirs."""
    found: User | None = User.objects.filter(phone=phone, phone_verified_at__isnull=False).first()
    return found


def note(person: User, phone: str) -> None:
    """Stores a number that nobody has proved yet."""
    _store(person, phone, verified=False)


def verify(person: User, phone: str) -> None:
    """The person has entered the code that was sent to the number. Raises Taken, also for the same moment."""
    _hold(person, phone, by_code=True)
    log.info("phone.verified", user=person.pk)


def confirm(person: User, *, by: User) -> None:
    """The office has spoken to the person on this number. Raises Taken; Refused for oneself and above one's rank."""
    if not person.phone:
        raise Refused(_("Enter a phone number first."))
    if not may_manage(by, person):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    if by.pk == person.pk:
        raise Refused(_("You cannot confirm your own number. Ask a colleague."))
    if person.phone_verified_at and person.phone_code_entered_at:
        return  # a code says more than the office's word
    _hold(person, str(person.phone), by_code=False)
    log.info("phone.confirmed", user=person.pk, by=by.pk)


def _hold(person: User, phone: str, *, by_code: bool) -> None:
    try:
        with transaction.atomic():
            _store(person, phone, verified=True, by_code=by_code)
    except IntegrityError as error:
        raise Taken from error


def _store(person: User, phone: str, *, verified: bool, by_code: bool = False) -> None:
    now = clock.now()
    person.phone, person.phone_verified_at = phone, now if verified else None
    person.phone_code_entered_at = now if by_code else None
    person.save(update_fields=["phone", "phone_verified_at", "phone_code_entered_at"])
