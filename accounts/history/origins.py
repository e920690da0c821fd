"""Who did it and from where, in words, from the context beside a history row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.sessions.devices import described

# The beginnings of routes, the longest first.
_PAGES = (
    ("admin/history/", gettext_lazy("the history")),
    ("admin/", gettext_lazy("the administration")),
    ("inbox/", gettext_lazy("the inbox")),
    ("phieu/", gettext_lazy("the slips on the web")),
    ("hijack/", gettext_lazy("seeing the site as somebody else")),
    ("accounts/", gettext_lazy("the account pages")),
    ("rooms/", gettext_lazy("the rooms")),
    ("r/", gettext_lazy("a room")),
    ("ws/", gettext_lazy("an open page")),
    ("lark/", gettext_lazy("Lark")),
    ("api/", gettext_lazy("the interface for other systems")),
)


@dataclass(frozen=True)
class Origin:
    """The context of one entry."""

    person: int | None = None
    impersonator: int | None = None
    place: str = ""
    address: str = ""
    browser: str = ""
    request_id: str = ""
    # Of a request; empty where a command or a task did it.
    route: str = ""
    is_machine: bool = False


def outside() -> Origin:
    """No context at all: somebody worked in the database itself."""
    return Origin(place=_("outside the system"))


def from_context(metadata: Mapping[str, Any]) -> Origin:
    """What middleware, command or task noted."""
    agent = str(metadata.get("user_agent") or "")
    return Origin(
        person=_id(metadata.get("user")),
        impersonator=_id(metadata.get("impersonated_by")),
        place=_place(metadata),
        address=str(metadata.get("address") or ""),
        browser=described(agent) if agent else "",
        request_id=str(metadata.get("request_id") or ""),
        route=_route(metadata),
        is_machine=bool(metadata.get("command") or metadata.get("task")),
    )


def _place(metadata: Mapping[str, Any]) -> str:
    if command := metadata.get("command"):
        return _("command %(name)s") % {"name": command}
    if task := metadata.get("task"):
        return _("background task %(name)s") % {"name": str(task).rpartition(".")[2]}
    route = _route(metadata)
    return next((str(words) for beginning, words in _PAGES if route.startswith(beginning)), _("the website"))


def _route(metadata: Mapping[str, Any]) -> str:
    """Rows of the first weeks hold the path instead."""
    return str(metadata.get("route") or metadata.get("url") or "").lstrip("/")


def _id(stored: object) -> int | None:
    return stored if isinstance(stored, int) and not isinstance(stored, bool) else None
