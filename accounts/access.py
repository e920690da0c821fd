"""Who may do what: the questions that everything asks. The answers stand in roles.yaml; what is not there is denied."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from accounts import rights
from accounts.rights import EVERYONE, GUEST


def role_of(person: Any) -> str:
    """The section of roles.yaml that speaks of this reader; nobody's rights are left to whoever may not enter."""
    if not person.is_authenticated or not person.may_enter:
        return EVERYONE
    return GUEST if person.is_guest else str(person.role)


def allows(role: str, permission: str) -> bool:
    """Whether the role holds Django's permission `app_label.action_model`."""
    return permission in _permissions(role)


def allows_app(role: str, app_label: str) -> bool:
    """Whether the role holds any permission in the app."""
    return any(permission.startswith(f"{app_label}.") for permission in _permissions(role))


def holders(permission: str) -> frozenset[str]:
    """The roles that hold the permission."""
    return frozenset(role for role in rights.WHO if allows(role, permission))


def everybody_may_connect(route: str) -> bool:
    """Whether nothing about the reader has to be known."""
    return route in rights.of_all()[EVERYONE].sockets


def may_connect(person: Any, route: str) -> bool:
    """Whether the reader may open the socket of this route."""
    return route in rights.of_all()[role_of(person)].sockets


def may_follow(person: Any, topic: str) -> bool:
    """Whether the reader may follow the live topic, if the topic's own rule agrees."""
    return topic in rights.of_all()[role_of(person)].topics


def may_impersonate(*, hijacker: Any, hijacked: Any) -> bool:
    """Never towards an administrator, an archived person or oneself (asked by django-hijack)."""
    if not hijacked or not hijacked.may_enter or hijacked.is_superuser or getattr(hijacker, "is_hijacked", False):
        return False
    return bool(hijacker.has_perm("accounts.impersonate_user"))


@cache
def _permissions(role: str) -> frozenset[str]:
    found = rights.of_all().get(role)
    return found.permissions if found else frozenset()


def all_permissions() -> Iterable[str]:
    """Every permission that somebody holds."""
    return frozenset().union(*(_permissions(role) for role in rights.WHO))
