"""PDF files are kept as they came, so those that do more than show pages are refused (docs/adr/0027)."""

import subprocess
import sys
from pathlib import Path

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from school import turns

# Ten times what the reader may work: a machine with much to do gets to it late.
_LONGEST_S = 30.0
# Not imported: it would load the PDF library into every process of the product.
_READER = (sys.executable, "-I", str(Path(__file__).resolve().with_name("pdf_reader.py")))
# What it says, word for word.
PAGES, ACTIVE, LOCKED = "pages", "active", "locked"

log = structlog.get_logger(__name__)


def check(content: bytes) -> None:
    """Raises ValidationError for a PDF that is damaged or locked, or that runs scripts, carries or fetches files."""
    with turns.taken():
        verdict = _verdict(content)
    if verdict == ACTIVE:
        message = _("This PDF holds more than pages, such as scripts or other files. Choose photos of its pages")
        raise ValidationError(message, code="active")
    if verdict == LOCKED:
        message = _("This PDF needs a password. Save it without one, or choose photos of its pages")
        raise ValidationError(message, code="locked")
    if verdict != PAGES:
        message = _("This PDF is damaged. Save it once more, or choose photos of its pages")
        raise ValidationError(message, code="damaged")


def _verdict(content: bytes) -> str:
    """What the reader says; nothing when it ran into its bounds."""
    try:
        done = subprocess.run(_READER, input=content, capture_output=True, timeout=_LONGEST_S, env={}, check=False)  # noqa: S603 - our own program
    except (subprocess.TimeoutExpired, BrokenPipeError):
        log.warning("pdf.reader_too_slow")
        return ""
    if done.returncode:
        log.warning("pdf.reader_ended", code=done.returncode)
        return ""
    return done.stdout.decode()
