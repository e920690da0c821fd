"""The columns of the spreadsheet, and the headings and words by which people call them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role
from school.folding import fold

COLUMNS: Mapping[str, Any] = {
    "name": _("Full name"),
    "email": _("E-mail"),
    "phone": _("Phone number"),
    "role": _("Role"),
    "language": _("Language"),
    "student_code": _("Student code"),
}
REQUIRED = ("name", "email", "role")
# Folded: without marks, in lower case.
_HEADINGS = {
    "name": ("name", "full name", "ho ten", "ho va ten", "ten"),
    "email": ("email", "e-mail", "e mail", "mail", "thu dien tu", "dia chi email"),
    "phone": ("phone", "phone number", "telephone", "dien thoai", "so dien thoai", "sdt"),
    "role": ("role", "vai tro"),
    "language": ("language", "ngon ngu"),
    "student_code": ("student code", "student_code", "code", "ma hoc vien", "ma hv", "ma"),
}
_ROLES = {
    Role.ADMIN: ("admin", "administrator", "quan tri", "quan tri vien"),
    Role.STAFF: ("staff", "office staff", "office", "giao vu", "nhan vien"),
    Role.TEACHER: ("teacher", "giao vien"),
    Role.STUDENT: ("student", "hoc vien", "hoc sinh"),
}
_LANGUAGES = {
    Language.VIETNAMESE: ("vi", "vn", "vietnamese", "tieng viet"),
    Language.ENGLISH: ("en", "english", "tieng anh"),
}


def column_of(heading: str) -> str:
    """The column that a heading means; empty when none."""
    return _by_word(_HEADINGS, heading)


def role_of(word: str) -> str:
    """The role that a cell means; empty when none."""
    return _by_word(_ROLES, word)


def language_of(word: str) -> str:
    """The language that a cell means; empty when none."""
    return _by_word(_LANGUAGES, word)


def _by_word(words: Mapping[Any, tuple[str, ...]], said: str) -> str:
    # Long cells are no word of ours, and folding them takes time.
    folded = fold(said) if len(said) <= 100 else ""
    return next((str(getattr(key, "value", key)) for key, known in words.items() if folded in known), "")
