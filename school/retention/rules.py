"""The rules of retention.yaml as objects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model

RETENTION = Path(__file__).parent.with_suffix(".yaml")
NOTHING_PERSONAL = "none"
HISTORY = "history"


class NotARule(ValueError):  # noqa: N818 - says what the entry is
    """An entry that the head of retention.yaml does not describe."""


@dataclass(frozen=True)
class Rule:
    """One way in which rows of a table end: with their owner's, or so many days after a moment."""

    label: str
    owner: str = ""
    days: int = 0
    after: str = ""
    forget: bool = False
    leaves: str = ""

    @property
    def model(self) -> type[Model]:
        """The table; LookupError when there is none of that name."""
        return apps.get_model(self.label)

    def __str__(self) -> str:
        return f"with {self.owner}" if self.owner else f"{self.days} days after {self.after}"


@cache
def load(path: Path) -> dict[str, Any]:
    """The file as it is written."""
    entries: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return entries


def entries() -> dict[str, Any]:
    """Every table's entry."""
    return load(RETENTION)


def parsed(label: str, entry: object) -> list[Rule]:
    """The rules of one entry; none when the table holds nothing about a person. NotARule for anything else."""
    if entry == NOTHING_PERSONAL:
        return []
    several = entry if isinstance(entry, list) and entry else [entry]
    return [_rule(label, one) for one in several]


def of(label: str) -> list[Rule]:
    """The rules of one table."""
    return parsed(label, entries()[label])


def every() -> Iterator[Rule]:
    """All rules, those for history tables included, in the order of the file."""
    for label in entries():
        yield from of(label) if label != HISTORY else _of_history()


def histories(model: type[Model] | None = None) -> list[type[Model]]:
    """The tables in which the database keeps former values: of all tables, or of one."""
    tracking = [event for event in apps.get_models() if hasattr(event, "pgh_tracked_model")]
    return [event for event in tracking if model is None or event.pgh_tracked_model is model]


def way_to_owner(model: type[Model], owner: type[Model]) -> str:
    """The lookup that leads from a row to the row it goes with, by way of tables that go with it too; or empty."""
    for field in _parents(model):
        if field.related_model is owner:
            return field.name
    for field in _parents(model):
        parent = field.related_model
        goes_along = isinstance(parent, type) and any(rule.owner == owner._meta.label for rule in _known(parent))
        if goes_along and parent is not model and (way := way_to_owner(parent, owner)):
            return f"{field.name}__{way}"
    return ""


def _rule(label: str, entry: object) -> Rule:
    match entry:
        case {"with": str(owner), **rest} if not rest:
            return Rule(label, owner=owner)
        case {"days": int(days), "after": str(after), **rest} if days >= 0 and set(rest) <= {"leaves"}:
            return Rule(label, days=days, after=after, leaves=str(rest.get("leaves", "")))
        case {"forget": int(days), "after": str(after), **rest} if days >= 0 and not rest:
            return Rule(label, days=days, after=after, forget=True)
    raise NotARule("not a rule that its head describes")


def _of_history() -> Iterator[Rule]:
    """The common rule, for every history table without an entry of its own."""
    for event in histories():
        if event._meta.label not in entries():
            yield from parsed(event._meta.label, entries()[HISTORY])


def _known(model: type[Model]) -> Iterable[Rule]:
    entry = entries().get(model._meta.label, NOTHING_PERSONAL)
    return parsed(model._meta.label, entry)


def _parents(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    """The rows whose end is the end of this one in the database's own eyes too."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return [field for field in keys if field.remote_field.on_delete is CASCADE]
