"""The buttons of an app's card that call back, in the order in which one reads them."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lark_emulator.card_elements import LIVE, PRESS
from lark_emulator.loose import as_object, as_objects, as_string

Element = dict[str, Any]
INPUTS = ("input", "select_static")
# Data of the sender's own, in which nothing is a component.
DATA = frozenset({"value", "behaviors", "rows", "options"})


@dataclass(frozen=True)
class Button:
    """`submits`: the values of its form go with the press."""

    value: Any
    name: str
    submits: bool


def buttons(card: Element) -> list[Button]:
    return [_button(member) for member in _members(card) if _calls_back(member)]


def numbered(card: Element) -> Element:
    """A copy in which each of these buttons has its number and each input is live, for the page."""
    shown = copy.deepcopy(card)
    members = list(_members(shown))
    for member in members:
        member.pop(PRESS, None)
        member.pop(LIVE, None)
    for number, member in enumerate(filter(_calls_back, members)):
        member[PRESS] = number
    for member in members:
        if member.get("tag") in INPUTS:
            member[LIVE] = True
    return shown


def _members(value: Any) -> Iterator[Element]:
    if isinstance(value, list):
        for child in value:
            yield from _members(child)
    elif isinstance(value, dict):
        yield value
        for name, child in value.items():
            if name not in DATA:
                yield from _members(child)


def _callback(member: Element) -> Element | None:
    return next((one for one in as_objects(member.get("behaviors")) if one.get("type") == "callback"), None)


def _calls_back(member: Element) -> bool:
    """Version 1.0 puts the value on the button itself, beside no address."""
    if member.get("tag") != "button" or member.get("disabled") is True:
        return False
    first_version = isinstance(member.get("value"), dict) and not member.get("url") and not member.get("multi_url")
    return _callback(member) is not None or member.get("form_action_type") == "submit" or first_version


def _button(member: Element) -> Button:
    value = as_object(_callback(member)).get("value", member.get("value", {}))
    return Button(value, as_string(member.get("name")), member.get("form_action_type") == "submit")
