"""Name, e-mail and phone as the office corrects them in somebody's account."""

from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import address_mail, personal, sessions, student_codes
from accounts.models import User
from accounts.people import Refused, locked, may_manage

log = structlog.get_logger(__name__)

CORRECTED = ("name", "email", "phone", "student_code")
# Said to the office only, which may know who has an account.
TAKEN = gettext_lazy("Another account has this e-mail address already. Look for it in the list of users.")
TAKEN_BY_ARCHIVED = gettext_lazy(
    "An archived account has this e-mail address. Look for it under “Archived” in the list of users, and restore it."
)


def correct(person: User, *, by: User, **columns: Any) -> User:
    """Writes what the office typed. A new address or number is unproven; a new address ends sessions and waiting codes.

    Refused above one's own rank, asked of the rows as they are now: the mailbox is the way into the account, so that
    of an account which its owner has used is changed by administrators only. Both mailboxes are told.
    """
    if unknown := columns.keys() - set(CORRECTED):
        raise TypeError(f"not to be corrected: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        stored = locked(person)
        old, changed = stored.email or "", {name: new for name, new in columns.items() if getattr(stored, name) != new}
        _check(stored, changed, by=User.objects.get(pk=by.pk))
        _write(stored, changed)
        if (stored.email or "") != old:
            sessions.end_all(stored)
            # Reads every session: not while administrators are locked.
            transaction.on_commit(lambda: personal.end_sessions(stored, old))
            transaction.on_commit(lambda: address_mail.tell(stored, old=old))
    for name in (*CORRECTED, "email_verified_at", "phone_verified_at", "phone_code_entered_at"):
        setattr(person, name, getattr(stored, name))
    log.info("person.corrected", user=stored.pk, columns=sorted(columns), by=by.pk)
    return person


def why_not_address(person: User, *, by: User) -> str:
    """Why whoever asks does not change the person's address; empty when they may.

    Who reads the mailbox owns the account: to change it is to become the person, which is for administrators only.
    """
    if not may_manage(by, person):
        return _("This account ranks above yours. Ask an administrator.")
    if not (person.last_login or person.email_verified_at):
        return ""
    if by.pk == person.pk:
        return _("Change your own address under My account: it is proven there.")
    return "" if by.is_superuser else _("This person has used the account. Only an administrator changes its address.")


def taken(email: str, *, by_other_than: int | None) -> str:
    """Why no other account can have the address; empty when it can."""
    holder = User.objects.filter(email=email).exclude(pk=by_other_than).first()
    if holder is None:
        return ""
    return str(TAKEN_BY_ARCHIVED if holder.is_archived else TAKEN)


def _check(stored: User, changed: dict[str, Any], *, by: User) -> None:
    if not may_manage(by, stored):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    if stored.is_archived:
        raise Refused(_("This account is archived. Restore it first."))
    if "email" in changed and (reason := why_not_address(stored, by=by)):
        raise Refused(reason)


def _write(stored: User, columns: dict[str, Any]) -> None:
    if "phone" in columns:
        # The new number has shown nothing yet.
        columns |= {"phone_verified_at": None, "phone_code_entered_at": None}
    for name, value in columns.items():
        setattr(stored, name, value)
    try:
        # What listens to this makes a new address unproven (accounts.signing.addresses).
        stored.save(update_fields=columns.keys())
    except IntegrityError as error:
        raise Refused(str(student_codes.TAKEN if "student_code" in str(error) else TAKEN)) from error
