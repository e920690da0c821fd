"""Who may do what: one table from role to model permissions; what is not in it is denied."""

from collections.abc import Mapping
from typing import Any

from accounts.enums import Role

VIEW, CHANGE, ADD = "view", "change", "add"
EVERYTHING = "*"

# Models as "app_label.model_name"; an administrator may everything that the admin site offers at all.
PERMISSIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    Role.ADMIN: {EVERYTHING: frozenset({EVERYTHING})},
    Role.STAFF: {
        "forms_intake.submission": frozenset({VIEW, CHANGE}),
        "forms_intake.delivery": frozenset({VIEW}),
        "forms_intake.deliveryattempt": frozenset({VIEW}),
        "catalog.branch": frozenset({VIEW}),
        "catalog.product": frozenset({VIEW, CHANGE, ADD}),
        "rooms.room": frozenset({VIEW}),
        "rooms.roompeer": frozenset({VIEW}),
    },
    Role.TEACHER: {},
    Role.STUDENT: {},
}


def allows(role: str, permission: str) -> bool:
    """Whether the role holds Django's permission `app_label.action_model`."""
    granted = PERMISSIONS.get(role, {})
    if EVERYTHING in granted:
        return True
    app_label, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    return action in granted.get(f"{app_label}.{model}", frozenset())


def allows_app(role: str, app_label: str) -> bool:
    """Whether the role holds any permission in the app."""
    granted = PERMISSIONS.get(role, {})
    return EVERYTHING in granted or any(name.startswith(f"{app_label}.") for name in granted)


def may_impersonate(*, hijacker: Any, hijacked: Any) -> bool:
    """Only administrators, and never towards another administrator (asked by django-hijack)."""
    return bool(hijacked and hijacker.is_superuser and hijacked.may_enter and not hijacked.is_superuser)
