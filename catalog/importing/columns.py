"""The columns of a sheet of products, and the headings and words by which people call them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.enums import ProductKind, ProductStatus
from school.folding import fold

COLUMNS: Mapping[str, Any] = {
    "sku": pgettext_lazy("sheet", "SKU"),
    "name": _("Name"),
    "kind": _("Kind"),
    "price": _("Price"),
    "stock": _("Stock"),
    "status": _("Status"),
}
# Folded: without marks, in lower case.
_HEADINGS = {
    "sku": ("sku", "ma", "ma hang", "ma san pham", "ma sp", "code"),
    "name": ("name", "product", "ten", "ten hang", "ten san pham", "san pham"),
    "kind": ("kind", "type", "loai", "loai san pham"),
    "price": ("price", "price (vnd)", "gia", "gia ban", "don gia", "gia (vnd)", "gia tien"),
    "stock": ("stock", "in stock", "ton", "ton kho", "so luong", "so luong ton"),
    "status": ("status", "trang thai", "tinh trang"),
}
_KINDS = {
    ProductKind.COURSE: ("course", "khoa", "khoa hoc"),
    ProductKind.BOOK: ("book", "sach", "giao trinh"),
    ProductKind.INSTRUMENT: ("instrument", "nhac cu", "dan"),
    ProductKind.LESSON_PACKAGE: ("lesson-package", "lesson package", "package", "goi", "goi buoi", "goi buoi hoc"),
}
_STATUSES = {
    ProductStatus.ACTIVE: ("active", "in use", "dang ban", "dang dung", "dang hoat dong", "hoat dong"),
    ProductStatus.ARCHIVED: ("archived", "luu tru", "da luu tru"),
}


def column_of(heading: str) -> str:
    """The column that a heading means; empty when none."""
    return _by_word(_HEADINGS, heading)


def kind_of(word: str) -> str:
    """The kind that a cell means, also as our own lists write it; empty when none."""
    return _by_word(_KINDS, word) or _by_label(ProductKind, word)


def status_of(word: str) -> str:
    """The status that a cell means, also as our own lists write it; empty when none."""
    return _by_word(_STATUSES, word) or _by_label(ProductStatus, word)


def _by_word(words: Mapping[Any, tuple[str, ...]], said: str) -> str:
    # Long cells are no word of ours, and folding them takes time.
    folded = fold(said) if len(said) <= 100 else ""
    return next((str(getattr(key, "value", key)) for key, known in words.items() if folded in known), "")


def _by_label(choices: Any, said: str) -> str:
    folded = fold(said) if len(said) <= 100 else ""
    return next((str(value) for value, label in choices.choices if fold(str(label)) == folded), "")
