"""What somebody types into the search box of the office, as a question to the stored search words.

A slip's words are the folded names, the student code, the telephone number as dialled at home and abroad, and its
reference; backwards and behind a mark, the number once more, because people know its last digits.

Every word must be found. One that another word follows has been typed to its end and is looked up whole; the last one
may still be growing and is looked up by its beginning. But whoever has typed `an` means An and Ân, not Anh: a short
syllable is whole as it is. Numbers are found by their beginning, from three digits on also by the end of the telephone
number.
"""

import re
import string
from typing import NamedTuple

from forms_intake.models.computed import BACKWARDS
from forms_intake.references import PREFIXES
from school.folding import fold
from school.text import digits

_MOST_TERMS = 8
# More than any name has in one piece; PostgreSQL refuses a question with a word of 2 KiB.
_LONGEST_WORD = 200
_SIGNS = str.maketrans(dict.fromkeys(string.punctuation, " "))
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().-]+(?=\d)")
# NP-261121-7K3F however it is grouped; of the last four, as many as there are.
_REFERENCE = re.compile(rf"\b({'|'.join(PREFIXES.values()).lower()})[\s-]*(\d{{1,6}})(?:[\s-]*([0-9a-z]{{1,4}})\b)?")
_MAIL = re.compile(r"\S+@\S+")
_SHORT_SYLLABLE = re.compile(r"[a-z]?[aeiouy][a-z]?|[aeiouy]{2}")
_SHORTEST_END, _LONGEST_END = 3, 11


class Term(NamedTuple):
    """One word that must be found; `is_whole` when it has been typed to its end."""

    word: str
    is_whole: bool


def terms(typed: str) -> list[Term]:
    """The words of what was typed: each once, at most eight."""
    text = _REFERENCE.sub(_joined, _BETWEEN_DIGITS.sub("", fold(digits(_MAIL.sub(" ", typed)))))
    parts = dict.fromkeys(text.translate(_SIGNS).split())
    found = [part for part in parts if any(sign.isalnum() for sign in part)][:_MOST_TERMS]
    return [Term(word[:_LONGEST_WORD], _is_whole(word, is_last=word == found[-1])) for word in found]


def mailboxes(typed: str) -> list[str]:
    """The e-mail addresses among what was typed."""
    return _MAIL.findall(typed)[:_MOST_TERMS]


def question(of: list[Term]) -> str:
    """The terms as a tsquery."""
    return " & ".join(_asked(term) for term in of)


def _joined(found: re.Match[str]) -> str:
    return "".join(part for part in found.groups() if part)


def _is_whole(word: str, *, is_last: bool) -> bool:
    if not word.isalpha() or len(word) > _LONGEST_WORD:
        return False
    return len(word) > 1 and (not is_last or (len(word) == 2 and bool(_SHORT_SYLLABLE.fullmatch(word))))


def _asked(term: Term) -> str:
    if term.is_whole:
        return _quoted(term.word)
    begins = f"{_quoted(term.word)}:*"
    is_end = term.word.isdecimal() and _SHORTEST_END <= len(term.word) <= _LONGEST_END
    return f"({begins} | {_quoted(BACKWARDS + term.word[::-1])}:*)" if is_end else begins


def _quoted(word: str) -> str:
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))
