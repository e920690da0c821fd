"""A guest's phone as second camera: without a password nobody signs in there; a code does it, once, for minutes."""

import hashlib
import secrets
from datetime import timedelta

from django.core import signing
from django.core.cache import cache

from accounts.models import User
from rooms import access
from rooms.enums import PeerRole
from rooms.models import Room
from rooms.refusals import Refused

LASTS = timedelta(minutes=15)
_SALT = "rooms.phone"


class Ended(Exception):  # noqa: N818 - says what happened
    """The code signs nobody in: unknown, too old, used, or its guest may not come in any more. Which is not told."""


def may_bring(room: Room, person: User) -> bool:
    """Whether a code is made for them: guests who send pictures. An account signs in on the phone itself."""
    # Who sees the site as a guest must not become them elsewhere.
    if not (person.is_guest and person.may_enter) or getattr(person, "is_hijacked", False):
        return False
    try:
        return access.right_to(room, person).role != PeerRole.OBSERVER
    except Refused:
        return False


def code(room: Room, guest: User) -> str:
    """What the guest's phone is shown; nothing is stored of it."""
    return signing.dumps([room.pk, guest.pk, secrets.token_urlsafe(6)], salt=_SALT)


def whose(room: Room, code: str) -> User:
    """The guest of a code; looking uses nothing up. Raises Ended."""
    try:
        room_pk, guest_pk, _chance = signing.loads(code, salt=_SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise Ended from error
    guest: User | None = User.objects.filter(pk=guest_pk).first()
    if guest is None or room_pk != room.pk or not may_bring(room, guest):
        raise Ended
    return guest


def use(code: str, *, browser: str) -> None:
    """The code is used up, but for the browser that used it: a second tap, or a lost answer. Raises Ended."""
    key, mark = f"rooms:phone:{_digest(code)}", _digest(browser)
    is_first = cache.add(key, mark, timeout=LASTS.total_seconds())
    if not is_first and not (browser and cache.get(key) == mark):
        raise Ended


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
