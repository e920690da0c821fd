"""What a card says, apart from how it looks: the same words serve every transport and every simpler form."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forms_intake.enums import Flag
from forms_intake.models import Submission
from school import clock

# The colour of a header is that of its worst flag.
RED_FLAGS = frozenset({Flag.LATE_NOTICE, Flag.AFTER_START})
ORANGE_FLAGS = frozenset(set(Flag) - RED_FLAGS - {Flag.OUT_OF_HOURS, Flag.FOREIGN_PHONE})
_LONGEST_VALUE, MOST_FIELDS = 300, 10


@dataclass(frozen=True)
class Line:
    """One short field. `phone` makes the value a telephone link where the client can dial."""

    label: str
    value: str
    phone: str = ""


@dataclass(frozen=True)
class Content:
    """Title, colour, fields, flags in words, and where to open the slip; text as typed, escaped only when rendered."""

    reference: str
    title: str
    colour: str
    lines: tuple[Line, ...]
    flags: tuple[str, ...]
    submitted: str
    url: str

    def marked(self, *, may_repeat: bool) -> "Content":
        """Warns in the title when Lark may have the same card already."""
        warning = _("possible duplicate")
        return replace(self, title=f"({warning}) {self.title}") if may_repeat else self


def of(submission: Submission, *, title: str, lines: list[Line]) -> Content:
    """A slip's content: empty lines are left out, long values cut, at most ten lines kept."""
    kept = [replace(line, value=cut(line.value)) for line in lines if line.value][:MOST_FIELDS]
    flags = [Flag(flag) for flag in submission.flags]
    return Content(
        reference=submission.reference,
        title=f"{title} · {submission.reference}",
        colour=_colour(set(flags)),
        lines=tuple(kept),
        flags=tuple(str(flag.label) for flag in flags),
        submitted=f"{clock.at_school(submission.submitted_at):%H:%M, %d/%m/%Y}",
        url=address(submission),
    )


def address(submission: Submission) -> str:
    """Where the office opens the slip."""
    return settings.SITE_URL + reverse("admin:forms_intake_submission_change", args=[submission.pk])


def cut(text: str) -> str:
    """At most 300 characters (slips.md section 9)."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def contact(submission: Submission) -> Line:
    """Who to call; the number as it is dialled at home."""
    e164 = str(submission.contact_phone)
    local = f"0{e164[3:]}" if e164.startswith("+84") else e164
    parts = [submission.contact_name, local, _("on Zalo") if submission.payload.get("contact_has_zalo") else ""]
    return Line(_("Contact"), " · ".join(filter(None, parts)), phone=local)


def _colour(flags: set[Flag]) -> str:
    if flags & RED_FLAGS:
        return "red"
    return "orange" if flags & ORANGE_FLAGS else "blue"
