"""Vietnamese text folding: what a search compares, so that `dang` finds `Đặng` however it was typed."""

import string
import unicodedata

from django.db.models import Func

# Unicode knows no decomposition for the barred d; eth and the African d look the same and are typed by mistake.
_BARRED = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))
# Marks are folded away; what is invisible must not keep two equal words apart, and NUL is refused by PostgreSQL.
_UNSEEN = {"Mn", "Me", "Cc", "Cf", "Cs"}
_MOST_TERMS = 8


# Unicode's own bound for marks on one letter (UAX 15, Stream-Safe Text Format); more only costs time: sorting
# a run of marks takes quadratic time, and 30,000 of them hold the process for seconds.
_MOST_MARKS = 30


def stream_safe(text: str) -> str:
    """The text with at most 30 combining marks in a row: to be called before any normalisation of what people typed."""
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def fold(text: str) -> str:
    """The text in lower case without marks (đ is d), words one blank apart; the same for composed and decomposed."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", stream_safe(text)).lower()).translate(_BARRED)
    blanked = " ".join(letters.split())
    return " ".join("".join(letter for letter in blanked if unicodedata.category(letter) not in _UNSEEN).split())


class Folded(Func):
    """`fold` as PostgreSQL does it, for generated columns: the same for Vietnamese names, however they were typed."""

    template = (
        "translate(regexp_replace(lower(normalize(%(expressions)s, NFKD)), U&'[\\0300-\\036f]', '', 'g'), 'đðɖ', 'ddd')"
    )
    arity = 1


def search_terms(query: str) -> list[str]:
    """The folded words of what somebody typed into a search box: each once, at most eight, no outer punctuation."""
    words = (word.strip(string.punctuation) for word in fold(query).split())
    return [word for word in dict.fromkeys(words) if word][:_MOST_TERMS]
