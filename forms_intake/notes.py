"""Notes of the office about a slip: for itself alone, never for a family and never for Lark."""

from datetime import timedelta

import pghistory
import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.history import following
from accounts.models import User
from forms_intake import access, work
from forms_intake.models import Note, Submission
from forms_intake.models.note import LONGEST_NOTE
from school import archive, clock, live
from school.text import clean

log = structlog.get_logger(__name__)
# The same words later are another note: nobody has answered the telephone again.
_TWICE = timedelta(minutes=1)


def add(submission: Submission, *, text: str, by: User) -> Note:
    """Writes the note down; pressed twice is once. work.Refused says what to do instead."""
    words = clean(text, lines=True)
    if not words:
        raise work.Refused(_("Enter the note first."))
    if len(words) > LONGEST_NOTE:
        given = {"most": LONGEST_NOTE, "length": len(words)}
        raise work.Refused(_("Shorten the note to %(most)s characters, it has %(length)s now.") % given)
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = work.locked(submission, by=by)
        same = Note.objects.filter(submission=stored, author=by, text=words, archived_at=None)
        if before := same.filter(at__gt=clock.now() - _TWICE).first():
            return before
        note = Note.objects.create(submission=stored, author=by, text=words)
        _tell(stored.pk)
    log.info("note.added", note=note.pk, submission=stored.pk, by=by.pk)
    return note


def remove(note: Note, *, by: User) -> Note:
    """Puts the note away; it stays in the history. Only for whoever wrote it, and for the management. Twice is once."""
    if not may_remove(note, by):
        raise work.Refused(_("Only whoever wrote a note, or an administrator, can remove it."))
    with transaction.atomic(), pghistory.context(user=by.pk):
        work.locked(note.submission, by=by)
        removed = archive.archive(note, by=by, reason=_("Removed by whoever wrote it or by the management"))
        _tell(note.submission_id)
    return removed


def may_remove(note: Note, person: User) -> bool:
    """Whether the person may put the note away."""
    return access.may_work(person) and (note.author_id == person.pk or person.has_perm("forms_intake.archive_note"))


def _tell(submission: int) -> None:
    # No list shows notes, but the timeline does.
    live.changed(f"submission:{submission}", following.TOPIC)
