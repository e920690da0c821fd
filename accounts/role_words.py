"""Roles and rights in words, for people who do not read roles.yaml."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Case, Count, IntegerField, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import actions, rights
from accounts.enums import Role
from accounts.groups import ROLES, RoleGroup
from accounts.models import User

ABOUT: Mapping[str, str | Promise] = {
    rights.GUEST: _(
        "Came by an invite link, for a while: enters the room they were invited to, and sees nothing else."
    ),
    Role.STUDENT.value: _("Has an account: sees and changes what is their own, and no one else's."),
    Role.TEACHER.value: _("Teaches: as a student, and may invite guests. Sees no slips."),
    Role.STAFF.value: _("Works through slips, and keeps products, rooms and accounts, up to their own rank."),
    Role.ADMIN.value: _("May do all that the system lets anybody do; destinations, rules and history too."),
}


class Line(NamedTuple):
    """One kind of record, and what may be done with it."""

    record: str
    actions: str


# The page of each part of the site that stands for it, and what is done there.
PAGES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "forms_intake:slips": (_("Slips"), _("fill in and send")),
    "rooms:home": (_("Lesson rooms"), _("enter when invited")),
    "accounts:profile": (_("Own profile"), _("see, change")),
    "accounts:data": (_("Own data"), _("see, download, ask for deletion")),
    "account_email": (_("Own sign-in"), _("e-mail, telephone, password, second step, devices")),
    "accounts:guest_links": (_("Links for guests"), _("make, see and revoke one's own")),
    "admin:index": (_("Administration"), _("enter")),
}


def pages(role: str) -> list[Line]:
    """Which parts of the site the role may open, from what is everybody's to what is few people's."""
    held = rights.of_all()[role].pages
    return [Line(str(part), str(done)) for page, (part, done) in PAGES.items() if page in held]


def lines(role: str) -> list[Line]:
    """What the role may do with each kind of record, in the order of the words that name them."""
    held: dict[str, set[str]] = {}
    for label, action in rights.of_all()[role].models:
        held.setdefault(label, set()).add(action)
    found = [Line(_record(label), ", ".join(_in_words(given))) for label, given in held.items()]
    return sorted(found)


def holders(role: str) -> QuerySet[User]:
    """Who has the role and may enter now, by name."""
    people: QuerySet[User] = User.objects.active().filter(is_active=True, is_guest=role == rights.GUEST)
    return people.filter(role=Role.STUDENT if role == rights.GUEST else role).order_by("name", "pk")


def with_people(rows: QuerySet[RoleGroup]) -> QuerySet[RoleGroup]:
    """Each role with `held_by`, the number of its people; from the least to the most."""
    rank = Case(*(When(name=role, then=Value(place)) for place, role in enumerate(ROLES)), output_field=IntegerField())
    counts = [When(name=role, then=Coalesce(Subquery(_count(role)), 0)) for role in ROLES]
    return rows.annotate(held_by=Case(*counts, output_field=IntegerField()), rank=rank).order_by("rank")


def _count(role: str) -> QuerySet[User, Any]:
    # Without an order and with one group, so that it is one number.
    return holders(role).order_by().values("role").annotate(number=Count("pk")).values("number")


def _record(label: str) -> str:
    return str(capfirst(apps.get_model(label)._meta.verbose_name_plural))


def _in_words(given: set[str]) -> list[str]:
    return [str(words) for action, words in actions.WORDS.items() if action in given]
