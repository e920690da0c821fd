"""Who is told: the office, as each of them chose; nobody who has left, and nobody of another role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts import access
from accounts.enums import MailTiming, Role
from accounts.enums import Notice as Kind
from accounts.models import Profile, User
from forms_intake.enums import Happening

RIGHT = "forms_intake.view_submission"
# What the profile calls it when it asks whether somebody wants to hear of this.
KIND: Mapping[str, Kind] = {
    Happening.ASSIGNED: Kind.ASSIGNED,
    Happening.TASK: Kind.ASSIGNED,
    Happening.ANSWER: Kind.ANSWERED,
    Happening.PAPERS: Kind.ANSWERED,
    Happening.WITHDRAWN: Kind.ANSWERED,
    Happening.RECEIVER_AGREES: Kind.ANSWERED,
    Happening.RECEIVER_REFUSES: Kind.ANSWERED,
    Happening.DUE: Kind.PROMISE_DUE,
    Happening.MISSED: Kind.PROMISE_DUE,
    Happening.FAILING: Kind.DELIVERY_FAILING,
}
# Alerts have letters of their own (alert_mail).
_MAIL: Mapping[Kind, str] = {
    Kind.ASSIGNED: "mail_assigned",
    Kind.ANSWERED: "mail_answered",
    Kind.PROMISE_DUE: "mail_promise",
}


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, and when by e-mail."""

    pk: int
    mail: MailTiming


def readers(what: Happening, among: Collection[int] | None = None, *, role: Role | None = None) -> list[Reader]:
    """Those who want to hear of it, of these people or of the whole office."""
    people = _office(among, role)
    profiles = {row.user_id: row for row in Profile.objects.filter(user__in=people)}
    chosen = [(person.pk, profiles.get(person.pk) or Profile(user=person)) for person in people]
    return [Reader(pk, mail_timing(profile, what)) for pk, profile in chosen if wants(profile, what)]


def first_there(people: Sequence[int | None]) -> list[int]:
    """The first of them who is still of the office; nobody when all have left."""
    there = {person.pk for person in _office({pk for pk in people if pk}, None)} if any(people) else set()
    return [pk for pk in people if pk in there][:1]


def wants(profile: Profile, what: Happening) -> bool:
    """Whether the person wants to hear of this at all."""
    return profile.notifications_on and KIND[what] in profile.notices


def mail_timing(profile: Profile, what: Happening) -> MailTiming:
    """When it comes by e-mail too."""
    name = _MAIL.get(KIND[what])
    return MailTiming(getattr(profile, name)) if name and wants(profile, what) else MailTiming.NEVER


def may_be_told(person: User) -> bool:
    """Whether this is still somebody of the office."""
    return person.may_enter and person.role in access.holders(RIGHT)


def may_read(reader: Any) -> bool:
    """Whether there is a bell for this person."""
    return bool(reader.is_authenticated and reader.has_perm(RIGHT))


def _office(among: Collection[int] | None, role: Role | None) -> list[User]:
    people = User.objects.office().filter(role__in=access.holders(RIGHT)).order_by("pk")
    people = people if among is None else people.filter(pk__in=among)
    return list(people.filter(role=role) if role else people)
