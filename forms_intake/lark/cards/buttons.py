"""Buttons of cards: open the slip, and for an app's cards those that call back (lark.md sections 2.4 and 2.5)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.lark.cards.content import Content
from forms_intake.work_rules import LONGEST_REASON, Verb

Element = dict[str, Any]
# The input's name in `form_value` of the callback.
REASON = "reason"


def value(content: Content, verb: Verb) -> dict[str, Any]:
    """What comes back when the button is pressed: verb, slip, and the revision that the person saw."""
    return {"a": verb.value, "s": content.reference, "v": content.progress.revision}


def full(content: Content, *, for_app: bool) -> list[Element]:
    """Of a card 2.0: a row of buttons, and declining with a field for its reason, which has to be filled in."""
    verbs = content.progress.verbs if for_app else ()
    row = [_calling_back(content, verb, is_first=not place) for place, verb in enumerate(_at_once(verbs))]
    row.append(_opening(content, is_first=not row))
    return [_row(row), *([_declining(content)] if Verb.DECLINE in verbs else [])]


def simple(content: Content, *, for_app: bool) -> list[Element]:
    """Of a card 1.0, which asks for no reason: whoever declines opens the slip."""
    verbs = _at_once(content.progress.verbs) if for_app else []
    row = [
        _button(str(verb.label), is_first=not place) | {"value": value(content, verb)}
        for place, verb in enumerate(verbs)
    ]
    return [*row, _button(_("Open slip"), is_first=not row) | {"url": content.url}]


def _at_once(verbs: tuple[Verb, ...]) -> list[Verb]:
    return [verb for verb in verbs if verb is not Verb.DECLINE]


def _button(label: str, *, is_first: bool) -> Element:
    kind = "primary" if is_first else "default"
    return {"tag": "button", "type": kind, "text": {"tag": "plain_text", "content": label}}


def _calling_back(content: Content, verb: Verb, *, is_first: bool) -> Element:
    behaviors = [{"type": "callback", "value": value(content, verb)}]
    return _button(str(verb.label), is_first=is_first) | {"behaviors": behaviors}


def _opening(content: Content, *, is_first: bool) -> Element:
    behaviors = [{"type": "open_url", "default_url": content.url}]
    return _button(_("Open slip"), is_first=is_first) | {"behaviors": behaviors}


def _row(members: list[Element]) -> Element:
    columns = [{"tag": "column", "width": "auto", "elements": [member]} for member in members]
    return {"tag": "column_set", "flex_mode": "flow", "horizontal_spacing": "8px", "columns": columns}


def _declining(content: Content) -> Element:
    field = {
        "tag": "input",
        "name": REASON,
        "required": True,
        "width": "fill",
        "max_length": LONGEST_REASON,
        "placeholder": {"tag": "plain_text", "content": pgettext("card", "Reason for declining; the sender reads it")},
    }
    button = {
        "tag": "button",
        "type": "danger",
        "name": Verb.DECLINE.value,
        "form_action_type": "submit",
        "text": {"tag": "plain_text", "content": str(Verb.DECLINE.label)},
        "behaviors": [{"type": "callback", "value": value(content, Verb.DECLINE)}],
    }
    return {"tag": "form", "name": "declining", "elements": [field, button]}
