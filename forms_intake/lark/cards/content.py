"""What a card says, apart from how it looks: the same words serve every transport and every simpler form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forms_intake.enums import Flag
from forms_intake.lark.cards import progress
from forms_intake.lark.cards.progress import Progress
from forms_intake.models import Submission
from school import clock
from school.text import clean

log = structlog.get_logger(__name__)
Answers = Mapping[str, Any]
# The colour of a header is that of its worst flag, while the office has not decided.
RED_FLAGS = frozenset({Flag.LATE_NOTICE, Flag.AFTER_START})
ORANGE_FLAGS = frozenset(set(Flag) - RED_FLAGS - {Flag.OUT_OF_HOURS, Flag.FOREIGN_PHONE})
LONGEST_VALUE, MOST_FIELDS = 300, 10
_LONGEST_TITLE = 160


@dataclass(frozen=True)
class Line:
    """One short field: what was typed, then a telephone number that can be dialled, then what is said of it."""

    label: str
    value: str
    phone: str = ""
    after: str = ""

    @property
    def parts(self) -> list[str]:
        """What is there, in this order."""
        return [part for part in (self.value, self.phone, self.after) if part]


@dataclass(frozen=True)
class Content:
    """Title, colour, fields, flags in words, how far the office is, and where to open the slip.

    Text as it was typed, without signs that nobody sees; it is escaped only when rendered.
    """

    reference: str
    title: str
    colour: str
    lines: tuple[Line, ...]
    flags: tuple[str, ...]
    submitted: str
    url: str
    progress: Progress
    # Stands before the title when Lark may have the same card already.
    warning: str = ""

    def marked(self, *, may_repeat: bool) -> "Content":
        """Warns when Lark may have the same card already."""
        warning = _("possible duplicate")
        return replace(self, warning=f"({warning}) " if may_repeat else "")

    def shortened(self, longest: int) -> "Content":
        """With values of at most so many characters."""
        lines = tuple(replace(line, value=cut(line.value, longest)) for line in self.lines)
        return replace(self, lines=lines, progress=self.progress.shortened(longest))


def of(submission: Submission, *, title: str, lines: list[Line]) -> Content:
    """A slip's content: tidied, empty lines left out, long values cut, at most ten lines kept."""
    tidied = [replace(line, value=cut(clean(line.value))) for line in lines]
    flags = [Flag(flag) for flag in submission.flags if flag in Flag.values]
    far = progress.of(submission)
    return Content(
        reference=submission.reference,
        title=f"{cut(clean(title), _LONGEST_TITLE)} · {submission.reference}",
        colour=far.colour or _colour(set(flags)),
        lines=tuple([line for line in tidied if line.parts][:MOST_FIELDS]),
        flags=tuple(str(flag.label) for flag in flags),
        submitted=f"{clock.at_school(submission.submitted_at):%H:%M, %d/%m/%Y}",
        url=address(submission),
        progress=far,
    )


def address(submission: Submission) -> str:
    """Where the office opens the slip."""
    return settings.SITE_URL + reverse("admin:forms_intake_submission_change", args=[submission.pk])


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """At most 300 characters (slips.md section 9)."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def answers(submission: Submission) -> Answers:
    """What was filled in; nothing where something else than answers is stored."""
    return submission.payload if isinstance(submission.payload, dict) else {}


def typed(given: Answers, key: str) -> str:
    """A text or a figure that was filled in; empty for anything else."""
    value = given.get(key, "")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def said(words: Callable[[Answers], str], given: Answers) -> str:
    """A part of the card; empty when the answers are not as this version of the form stores them."""
    try:
        return words(given)
    except Exception as error:
        log.warning("card.part_left_out", part=words.__name__, error=type(error).__name__)
        return ""


def contact(submission: Submission) -> Line:
    """Who to call."""
    local = dialled(str(submission.contact_phone))
    has_zalo = bool(local and answers(submission).get("contact_has_zalo"))
    return Line(_("Contact"), submission.contact_name, phone=local, after=_("on Zalo") if has_zalo else "")


def dialled(e164: str) -> str:
    """A number as it is dialled at home."""
    return f"0{e164[3:]}" if e164.startswith("+84") else e164


def papers(given: Answers) -> Line:
    """How many files came along; neither they nor their names ever go to Lark (docs/files.md)."""
    names = given.get("attachments")
    count = len(names) if isinstance(names, list) else 0
    return Line(_("Attachments"), _("%(count)s, in the system") % {"count": count} if count else "")


def _colour(flags: set[Flag]) -> str:
    if flags & RED_FLAGS:
        return "red"
    return "orange" if flags & ORANGE_FLAGS else "blue"
