"""Vietnamese text folding: what a search compares, so that `dang` finds `Đặng` however it was typed."""

import string
import unicodedata

# Unicode knows no decomposition for the barred d; eth and the African d look the same and are typed by mistake.
_BARRED = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))
# Marks are folded away; what is invisible must not keep two equal words apart, and NUL is refused by PostgreSQL.
_UNSEEN = {"Mn", "Me", "Cc", "Cf", "Cs"}
_MOST_TERMS = 8


def fold(text: str) -> str:
    """The text in lower case without marks (đ is d), words one blank apart; the same for composed and decomposed."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower()).translate(_BARRED)
    blanked = " ".join(letters.split())
    return " ".join("".join(letter for letter in blanked if unicodedata.category(letter) not in _UNSEEN).split())


def search_terms(query: str) -> list[str]:
    """The folded words of what somebody typed into a search box: each once, at most eight, no outer punctuation."""
    words = (word.strip(string.punctuation) for word in fold(query).split())
    return [word for word in dict.fromkeys(words) if word][:_MOST_TERMS]
