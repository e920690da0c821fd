"""What the list of people says about each, and by what it can be narrowed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

ACTIVE, OFF, GUEST, ARCHIVED, FORGOTTEN = _("May sign in"), _("Shut out"), _("Guest"), _("Archived"), _("Data deleted")
STATE_COLOURS = {ACTIVE: "success", OFF: "danger", GUEST: "info", ARCHIVED: "warning", FORGOTTEN: "warning"}


def state(person: User) -> str:
    """The one word that matters most."""
    if person.purged_at:
        return str(FORGOTTEN)
    if person.is_archived:
        return str(ARCHIVED)
    if not person.is_active:
        return str(OFF)
    return str(GUEST if person.is_guest else ACTIVE)


class StateFilter(admin.SimpleListFilter):
    """Who may sign in, who is shut out, who is a guest."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The archive is a view of its own."""
        return [("active", ACTIVE), ("off", OFF), ("guest", GUEST)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """One kind of people."""
        conditions: dict[str | None, dict[str, bool]] = {
            "active": {"is_active": True, "is_guest": False},
            "off": {"is_active": False},
            "guest": {"is_guest": True},
        }
        return queryset.filter(**conditions.get(self.value(), {}))
