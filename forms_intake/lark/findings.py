"""What a test of a connection found, in words: each finding a sentence, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms_intake import hints
from forms_intake.enums import Outcome
from forms_intake.lark.answers import Answer
from forms_intake.lark.mapping import Difference, Field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    sentence: str
    hint: str = ""


@dataclass(frozen=True)
class Chat:
    """A group that the app's bot is in."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """`ok`: slips would arrive. `counted`: calls of the app's monthly quota that the test has cost.

    `lacks_choice`: all is well, and the reader has to choose one of the chats.
    """

    ok: bool
    findings: tuple[Finding, ...]
    chats: tuple[Chat, ...] = ()
    fields: tuple[Field, ...] = ()
    differences: tuple[Difference, ...] = ()
    counted: int = 0
    lacks_choice: bool = False

    @classmethod
    def of(cls, *findings: Finding, chats: Iterable[Chat] = (), counted: int = 0) -> "Report":
        """Good when every finding is."""
        is_good = all(finding.ok for finding in findings)
        return cls(ok=is_good, findings=findings, chats=tuple(chats), counted=counted)


def of_answer(answer: Answer, success: str) -> Finding:
    """What came of a call."""
    if answer.outcome is Outcome.OK:
        return Finding(True, success)
    code = f" ({answer.code})" if answer.code else ""
    todo = hints.sentence(answer.hint) if answer.hint else str(_TODO.get(answer.outcome, _TODO[Outcome.CONTENT]))
    return Finding(False, f"{_FAILED.get(answer.outcome, _FAILED[Outcome.CONTENT])}{code}", todo)


_FAILED: "dict[Outcome, StrOrPromise]" = {
    Outcome.BACKOFF: _("Lark could not be reached, or gave no answer that can be read."),
    Outcome.RATE: _("Lark takes no more calls for the moment."),
    Outcome.QUOTA: _("This month's Lark quota is used up."),
    Outcome.TOKEN: _("Lark does not accept the app's access."),
    Outcome.CONFIG: _("Lark refuses."),
    Outcome.CONTENT: _("Lark does not understand the question."),
}
_TODO: "dict[Outcome, StrOrPromise]" = {
    Outcome.BACKOFF: _("Try again in a minute. If that does not help, check the server's connection to the internet."),
    Outcome.RATE: _("Try again in a minute."),
    Outcome.CONTENT: _("Tell whoever looks after this system, with the number in brackets."),
}
