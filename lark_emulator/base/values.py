"""What each type of field takes (base-record-data-structure.md), and how a search gives it back."""

import re
from collections.abc import Callable
from typing import Any

from lark_emulator.base import model
from lark_emulator.base.model import Field
from lark_emulator.base.refusals import refusal

MOST_CHARACTERS = 100_000
MOST_OPTIONS = 20_000
TELEPHONE = re.compile(r"\+?\d{0,64}")
LOCATION = re.compile(r"-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?")


def check(field: Field, value: object) -> None:
    """Raises LarkError with the code of the type whose conversion fails."""
    kind = KINDS.get(field.type)
    if kind is None:
        raise refusal(1254015, f"{field.name} is read only")
    fits, code = kind
    if not fits(value):
        raise refusal(code, f"fldName:{field.name}")
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise refusal(1254130, f"fldName:{field.name}")


def add_options(field: Field, value: Any) -> None:
    """Unknown options of a select field come to be by being written."""
    wanted = [value] if field.type == model.SINGLE else value if field.type == model.MULTI else []
    for option in wanted:
        if option not in field.options and len(field.options) < MOST_OPTIONS:
            field.options.append(option)


def searched(field: Field, value: Any) -> Any:
    """The value as a search answers it: texts come in pieces."""
    return [{"type": "text", "text": value}] if field.type == model.TEXT else value


def plain(value: Any) -> str:
    """The value as words, for filters, for sorting and for the page."""
    if isinstance(value, list):
        return ", ".join(plain(entry) for entry in value)
    if isinstance(value, dict):
        return str(value.get("text") or value.get("name") or value.get("id") or value.get("file_token") or "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _milliseconds(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in model.DATES


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value)


def _objects_with(name: str) -> Callable[[object], bool]:
    def fits(value: object) -> bool:
        return isinstance(value, list) and all(
            isinstance(entry, dict) and isinstance(entry.get(name), str) and entry[name] for entry in value
        )

    return fits


def _url(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("link"), str) and isinstance(value.get("text", ""), str)


KINDS: dict[int, tuple[Callable[[object], bool], int]] = {
    model.TEXT: (lambda value: isinstance(value, str), 1254060),
    model.NUMBER: (_number, 1254061),
    model.SINGLE: (lambda value: isinstance(value, str) and value != "", 1254062),
    model.MULTI: (_texts, 1254063),
    model.DATE: (_milliseconds, 1254064),
    model.CHECKBOX: (lambda value: isinstance(value, bool), 1254065),
    model.USER: (_objects_with("id"), 1254066),
    model.LINK: (_texts, 1254067),
    model.DUPLEX_LINK: (_texts, 1254067),
    model.URL: (_url, 1254068),
    model.ATTACHMENT: (_objects_with("file_token"), 1254069),
    model.PHONE: (lambda value: isinstance(value, str) and TELEPHONE.fullmatch(value) is not None, 1254072),
    model.LOCATION: (lambda value: isinstance(value, str) and LOCATION.fullmatch(value) is not None, 1254015),
    model.GROUP: (_objects_with("id"), 1254015),
}
