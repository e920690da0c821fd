"""What people say about themselves and how they want the site: one verb changes it, field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.http import HttpRequest

from accounts.enums import Notice, Role
from accounts.models import Profile, User
from school import reader

log = structlog.get_logger(__name__)

# When what they are told of comes by e-mail too.
MAILS = ("mail_assigned", "mail_answered", "mail_promise")
OF_USER = frozenset({"name"})
OF_PROFILE = frozenset(
    {"bio", "website", "location", "timezone", "language", "theme", "notifications_on", "notices", "shortcuts"}
    | set(MAILS)
)
_OFFICE = (Notice.ASSIGNED, Notice.ANSWERED, Notice.PROMISE_DUE)
# What people of a role may choose to be told of: no page offers what nothing sends.
NOTICES: dict[str, Sequence[Notice]] = dict.fromkeys(Role, ()) | {
    Role.STAFF: _OFFICE,
    Role.ADMIN: (*_OFFICE, Notice.DELIVERY_FAILING),
}


def of(person: User) -> Profile:
    """The person's profile; not yet stored where they never changed anything."""
    return Profile.objects.filter(user_id=person.pk).first() or Profile(user=person)


def read_with(person: Any) -> Profile | None:
    """The profile as it was when this request began; none for visitors, and for who never changed anything."""
    return getattr(person, "profile", None)


def change(person: User, *, by: User, **changes: Any) -> Profile:
    """Writes the given fields (cleaned values) and no other, so that two open tabs do not undo each other.

    Raises TypeError for a field that is none. What is equal already is not written, and leaves no history.
    """
    if unknown := changes.keys() - OF_USER - OF_PROFILE:
        raise TypeError(f"not fields of a profile: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        stored = User.objects.get(pk=person.pk)
        profile, _made = Profile.objects.get_or_create(user=stored)
        written = _write(stored, _only(changes, OF_USER)) + _write(profile, _only(changes, OF_PROFILE))
    person.name = stored.name
    if written:
        log.info("profile.changed", user=person.pk, by=by.pk, fields=sorted(written))
    return profile


def connect() -> None:
    """Lets the switches of header and footer change the profile of whoever is signed in."""
    reader.picked.connect(_picked, dispatch_uid="accounts.profiles")


def _picked(request: HttpRequest, wanted: Mapping[str, str], **_signal: object) -> None:
    person: Any = request.user
    # Whoever sees the site as somebody else changes the look of this browser only.
    if person.is_authenticated and not getattr(person, "is_hijacked", False):
        change(person, by=person, **wanted)


def _only(changes: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in names}


def _write(row: User | Profile, changes: Mapping[str, Any]) -> list[str]:
    different = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, changes[name])
    if different:
        row.save(update_fields=different)
    return different
