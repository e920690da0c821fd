"""Helpers for tests of the history pages."""

from typing import Any

from accounts.history import entries, timeline
from accounts.history.entries import Entry
from accounts.history.sources import Wanted

TIMELINE = "/admin/history/"


def told(**wanted: Any) -> list[Entry]:
    """The entries of the first page."""
    return entries.told(timeline.page(Wanted(**wanted)).keys)


def changes(entry: Entry) -> dict[str, tuple[str, str]]:
    """Label → before and after."""
    return {change.label: (change.before, change.after) for change in entry.changes}
