"""A poster that leads to a slip: a drawing (SVG) with words in one language and a code for the camera of a phone."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Branch, Product
from forms_intake.enums import FormType, Source

# Width and height in millimetres; both have the same shape, so one drawing fits.
SIZES = {"a4": (210, 297), "a5": (148, 210)}
# The drawing's own width is 210; a line of each kind of text holds so many letters.
_TITLE, _SENTENCE, _PLACE = 20, 50, 40
_MOST_PLACES = 3
# The keyboard along the lower edge: lines between white keys, and the black ones between C D, D E, F G, G A, A B.
_KEYS = "".join(f"M{15 * key} 273v30" for key in range(1, 14))
_SHARPS = "".join(f"M{15 * key - 4} 273h8v14h-8z" for key in range(1, 14) if key % 7 not in (0, 3))
_SENTENCES: Mapping[str, str | Promise] = {
    FormType.LEAVE_REQUEST: _("Miss one lesson or several, ask for a make-up lesson"),
    FormType.CHANGE: _("Move one lesson or change it for good"),
    FormType.HOLD: _("Pause a course for 1 to 3 months"),
    FormType.TRANSFER: _("Pass a course on or learn at another branch"),
    FormType.STUDENT_INFO: _("Enrol or update what we know"),
}


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What a poster is for."""

    form_type: FormType
    branch: Branch | None = None
    course: Product | None = None
    teacher: User | None = None
    language: str = "vi"
    size: str = "a4"

    def address(self) -> str:
        """Where the code leads; whoever comes by it is counted as having come by a code."""
        return f"{self._slip()}?{urlencode(self._choices() | {'src': Source.QR.value})}"

    def desk(self) -> str:
        """The same slip for the tablet at the front desk, where no draft is kept."""
        return f"{self._slip()}?{urlencode({'kiosk': '1'} | self._choices())}"

    def short(self) -> str:
        """What can be typed from the wall, as people read addresses."""
        return f"{urlsplit(settings.SITE_URL).netloc}{reverse('forms_intake:slips')}".rstrip("/")

    def drawing(self) -> str:
        """The poster as an SVG document of its size."""
        width, height = SIZES[self.size]
        modules, path = _code(self.address())
        with translation.override(self.language):
            place = [self.branch.name] if self.branch else []
            place += [self.course.name] if self.course else []
            place += [self.teacher.name] if self.teacher else []
            context = {
                "width": width,
                "height": height,
                "school": settings.SCHOOL_NAME,
                "title": _lines(str(self.form_type.label), _TITLE, first=72, step=15),
                "sentence": _lines(str(_SENTENCES[self.form_type]), _SENTENCE, first=106, step=8),
                "place": _lines("\n".join(place), _PLACE, first=251, step=8)[:_MOST_PLACES],
                # Here and not in the template: words are looked for in pages and modules, not in drawings.
                "scan": gettext("Scan the code with the camera of your phone"),
                "or_open": gettext("or open %(address)s") % {"address": self.short()},
                "code": path,
                # With the quiet edge that a camera needs.
                "outer": modules + 4,
                "keys": _KEYS,
                "sharps": _SHARPS,
                "language": self.language,
            }
            return render_to_string("forms_intake/poster.svg", context)

    def name(self) -> str:
        """What the file is called."""
        parts = ["phieu", self.form_type.value, self.branch.code if self.branch else "", self.size, self.language]
        return "-".join(filter(None, parts)) + ".svg"

    def _slip(self) -> str:
        return settings.SITE_URL + reverse("forms_intake:slip", args=[self.form_type.value])

    def _choices(self) -> dict[str, str]:
        chosen = {
            "branch": self.branch.code if self.branch else "",
            "course": self.course.sku if self.course else "",
            "teacher": str(self.teacher.pk) if self.teacher else "",
        }
        return {name: value for name, value in chosen.items() if value}


def _lines(text: str, letters: int, *, first: int, step: int) -> list[tuple[int, str]]:
    """The text in lines of so many letters, each with its place from the top."""
    lines = [line for part in text.splitlines() for line in _balanced(part, letters)]
    return [(first + number * step, line) for number, line in enumerate(lines)]


def _balanced(text: str, letters: int) -> list[str]:
    """Lines of about the same length, so that no word stands alone in the last one."""
    count = len(textwrap.wrap(text, letters))
    widths = range(max(1, len(text) // max(1, count)), letters + 1)
    tries = (textwrap.wrap(text, width) for width in widths)
    return next((lines for lines in tries if len(lines) == count), [])


def _code(address: str) -> tuple[int, str]:
    """Modules of one side, and the dark ones as runs of one path, one unit each."""
    matrix = segno.make(address, error="m", micro=False).matrix
    runs = []
    for row, modules in enumerate(matrix):
        start = 0
        for column, dark in enumerate([*modules, 0]):
            if dark:
                continue
            if column > start:
                runs.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
            start = column + 1
    return len(matrix), "".join(runs)
