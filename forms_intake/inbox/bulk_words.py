"""What the inbox says after a deed: what was done, what was not and why, and how to take it back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forms_intake.inbox import undo
from forms_intake.inbox.bulk import FINAL, Deed, Outcome
from forms_intake.models import Submission
from forms_intake.work_rules import Verb
from school import clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_KEPT = "inbox_done"
_UNDONE = "undone"
_SAID: "dict[str, StrOrPromise]" = {
    Deed.TAKE: gettext_lazy("Taken: %(what)s"),
    Deed.ASSIGN: gettext_lazy("Assigned: %(what)s"),
    Deed.APPROVE: gettext_lazy("Approved: %(what)s"),
    Deed.NEEDS_INFO: gettext_lazy("Asked for information: %(what)s"),
    Deed.DECLINE: gettext_lazy("Declined: %(what)s"),
    Deed.DONE: gettext_lazy("Finished: %(what)s"),
    Deed.ARCHIVE: gettext_lazy("Archived: %(what)s"),
    Deed.NOT_SPAM: gettext_lazy("Not spam: %(what)s"),
    Deed.RESTORE: gettext_lazy("Restored: %(what)s"),
    Verb.WITHDRAW: gettext_lazy("Withdrawn: %(what)s"),
    Verb.REOPEN: gettext_lazy("Back to review: %(what)s"),
    _UNDONE: gettext_lazy("Undone: %(what)s"),
}


@dataclass(frozen=True)
class Told:
    """What the page shows: a toast with its word for undoing, and a list of what was left as it is."""

    said: str = ""
    word: str = ""
    refused: Sequence[tuple[str, str]] = ()

    @property
    def left(self) -> str:
        """The title of that list."""
        count = len(self.refused)
        words = ngettext("%(count)s slip was left as it is", "%(count)s slips were left as they are", count)
        return words % {"count": count}


def told(outcome: Outcome, *, request: HttpRequest, by: User) -> Told:
    """The words about an outcome; the last deed stays within reach until another takes its place."""
    if not outcome.done:
        return Told(refused=outcome.refused)
    word = undo.word(outcome.before, by=by)
    _keep(request, outcome.deed, outcome.done, word)
    return Told(_sentence(outcome.deed, named(outcome.done)), word, outcome.refused)


def note(request: HttpRequest, verb: str, before: Submission, done: Submission) -> None:
    """Keeps a deed of a slip's own page within reach, if it can be undone; else no other one's word is offered."""
    row = undo.before(before, done) if verb in _SAID and verb not in FINAL else None
    word = undo.word([row] if row else [], by=cast(User, request.user))
    _keep(request, verb, [done], word)


def told_undone(undone: undo.Undone, *, request: HttpRequest) -> Told:
    """The words about what was taken back. That itself is not undone by one press."""
    request.session.pop(_KEPT, None)
    refused = [(slip.reference if slip else "", sentence) for slip, sentence in undone.refused]
    if not undone.done:
        return Told(refused=refused)
    said = [_sentence(_UNDONE, named(undone.done))]
    if undone.letters:
        words = ngettext(
            "%(count)s family has had a letter about it already, and gets a new one.",
            "%(count)s families have had a letter about it already, and get a new one.",
            undone.letters,
        )
        said.append(words % {"count": undone.letters})
    return Told(". ".join(said), refused=refused)


def last(request: HttpRequest) -> Told | None:
    """The last deed, while it can be undone."""
    kept: dict[str, Any] | None = request.session.get(_KEPT)
    if kept is None:
        return None
    at = parse_datetime(kept["at"])
    word: str = cache.get(_place(kept.get("key", "")), "")
    if not word or at is None or clock.now() - at > undo.LASTS:
        del request.session[_KEPT]
        return None
    return Told(_sentence(kept["deed"], _what(kept["reference"], kept["count"])), word)


def _keep(request: HttpRequest, deed: str, done: Sequence[Submission], word: str) -> None:
    """In the session and by reference: names do not belong there, nor does a word that is long for many slips."""
    if not word:
        request.session.pop(_KEPT, None)
        return
    reference = done[0].reference if len(done) == 1 else ""
    at, key = clock.now().isoformat(), secrets.token_urlsafe()
    cache.set(_place(key), word, undo.LASTS.total_seconds())
    request.session[_KEPT] = {"deed": deed, "count": len(done), "reference": reference, "key": key, "at": at}


def _place(key: str) -> str:
    return f"{_KEPT}:{key}"


def _sentence(deed: str, what: str) -> str:
    return str(_SAID[deed]) % {"what": what}


def named(slips: Sequence[Submission]) -> str:
    """One slip by its student, whom the office knows; by its number once the sender is forgotten."""
    return slips[0].student_name or slips[0].reference if len(slips) == 1 else _count(len(slips))


def _what(reference: str, count: int) -> str:
    """As `named`, of what was kept."""
    if not reference:
        return _count(count)
    slip = Submission.objects.filter(reference=reference).only("reference", "student_name").first()
    return named([slip]) if slip else reference


def _count(count: int) -> str:
    return ngettext("%(count)s slip", "%(count)s slips", count) % {"count": count}


def refusal(sentence: str) -> Told:
    """When nothing was tried at all."""
    return Told(refused=[("", sentence)])


def nobody_to_assign() -> str:
    """Somebody has to be chosen."""
    return _("Choose a colleague.")
