"""The rights as one table, role by role, and whether the running system answers as roles.yaml says."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.test import RequestFactory

from accounts import access, addresses, groups, rights
from accounts.models import User
from school import clock
from school.live import topics

Row = tuple[str, frozenset[str]]


def pages() -> list[Row]:
    """Every address with the roles that may open it; those without an entry are opened by nobody."""
    keys = dict.fromkeys(address.key for address in addresses.all_addresses())
    return [(key, addresses.who_may_open(key) or frozenset()) for key in keys]


def actions() -> list[Row]:
    """Every permission that somebody holds, with its holders."""
    return [(permission, access.holders(permission)) for permission in sorted(access.all_permissions())]


def live() -> list[Row]:
    """Every socket and live topic with those who may use it."""
    book = rights.of_all()
    sockets = sorted({name for role in rights.WHO for name in book[role].sockets})
    rows = [(route, frozenset(role for role in rights.WHO if route in book[role].sockets)) for route in sockets]
    named = sorted(topics.names())
    return rows + [(name, frozenset(role for role in rights.WHO if name in book[role].topics)) for name in named]


def differences() -> Iterator[str]:
    """Where the running system answers otherwise than the file, a line each."""
    yield from file_errors()
    yield from groups.differences()
    for role in rights.WHO:
        person = somebody(role)
        yield from _of_permissions(role, person)
        yield from _of_admin(role, person)
        yield from _of_topics(role, person)


def file_errors() -> list[str]:
    """What the system checks say about the file."""
    return [str(message.msg) for message in run_checks(tags=["accounts"])]


def somebody(role: str) -> Any:
    """A person of the role who is not stored, with time left for a second factor."""
    if role == rights.EVERYONE:
        return AnonymousUser()
    if role == rights.GUEST:
        return User(is_guest=True, expires_at=clock.now() + timedelta(days=1))
    return User(role=role, office_since=clock.now() + timedelta(days=1))


def _of_permissions(role: str, person: Any) -> Iterator[str]:
    for name, holders in actions():
        if person.has_perm(name) != (role in holders):
            yield f"{role}: {name}"


def _of_admin(role: str, person: Any) -> Iterator[str]:
    """A page that its class opens, and the file does not, would wait for the gate to fail."""
    request = RequestFactory().get("/")
    request.user = person
    for model, page in admin.site._registry.items():
        granted = {action for label, action in rights.of_all()[role].models if label == model._meta.label_lower}
        for action, held in page.get_model_perms(request).items():
            if held and action not in granted:
                yield f"{role}: admin {model._meta.label_lower}: {action}"


def _of_topics(role: str, person: Any) -> Iterator[str]:
    for name in sorted(topics.names()):
        if may_follow(name, person) != (name in rights.of_all()[role].topics):
            yield f"{role}: topic {name}"


def may_follow(name: str, person: Any) -> bool:
    """Whether the person may follow the topic, or their own part of one that is personal."""
    return topics.allows(name, person) or topics.allows(f"{name}:{person.pk}", person)
