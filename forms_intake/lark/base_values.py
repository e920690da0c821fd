"""What the columns of a Base take (lark.md section 3): our value, as each type of column wants it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from school import clock


class ColumnType(models.IntegerChoices):
    """The types that are written, with the names that Lark's own menu has for them."""

    TEXT = 1, pgettext_lazy("column", "Text")
    NUMBER = 2, pgettext_lazy("column", "Number")
    SINGLE = 3, pgettext_lazy("column", "Single option")
    MULTI = 4, pgettext_lazy("column", "Multiple options")
    DATE = 5, pgettext_lazy("column", "Date")
    CHECKBOX = 7, pgettext_lazy("column", "Checkbox")
    PHONE = 13, pgettext_lazy("column", "Phone number")
    URL = 15, pgettext_lazy("column", "Link")


@dataclass(frozen=True)
class Link:
    """An address and what stands there instead of it."""

    text: str
    address: str


Value = str | int | bool | date | datetime | tuple[str, ...] | Link
MOST_CHARACTERS = 100_000
_TELEPHONE = re.compile(r"\+?\d{1,63}")


class UnfitError(ValueError):
    """This type of column cannot hold this value."""


def shape(value: Value, column_type: int) -> Any:
    """What is written; None, which empties a cell, for an empty value. Raises UnfitError.

    Text that looks like a formula stays text: a Base computes in columns of type Formula only.
    """
    shaper = _SHAPERS.get(column_type)
    if shaper is None:
        raise UnfitError
    return None if value in ("", ()) else shaper(value)


def words(value: Value) -> str:
    """The value as a person reads it, within what a cell holds."""
    if isinstance(value, bool):
        text = _("yes") if value else _("no")
    elif isinstance(value, datetime):
        text = f"{clock.at_school(value):%H:%M %d/%m/%Y}"
    elif isinstance(value, date):
        text = f"{value:%d/%m/%Y}"
    elif isinstance(value, tuple):
        text = ", ".join(value)
    else:
        text = value.address if isinstance(value, Link) else str(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _number(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnfitError
    return value


def _option(value: Value) -> str:
    if not isinstance(value, str):
        raise UnfitError
    return words(value)


def _options(value: Value) -> list[str]:
    if not isinstance(value, str | tuple):
        raise UnfitError
    return [value] if isinstance(value, str) else list(value)


def _milliseconds(value: Value) -> int:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, date):
        return int(clock.on_school_day(value).timestamp() * 1000)
    raise UnfitError


def _checked(value: Value) -> bool:
    if not isinstance(value, bool):
        raise UnfitError
    return value


def _telephone(value: Value) -> str:
    if not (isinstance(value, str) and _TELEPHONE.fullmatch(value)):
        raise UnfitError
    return value


def _link(value: Value) -> dict[str, str]:
    if not isinstance(value, Link):
        raise UnfitError
    return {"text": value.text, "link": value.address}


_SHAPERS: Mapping[int, Callable[[Value], Any]] = {
    ColumnType.TEXT: words,
    ColumnType.NUMBER: _number,
    ColumnType.SINGLE: _option,
    ColumnType.MULTI: _options,
    ColumnType.DATE: _milliseconds,
    ColumnType.CHECKBOX: _checked,
    ColumnType.PHONE: _telephone,
    ColumnType.URL: _link,
}
