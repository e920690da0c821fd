"""Changes of a person's rank or standing. Each is a verb, and the last administrator stays."""

from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.enums import Role
from accounts.models import OFFICE, User
from school import archive as archiving
from school import clock
from school.live.saves import tell

log = structlog.get_logger(__name__)

RANK = {Role.STUDENT: 0, Role.TEACHER: 1, Role.STAFF: 2, Role.ADMIN: 3}


class Refused(archiving.Refused):
    """Not allowed, or not possible now; the text says what to do."""


def may_grant(by: User, role: str) -> bool:
    """Nobody gives a role above their own."""
    return by.is_staff and RANK[Role(role)] <= RANK[Role(by.role)]


def may_manage(by: User, person: User) -> bool:
    """Nobody changes the account of somebody above themself."""
    return by.is_staff and RANK[Role(person.role)] <= RANK[Role(by.role)]


def check_role(person: User, role: str, *, by: User) -> None:
    """Raises Refused if the role could not be given as things are now; forms ask this before they are saved."""
    if not may_manage(by, person):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    if role == person.role:
        return
    if not may_grant(by, role):
        raise Refused(_("You can give roles up to your own only. Ask an administrator."))
    if person.is_archived:
        raise Refused(_("This account is archived. Restore it first."))
    if person.is_guest:
        raise Refused(_("A guest has no role. The guest must make an account first."))
    _keep_one_administrator(person)


def check_active(person: User, active: bool, *, by: User) -> None:
    """Raises Refused if the person could not be let in or shut out as things are now."""
    if not may_manage(by, person):
        raise Refused(_("This account ranks above yours. Ask an administrator."))
    if active == person.is_active:
        return
    if person.is_archived:
        raise Refused(_("This account is archived. Restore it first."))
    if not active and by.pk == person.pk:
        raise Refused(_("You cannot shut yourself out. Ask a colleague."))
    if not active:
        _keep_one_administrator(person)


def add(person: User, *, by: User) -> User:
    """Stores a new person, who has no password until they choose one. Refused for a role above one's own."""
    with transaction.atomic():
        if not may_grant(User.objects.get(pk=by.pk), person.role):
            raise Refused(_("You can give roles up to your own only. Ask an administrator."))
        person.set_unusable_password()
        person.office_since = clock.now() if person.role in OFFICE else None
        person.save(force_insert=True)
    log.info("person.added", user=person.pk, role=person.role, by=by.pk)
    return person


def set_role(person: User, role: str, *, by: User) -> User:
    """Gives the role at once, also on open pages. Refused above one's own rank, and for the last administrator."""
    with transaction.atomic():
        stored, asking = _locked(person, by=by)
        check_role(stored, role, by=asking)
        entered = role in OFFICE and stored.role not in OFFICE
        stored.role = role
        # Only students have one.
        stored.student_code = stored.student_code if role == Role.STUDENT else ""
        stored.office_since = clock.now() if entered else stored.office_since if role in OFFICE else None
        stored.save(update_fields=["role", "student_code", "office_since"])
    for name in ("role", "student_code", "office_since"):
        setattr(person, name, getattr(stored, name))
    log.info("role.set", user=stored.pk, role=role, by=by.pk)
    return person


def set_active(person: User, active: bool, *, by: User) -> User:
    """Lets the person sign in, or not; open sessions end at once. Refused for the last administrator."""
    with transaction.atomic():
        stored, asking = _locked(person, by=by)
        check_active(stored, active, by=asking)
        stored.is_active = active
        stored.save(update_fields=["is_active"])
        if not active:
            sessions.end_all(stored)
    person.is_active = active
    log.info("active.set", user=stored.pk, active=active, by=by.pk)
    return person


def archive(person: User, *, by: User, reason: str) -> User:
    """Puts the account away: no sign-in, no rights, open sessions end at once. Refused for the last administrator."""
    with transaction.atomic():
        stored, asking = _locked(person, by=by)
        if not may_manage(asking, stored):
            raise Refused(_("This account ranks above yours. Ask an administrator."))
        if by.pk == person.pk:
            raise Refused(_("You cannot archive yourself. Close your account on the page “My data”."))
        _keep_one_administrator(stored)
        sessions.end_all(stored)
        return archiving.archive(person, by=by, reason=reason)


def restore(person: User, *, by: User) -> User:
    """Brings the account back, unless its data are gone already."""
    with transaction.atomic():
        stored, asking = _locked(person, by=by)
        if not may_manage(asking, stored):
            raise Refused(_("This account ranks above yours. Ask an administrator."))
        archiving.restore(person, by=by)
        # Whoever is brought back is not deleted after all.
        User.objects.filter(pk=person.pk).update(deletion_requested_at=None)
        tell(User, person.pk)
        person.deletion_requested_at = None
        return person


def leave(person: User, *, reason: str) -> User:
    """Puts one's own account away and asks for deletion of its data. Refused for the last administrator."""
    with transaction.atomic():
        stored = locked(person)
        _keep_one_administrator(stored)
        if stored.deletion_requested_at is None:
            stored.deletion_requested_at = clock.now()
            stored.save(update_fields=["deletion_requested_at"])
        person.deletion_requested_at = stored.deletion_requested_at
        return archiving.archive(stored, by=stored, reason=reason)


def locked(person: User) -> User:
    """The row as stored now, until the transaction ends; for whatever changes a person's rank, standing or sign-in.

    All administrators are locked first, in one order: two cannot remove each other, and nobody waits in a circle.
    Rows that refer to a locked person (events, the admin's log) are written meanwhile.
    """
    held = User.objects.select_for_update(of=("self",), no_key=True)
    list(held.filter(role=Role.ADMIN).order_by("pk").values_list("pk"))
    stored: User = held.get(pk=person.pk)
    return stored


def _locked(person: User, *, by: User) -> tuple[User, User]:
    """Both rows as stored now: whoever asks may have lost the right while this waited."""
    stored = locked(person)
    asking: Any = User.objects.get(pk=by.pk)
    return stored, asking


def _keep_one_administrator(person: User) -> None:
    """Raises Refused if nobody could administer without this person. A trigger of the table says the same."""
    others = User.objects.active().filter(role=Role.ADMIN, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMIN and person.may_enter and not others.exists():
        raise Refused(_("This is the last administrator. Make somebody else an administrator first."))
