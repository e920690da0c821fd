"""Who needs a second factor, and until when they may do without it: asked by pages, sockets and rights alike."""

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings

from accounts.enums import Role
from school import clock

if TYPE_CHECKING:
    from accounts.models import User

REQUIRED = frozenset({Role.ADMIN, Role.STAFF})
# Recovery codes stand in for a factor; they are none.
FACTORS = ("totp", "webauthn")
_DAY = timedelta(days=1)


def is_required(person: "User") -> bool:
    """Whether the person's role asks for a second factor at all."""
    return person.role in REQUIRED


def deadline(person: "User") -> datetime:
    """The moment from which the person can do nothing without one; counted from when they came into the office."""
    return (person.office_since or person.created_at) + timedelta(days=settings.MFA_GRACE_DAYS)


def is_set_up(person: "User") -> bool:
    """Whether the person has one. Asked once for each loaded person: pages ask for many rights at a time."""
    known: bool | None = person.__dict__.get("_has_second_factor")
    if known is None:
        authenticators = apps.get_model("mfa", "Authenticator")._default_manager
        known = authenticators.filter(user_id=person.pk, type__in=FACTORS).exists()
        person.__dict__["_has_second_factor"] = known
    return known


def overdue(person: "User") -> bool:
    """Whether the person holds no rights until a factor is set up. No query for other roles nor in the grace period."""
    return is_required(person) and clock.now() >= deadline(person) and not is_set_up(person)


def days_left(person: "User") -> int | None:
    """Days of the grace period, begun ones too; 0 when it is over, None when nothing has to be done."""
    if not is_required(person) or is_set_up(person):
        return None
    return max(0, math.ceil((deadline(person) - clock.now()) / _DAY))
