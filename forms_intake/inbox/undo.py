"""Taking a deed back within ten minutes: what a slip was before travels in a word that only its owner can use.

The word is encrypted, for a reason that the office typed may stand in it, and undoes only slips that nobody has
touched since. History keeps both the deed and who took it back; cards and families are told the status of now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pghistory
import structlog
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import access, work, work_rules
from forms_intake.enums import DestinationKind, Purpose, WorkStatus
from forms_intake.models import Delivery, Submission
from forms_intake.work import Refused
from school import archive, clock, encryption

log = structlog.get_logger(__name__)

LASTS = timedelta(minutes=10)
_USE = "inbox.undo"


@dataclass(frozen=True)
class Before:
    """One slip as it was, and the revision that the deed has left behind."""

    pk: int
    after: int
    status: str
    reason: str
    status_by: int | None
    status_at: str
    assignee: int | None
    # When the deed put it away; empty where the deed was another.
    archived_at: str = ""


@dataclass
class Undone:
    """What became of it, slip by slip."""

    done: list[Submission] = field(default_factory=list)
    refused: list[tuple[Submission | None, str]] = field(default_factory=list)
    # Of the done ones: whose family has had a letter about the deed already.
    letters: int = 0


def before(seen: Submission, done: Submission) -> Before | None:
    """What it takes to bring the slip back from `done` to how it was `seen`; nothing when nothing has changed."""
    if done.is_archived != seen.is_archived:
        return _of(seen, done, archived_at=_iso(done.archived_at)) if done.is_archived else None
    return _of(seen, done) if done.revision == seen.revision + 1 else None


def _of(seen: Submission, done: Submission, *, archived_at: str = "") -> Before:
    return Before(
        pk=seen.pk,
        after=done.revision,
        status=seen.work_status,
        reason=seen.status_reason,
        status_by=seen.status_by_id,
        status_at=_iso(seen.status_at),
        assignee=seen.assignee_id,
        archived_at=archived_at,
    )


def word(rows: Iterable[Before], *, by: User) -> str:
    """What the page hands back to undo it; empty when there is nothing to undo."""
    given = [list(asdict(row).values()) for row in rows]
    return encryption.encrypt({"use": _USE, "by": by.pk, "at": _iso(clock.now()), "rows": given}) if given else ""


def undo(typed: str, *, by: User) -> Undone:
    """Takes back what the word names, each slip by itself; twice is once. Refused for a word that opens nothing now."""
    result, rows = Undone(), _read(typed, by=by)
    for row in rows:
        try:
            stored = _undo(row, by=by)
        except archive.Refused as refused:
            result.refused.append((Submission.objects.defer("sensitive").filter(pk=row.pk).first(), str(refused)))
        else:
            result.done.append(stored)
    result.letters = _letters(rows, result.done)
    log.info("inbox.undone", by=by.pk, done=len(result.done), refused=len(result.refused))
    return result


def _letters(rows: Sequence[Before], done: Sequence[Submission]) -> int:
    """To how many senders a letter that says what the deed did has gone out already."""
    mails = Delivery.objects.filter(destination__kind=DestinationKind.EMAIL, purpose=Purpose.UPDATE)
    told = dict(mails.filter(submission__in=[row.pk for row in done]).values_list("submission", "revision"))
    return sum(told.get(row.pk, 0) >= row.after for row in rows if not row.archived_at)


def _read(typed: str, *, by: User) -> list[Before]:
    try:
        said: dict[str, Any] = encryption.decrypt(typed)
    except encryption.Undecryptable:
        said = {}
    if said.get("use") != _USE or said.get("by") != by.pk:
        raise Refused(_("Nothing can be undone with this. Change the slips on their own pages."))
    if clock.now() - _moment(said["at"]) > LASTS:  # type: ignore[operator]  # written by `word`
        raise Refused(_("It is too late to undo this by one press. Change the slips on their own pages."))
    return [Before(*row) for row in said["rows"]]


def _undo(row: Before, *, by: User) -> Submission:
    with transaction.atomic(), pghistory.context(user=by.pk):
        return _out_of_archive(row, by=by) if row.archived_at else _back(row, by=by)


def _back(row: Before, *, by: User) -> Submission:
    stored = work.locked(Submission(pk=row.pk), by=by)
    if stored.revision == row.after + 1 and _is_as_before(stored, row):
        return stored
    if stored.revision != row.after:
        raise Refused(_("This slip has changed since, so it stays as it is. Look at it first."))
    if row.status == WorkStatus.APPROVED and not access.may_approve(by, stored):
        raise Refused(_("This hold is longer than the rules allow: the management approves it. Ask an administrator."))
    if row.status not in work_rules.ANSWERS and stored.answered_at == stored.status_at:
        # What is taken back was the first answer; whatever was said before it stays said.
        stored.answered_at = None
    stored.work_status, stored.status_reason = row.status, row.reason
    stored.status_at = _moment(row.status_at)
    # Accounts are archived and never deleted while they are named; one that was purged is nobody.
    people = User.objects.in_bulk([pk for pk in (row.status_by, row.assignee) if pk])
    stored.status_by = people.get(row.status_by or 0)
    return work.put_back(stored, assignee=people.get(row.assignee or 0), by=by)


def _is_as_before(stored: Submission, row: Before) -> bool:
    return (stored.work_status, stored.assignee_id, stored.status_by_id) == (row.status, row.assignee, row.status_by)


def _out_of_archive(row: Before, *, by: User) -> Submission:
    stored = work.held(Submission(pk=row.pk))
    if stored is None or stored.purged_at:
        raise Refused(_("The data of this slip have been deleted. Nothing can be done with it any more."))
    if not by.has_perm("forms_intake.restore_submission"):
        raise Refused(_("You may not restore slips. Ask an administrator."))
    if stored.is_archived and _iso(stored.archived_at) != row.archived_at:
        raise Refused(_("This slip has changed since, so it stays as it is. Look at it first."))
    return archive.restore(stored, by=by)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(typed: str) -> datetime | None:
    return parse_datetime(typed) if typed else None
