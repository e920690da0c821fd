"""Typed text as it is stored: Unicode NFC, trimmed, blanks collapsed (slips.md section 2)."""

import unicodedata

from school.folding import stream_safe

# Invisible signs that reorder or hide letters; the joiners stay, because emoji and several scripts need them.
_HIDDEN = frozenset("\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "})


def clean(raw: str, *, lines: bool = False) -> str:
    """The text without control characters and lone surrogates; line breaks stay only when `lines` are meant."""
    if not raw:
        return ""
    unbroken = raw.replace("\r\n", "\n").translate(_LINE_BREAKS)
    text = unicodedata.normalize("NFC", stream_safe("".join(sign for sign in unbroken if _is_text(sign))))
    if not lines:
        return " ".join(text.split())
    rows = [" ".join(row.split()) for row in text.split("\n")]
    # Two empty rows in a row say no more than one.
    kept = [row for row, before in zip(rows, ["", *rows], strict=False) if row or before]
    return "\n".join(kept).strip()


def legible(raw: str) -> str:
    """The text as it was typed, without invisible signs that reorder or hide letters."""
    return raw if raw.isascii() else "".join(sign for sign in raw if sign not in _HIDDEN)


def digits(raw: str) -> str:
    """The text with digits of any width or script as 0-9."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in raw)


def _is_text(sign: str) -> bool:
    return sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _HIDDEN)
