"""What may stand in a cell: text that no spreadsheet calculates, guesses at, or refuses."""

import re
from datetime import date, datetime

Cell = str | int | date | datetime | None

# A longer text is refused by Excel, which counts as JavaScript does: most emoji are two.
LONGEST = 32_767
# Not allowed in XML, so in no XLSX either.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What Excel would calculate; the wide forms too, which it takes for the same.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
# What Excel would take for a number or a day: zeros in front, more digits than it keeps, powers of ten, dates.
_GUESSED = re.compile(r"0\d+|\d{12,}|\d+[.,]?\d*[eE]\d+|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?|\d{1,2}:\d{2}(:\d{2})?")


def writable(text: str, mark: str) -> str:
    """The text without signs that XML forbids; one that is too long for a cell ends in the mark."""
    kept = _UNWRITABLE.sub("", text.replace("\r\n", "\n"))
    # No sign counts for more than two.
    if len(kept) * 2 <= LONGEST or _units(kept) <= LONGEST:
        return kept
    room = (LONGEST - _units(mark)) * 2
    return kept.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + mark


def harmless(text: str) -> str:
    """The text as a line of CSV may hold it: with an apostrophe before what Excel would not leave as it is."""
    is_changed = text.lstrip(" \n").startswith(_FORMULA) or _GUESSED.fullmatch(text)
    return f"'{text}" if is_changed else text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
