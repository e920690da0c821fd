"""Changes of a person's rank or standing. Each is a verb, and the last administrator stays."""

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import OFFICE, User
from school import archive as archiving
from school import clock

log = structlog.get_logger(__name__)

RANK = {Role.STUDENT: 0, Role.TEACHER: 1, Role.STAFF: 2, Role.ADMIN: 3}


class Refused(Exception):  # noqa: N818 - says what happened; its text is shown to the person who tried
    """Not allowed, or not possible now; the text says what to do."""


def may_grant(by: User, role: str) -> bool:
    """Nobody gives a role above their own."""
    return by.is_staff and RANK[Role(role)] <= RANK[Role(by.role)]


def may_manage(by: User, person: User) -> bool:
    """Nobody changes the account of somebody above themself."""
    return by.is_staff and RANK[Role(person.role)] <= RANK[Role(by.role)]


def set_role(person: User, role: str, *, by: User) -> User:
    """Gives the role at once, also on open pages. Refused above one's own rank, and for the last administrator."""
    with transaction.atomic():
        stored = _locked(person, by=by)
        if not may_grant(by, role):
            raise Refused(_("You can give roles up to your own only. Ask an administrator."))
        if stored.is_guest and role != Role.STUDENT:
            raise Refused(_("A guest has no role. The guest must make an account first."))
        if role != Role.ADMIN:
            _keep_one_administrator(stored)
        entered = role in OFFICE and stored.role not in OFFICE
        stored.role = role
        stored.office_since = clock.now() if entered else stored.office_since if role in OFFICE else None
        stored.save(update_fields=["role", "office_since"])
    person.role, person.office_since = stored.role, stored.office_since
    log.info("role.set", user=stored.pk, role=role, by=by.pk)
    return person


def set_active(person: User, active: bool, *, by: User) -> User:
    """Lets the person sign in, or not; open sessions end at once. Refused for the last administrator."""
    with transaction.atomic():
        stored = _locked(person, by=by)
        if not active:
            _keep_one_administrator(stored)
        stored.is_active = active
        stored.save(update_fields=["is_active"])
    person.is_active = active
    return person


def archive(person: User, *, by: User, reason: str) -> User:
    """Puts the account away: no sign-in, no rights. Refused for the last administrator."""
    with transaction.atomic():
        _keep_one_administrator(_locked(person, by=by))
        return archiving.archive(person, by=by, reason=reason)


def restore(person: User, *, by: User) -> User:
    """Brings the account back, unless its data are gone already."""
    with transaction.atomic():
        if _locked(person, by=by).purged_at:
            raise Refused(_("This person's data have been deleted for good."))
        # Whoever is brought back is not deleted after all.
        User.objects.filter(pk=person.pk).update(deletion_requested_at=None)
        person.deletion_requested_at = None
        return archiving.restore(person, by=by)


def leave(person: User, *, reason: str) -> User:
    """Puts one's own account away and asks for deletion of its data. Refused for the last administrator."""
    with transaction.atomic():
        stored = _locked_with_administrators(person)
        _keep_one_administrator(stored)
        if stored.deletion_requested_at is None:
            stored.deletion_requested_at = clock.now()
            stored.save(update_fields=["deletion_requested_at"])
        person.deletion_requested_at = stored.deletion_requested_at
        return archiving.archive(person, by=person, reason=reason)


def _locked(person: User, *, by: User) -> User:
    """The row as stored now, for somebody who may change it."""
    stored = _locked_with_administrators(person)
    # Asked anew: whoever asks may have lost the right while this waited.
    if not may_manage(User.objects.get(pk=by.pk), stored):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    return stored


def _locked_with_administrators(person: User) -> User:
    """The row as stored now. All administrators are locked too, in one order, so that two cannot remove each other."""
    list(User.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk").values_list("pk"))
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return stored


def _keep_one_administrator(person: User) -> None:
    others = User.objects.active().filter(role=Role.ADMIN, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMIN and person.may_enter and not others.exists():
        raise Refused(_("This is the last administrator. Make somebody else an administrator first."))
