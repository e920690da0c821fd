"""What senders do with a slip that they have sent: answer a question, hand papers in, withdraw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from forms_intake import work, work_rules
from forms_intake.deliveries import outbox
from forms_intake.enums import MessageKind, WorkStatus
from forms_intake.files import belonging
from forms_intake.files.kept import Kept
from forms_intake.models import SenderMessage, Submission
from forms_intake.work_rules import Verb
from school import clock
from school.archive import Refused as _Refused
from school.text import clean

log = structlog.get_logger(__name__)
_REACTIONS: list[Callable[[Submission, SenderMessage, int | None], None]] = []
LONGEST_ANSWER, LONGEST_REASON = 1000, 300
# Of one slip: whoever has more to say calls. Each message is told to Lark, whose calls are counted.
MOST_MESSAGES, MOST_FILES = 20, 12


def when_said(react: Callable[[Submission, SenderMessage, int | None], None]) -> None:
    """Has this called with slip, message and whoever spoke for the office last, in the same transaction."""
    if react not in _REACTIONS:
        _REACTIONS.append(react)


class Refused(_Refused):
    """Not possible now; the text says to the sender what to do instead."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message before it is stored."""

    kind: MessageKind
    text: str = ""
    files: Sequence[Kept] = ()


@transaction.atomic
def answer(submission: Submission, *, text: str = "", files: Sequence[Kept] = ()) -> Submission:
    """Answers what the office has asked, and puts the slip back into review. The same answer twice is one."""
    said = Said(kind=MessageKind.ANSWER, text=_text(text, LONGEST_ANSWER), files=files)
    if not said.text and not said.files:
        raise Refused(_("Write an answer or add a file"))
    stored = _held(submission)
    if _is_repeated(stored, said):
        return stored
    if stored.work_status != WorkStatus.NEEDS_INFO:
        raise Refused(_("The school no longer waits for an answer. Look at what it says now."))
    asker = stored.status_by_id
    # Whoever asked reads the answer too.
    work.written(stored, WorkStatus.IN_REVIEW, by=None, reason="", assignee=stored.assignee)
    _note(stored, said, asker=asker)
    return stored


@transaction.atomic
def add_files(submission: Submission, *, files: Sequence[Kept]) -> Submission:
    """Hands in papers while the slip is open; its status stays what it is."""
    if not files:
        raise Refused(_("Choose a file first"))
    said = Said(kind=MessageKind.FILES, files=files)
    stored = _held(submission)
    if _is_repeated(stored, said):
        return stored
    if stored.work_status not in work_rules.OPEN:
        raise Refused(_("This slip is settled, so it takes no more files. Call the school."))
    stored.revision += 1
    stored.save(update_fields=["revision"])
    outbox.tell_changed(stored)
    _note(stored, said, asker=stored.status_by_id)
    return stored


@transaction.atomic
def withdraw(submission: Submission, *, reason: str = "", seen: int) -> Submission:
    """Ends the slip, if it still is as the sender saw it (`seen`: its revision). Twice is once."""
    said = Said(kind=MessageKind.WITHDRAWAL, text=_text(reason, LONGEST_REASON))
    stored = _held(submission)
    if stored.work_status == WorkStatus.WITHDRAWN:
        return stored
    if stored.work_status not in work_rules.TABLE[Verb.WITHDRAW]:
        words = _("The slip is “%(status)s” now and cannot be withdrawn any more. Call the school.")
        raise Refused(words % {"status": stored.get_work_status_display()})
    if stored.revision != seen:
        raise Refused(_("The slip has changed meanwhile. Look at it once more before you withdraw it."))
    asker = stored.status_by_id
    work.written(stored, WorkStatus.WITHDRAWN, by=None, reason="", assignee=stored.assignee)
    _note(stored, said, asker=asker)
    return stored


def may_answer(submission: Submission) -> bool:
    """Whether the office has asked something."""
    return submission.work_status == WorkStatus.NEEDS_INFO


def may_add_files(submission: Submission) -> bool:
    """Whether papers still matter."""
    return submission.work_status in work_rules.OPEN


def may_withdraw(submission: Submission) -> bool:
    """Whether there is anything left to withdraw."""
    return submission.work_status in work_rules.TABLE[Verb.WITHDRAW]


def _held(submission: Submission) -> Submission:
    stored = work.held(submission)
    if stored is None or stored.purged_at or stored.is_archived:
        raise Refused(_("Nothing can be changed about this slip here any more. Call the school."))
    return stored


def _text(typed: str, longest: int) -> str:
    text = clean(typed, lines=True)
    if len(text) > longest:
        words = _("Shorten the text to %(most)s characters, it has %(length)s now.")
        raise Refused(words % {"most": longest, "length": len(text)})
    return text


def _is_repeated(stored: Submission, said: Said) -> bool:
    """Whether the same was just said: pressed twice, or sent again after a broken line."""
    last = SenderMessage.objects.news_of(stored)
    if last is None or (last.kind, last.text) != (said.kind, said.text):
        return False
    return last.files == len(said.files) and belonging.are_of(stored, said.files)


def _note(stored: Submission, said: Said, *, asker: int | None) -> None:
    """Writes it down with its papers, as of the moment in which the sender changed the status, if that is so."""
    is_full = stored.messages.count() >= MOST_MESSAGES or belonging.count(stored) + len(said.files) > MOST_FILES
    # Withdrawing ends it all, so it is always possible.
    if is_full and said.kind != MessageKind.WITHDRAWAL:
        raise Refused(_("This slip holds as much as it can. Call the school for anything more."))
    at = clock.now() if said.kind == MessageKind.FILES else stored.status_at or clock.now()
    message = SenderMessage(submission=stored, kind=said.kind, text=said.text, files=len(said.files), at=at)
    message.save()
    belonging.attach(stored, said.files)
    for react in _REACTIONS:
        react(stored, message, asker)
    log.info("sender.said", submission=stored.pk, kind=said.kind, files=len(said.files))
