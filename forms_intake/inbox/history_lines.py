"""What became of a slip, line by line: who, what and when, in words, without where from and with which browser."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.history import entries, timeline
from accounts.history.changes import Change
from accounts.history.entries import Entry
from accounts.history.kinds import Kind
from accounts.history.sources import Wanted
from forms_intake.enums import Source
from forms_intake.models import Submission

MOST = 30
# Where slips are sent and followed without an account, and where the receiver of a transfer answers.
_OF_SENDERS, _OF_RECEIVERS = "phieu/", "phieu/transfer/confirm/"
# What the office did and what the sender did; the rest is the machine's own book-keeping.
_TOLD = (
    *("work_status", "status_reason", "assignee", "flags", "branch", "due_at", "links_since"),
    *("archived_at", "archive_reason", "duplicate_of"),
)


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    at: datetime
    who: str
    what: str
    changes: list[Change]


def of(row: Submission, reader: Any) -> list[Line]:
    """The newest first. Who has read a sensitive answer is told to those who may read the history."""
    found = timeline.page(Wanted(table=Submission, row=str(row.pk)), size=MOST)
    told = [_line(entry, row) for entry in entries.told(found.keys) if _is_for(entry, reader)]
    return [line for line in told if line.what or line.changes]


def _is_for(entry: Entry, reader: Any) -> bool:
    return entry.kind != Kind.READ or bool(reader.has_perm("accounts.view_history"))


def _line(entry: Entry, row: Submission) -> Line:
    labels = {str(field.verbose_name) for field in Submission._meta.fields if field.name in _TOLD}
    what = _("Slip sent") if entry.kind == Kind.INSERT else ""
    if entry.kind == Kind.READ:
        what = f"{entry.kind_words}: {entry.what}"
    is_change = entry.kind == Kind.UPDATE
    changes = [change for change in entry.changes if is_change and change.label in labels]
    return Line(entry.at, entry.who or _nameless(entry, row), what, changes)


def _nameless(entry: Entry, row: Submission) -> str:
    """Senders have no account, and tasks are nobody; of the rest is known where it was done."""
    is_new = entry.kind == Kind.INSERT and row.source != Source.STAFF
    if entry.origin.route.startswith(_OF_RECEIVERS):
        return _("The receiver")
    if is_new or entry.origin.route.startswith(_OF_SENDERS):
        return _("The sender")
    return _("The system") if entry.origin.is_machine else capfirst(entry.origin.place)
