"""Name, e-mail and phone as the office corrects them in somebody's account."""

from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import address_mail
from accounts.models import User
from accounts.people import Refused, may_manage

log = structlog.get_logger(__name__)

CORRECTED = ("name", "email", "phone")
# Said to the office only, which may know who has an account.
TAKEN = gettext_lazy("Another account has this e-mail address already. Look for it in the list of users.")
TAKEN_BY_ARCHIVED = gettext_lazy(
    "An archived account has this e-mail address. Look for it under “Archived” in the list of users, and restore it."
)


def correct(person: User, *, by: User, **columns: Any) -> User:
    """Writes what the office typed. A new address or number is unproven; sessions stay, and both mailboxes are told.

    Refused above one's own rank, asked of the rows as they are now: the mailbox is the way into the account.
    """
    if unknown := columns.keys() - set(CORRECTED):
        raise TypeError(f"not to be corrected: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        stored: User = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _check(stored, by=User.objects.get(pk=by.pk))
        old = stored.email or ""
        _write(stored, {name: value for name, value in columns.items() if getattr(stored, name) != value})
        if (stored.email or "") != old:
            transaction.on_commit(lambda: address_mail.tell(stored, old=old))
    for name in (*CORRECTED, "email_verified_at", "phone_verified_at", "phone_code_entered_at"):
        setattr(person, name, getattr(stored, name))
    log.info("person.corrected", user=stored.pk, columns=sorted(columns), by=by.pk)
    return person


def taken(email: str, *, by_other_than: int | None) -> str:
    """Why no other account can have the address; empty when it can."""
    holder = User.objects.filter(email=email).exclude(pk=by_other_than).first()
    if holder is None:
        return ""
    return str(TAKEN_BY_ARCHIVED if holder.is_archived else TAKEN)


def _check(stored: User, *, by: User) -> None:
    if not may_manage(by, stored):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    if stored.is_archived:
        raise Refused(_("This account is archived. Restore it first."))


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
        raise Refused(str(TAKEN)) from error
