"""One deed for many slips: each by its own verb, as it was seen, and by itself; what was done stays done."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from forms_intake import archiving, quarantine, work
from forms_intake.inbox import undo
from forms_intake.models import Submission
from forms_intake.models.submission import HEAVY
from forms_intake.work import Refused
from forms_intake.work_rules import Verb
from school import archive

log = structlog.get_logger(__name__)

MOST = 200
_ROW = re.compile(r"([A-Z]{2}-[0-9]{6}-[0-9A-Z]{4}):([0-9]{1,9})")


class Deed(TextChoices):
    """What can be done with many slips at once; the keys stand in addresses and in the buttons of the bar."""

    TAKE = Verb.TAKE.value, Verb.TAKE.label
    ASSIGN = "assign", pgettext_lazy("slip", "Assign")
    APPROVE = Verb.APPROVE.value, Verb.APPROVE.label
    NEEDS_INFO = Verb.NEEDS_INFO.value, Verb.NEEDS_INFO.label
    DECLINE = Verb.DECLINE.value, Verb.DECLINE.label
    DONE = Verb.DONE.value, Verb.DONE.label
    ARCHIVE = "archive", pgettext_lazy("slip", "Archive")
    NOT_SPAM = "not-spam", pgettext_lazy("slip", "Not spam")
    RESTORE = "restore", pgettext_lazy("slip", "Restore")


# Families read why, so a person looks once more and says it; the others can be undone.
WITH_REASON = frozenset({Deed.DECLINE, Deed.NEEDS_INFO})
ASKING = WITH_REASON | {Deed.ASSIGN}
# Slips that were let go are sent at once, and what was put back into the lists may be put away again by hand.
FINAL = frozenset({Deed.NOT_SPAM, Deed.RESTORE})


@dataclass(frozen=True)
class Chosen:
    """A row as the page showed it."""

    reference: str
    seen: int


@dataclass
class Outcome:
    """What became of each slip."""

    deed: Deed
    done: list[Submission] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    before: list[undo.Before] = field(default_factory=list)


def chosen(typed: Iterable[str]) -> list[Chosen]:
    """The ticked rows, each once. Refused with a sentence when there are none, too many, or some that are none."""
    rows = [_ROW.fullmatch(word) for word in dict.fromkeys(typed)]
    if not rows:
        raise Refused(_("Tick a slip first."))
    if len(rows) > MOST:
        raise Refused(_("Choose %(most)s slips at most.") % {"most": MOST})
    if None in rows:
        raise Refused(_("This list is out of date. Load the page again and choose anew."))
    last = {row[1]: int(row[2]) for row in rows if row}
    return [Chosen(reference, seen) for reference, seen in last.items()]


def do(deed: Deed, rows: Sequence[Chosen], *, by: User, reason: str = "", to: User | None = None) -> Outcome:
    """Does it to each slip that still is as it was seen; the others are left as they are, and said why."""
    outcome, stored = Outcome(deed), find(rows)
    for row in rows:
        slip = stored.get(row.reference)
        if slip is None:
            outcome.refused.append((row.reference, _("There is no such slip any more.")))
            continue
        try:
            changed = _verb(deed, by=by, reason=reason, to=to, seen=row.seen)(slip)
        except archive.Refused as refused:
            outcome.refused.append((row.reference, str(refused)))
            continue
        outcome.done.append(changed)
        if (before := undo.before(slip, changed)) and deed not in FINAL:
            outcome.before.append(before)
    log.info("inbox.bulk", deed=deed, by=by.pk, done=len(outcome.done), refused=len(outcome.refused))
    return outcome


def find(rows: Iterable[Chosen]) -> dict[str, Submission]:
    """The slips by reference, without what is heavy: verbs load what they hold anew."""
    known = Submission.objects.defer(*HEAVY).filter(reference__in=[row.reference for row in rows])
    return {slip.reference: slip for slip in known}


def families(slips: Iterable[Submission]) -> int:
    """How many read it: one telephone is one family."""
    return len({str(slip.contact_phone) for slip in slips})


def _verb(deed: Deed, *, by: User, reason: str, to: User | None, seen: int) -> Callable[[Submission], Submission]:
    given: dict[str, Any] = {"by": by, "seen": seen}
    if deed is Deed.ASSIGN:
        return lambda slip: work.assign(slip, to=to, **given)
    if deed is Deed.ARCHIVE:
        return lambda slip: archiving.put_away(slip, **given)
    if deed is Deed.RESTORE:
        return lambda slip: archiving.take_out(slip, by=by)
    if deed is Deed.NOT_SPAM:
        return lambda slip: quarantine.release(slip, by=by)
    return lambda slip: work.do(Verb(deed.value), slip, reason=reason, **given)
