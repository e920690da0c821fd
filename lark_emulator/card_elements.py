"""The components of a card as HTML, for both versions: 2.0 has been checked before, 1.0 ignores what does not fit."""

from collections.abc import Callable
from typing import Any

from lark_emulator.html import NOTHING, RULE, Html, element, join, text
from lark_emulator.links import link
from lark_emulator.loose import as_object, as_objects, as_string
from lark_emulator.markdown import blocks, inline
from lark_emulator.palette import colour_class

Element = dict[str, Any]

BUTTON_TYPES = frozenset(
    ["default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"]
)
# Written into the cards of apps by pressable.py: the number of a button that calls back, and an input that takes words.
PRESS, LIVE = "_press", "_live"
FLEX_MODES = frozenset(["none", "stretch", "flow", "bisect", "trisect"])


def elements(members: list[Element]) -> Html:
    return join(_draw(member) for member in members)


def inline_text(value: object) -> Html:
    """A `plain_text`, `lark_md` or `markdown` object within a line."""
    node = as_object(value)
    content = as_string(node.get("content"))
    if node.get("tag") == "plain_text":
        return Html("<br>".join(text(line) for line in content.split("\n")))
    return inline(content)


def _one_of(known: frozenset[str], value: object, otherwise: str) -> str:
    return value if isinstance(value, str) and value in known else otherwise


def _draw(member: Element) -> Html:
    draw = DRAWN.get(as_string(member.get("tag")))
    return draw(member) if draw else NOTHING


def _markdown(member: Element) -> Html:
    return element("div", blocks(as_string(member.get("content"))), class_="markdown")


def _div(member: Element) -> Html:
    fields = [
        element(
            "div", _block_text(field.get("text")), class_="field field--short" if field.get("is_short") else "field"
        )
        for field in as_objects(member.get("fields"))
    ]
    own = _block_text(member.get("text"))
    return element(
        "div",
        own,
        element("div", *fields, class_="fields") if fields else NOTHING,
        _draw(as_object(member.get("extra"))),
        class_="div",
    )


def _block_text(value: object) -> Html:
    node = as_object(value)
    if not node:
        return NOTHING
    size = "text text--note" if node.get("text_size") == "notation" else "text"
    return element("p", inline_text(node), class_=f"{size} {colour_class('ink', node.get('text_color'))}")


def _image(member: Element) -> Html:
    alt = inline_text(member.get("alt"))
    return element("p", text(as_string(member.get("img_key"))), Html(" "), alt, class_="picture")


def _note(member: Element) -> Html:
    parts = [inline_text(part) for part in as_objects(member.get("elements")) if part.get("tag") != "img"]
    return element("p", *parts, class_="text text--note")


def _actions(member: Element) -> Html:
    return element("div", elements(as_objects(member.get("actions"))), class_="actions")


def _button(member: Element) -> Html:
    look = f"button button--{_one_of(BUTTON_TYPES, member.get('type'), 'default')}"
    label = inline_text(member.get("text"))
    if PRESS in member:
        return element("button", label, class_=look, type="button", data_press=str(member[PRESS]))
    address = _address(member)
    if address and not member.get("disabled"):
        return link(address, label, class_=look)
    # A custom bot's buttons cannot call back; what is neither link nor numbered does nothing.
    return element("span", label, class_=f"{look} button--off")


def _address(member: Element) -> str:
    for behavior in as_objects(member.get("behaviors")):
        if behavior.get("type") == "open_url":
            return as_string(behavior.get("default_url")) or as_string(behavior.get("pc_url"))
    return as_string(member.get("url")) or as_string(as_object(member.get("multi_url")).get("url"))


def _column_set(member: Element) -> Html:
    columns = [_column(column) for column in as_objects(member.get("columns"))]
    return element("div", *columns, class_=f"columns columns--{_one_of(FLEX_MODES, member.get('flex_mode'), 'none')}")


def _column(column: Element) -> Html:
    weight = column.get("weight", 1)
    share = f"column--{weight}" if column.get("width") == "weighted" and weight in range(1, 6) else "column--auto"
    background = colour_class("fill", column.get("background_style"))
    return element("div", elements(as_objects(column.get("elements"))), class_=f"column {share} {background}")


def _container(member: Element) -> Html:
    kind = "container container--form" if member.get("tag") == "form" else "container"
    return element("div", elements(as_objects(member.get("elements"))), class_=kind)


def _panel(member: Element) -> Html:
    title = as_object(as_object(member.get("header")).get("title"))
    state = {"open": "open"} if member.get("expanded") else {}
    return element(
        "details",
        element("summary", inline_text(title)),
        elements(as_objects(member.get("elements"))),
        class_="panel",
        **state,
    )


def _table(member: Element) -> Html:
    columns = as_objects(member.get("columns"))
    heads = [element("th", text(as_string(column.get("display_name")))) for column in columns]
    rows = [
        element("tr", *(_cell(column, row.get(as_string(column.get("name")))) for column in columns))
        for row in as_objects(member.get("rows"))
    ]
    return element("div", element("table", element("tr", *heads), *rows), class_="scroll")


def _cell(column: Element, value: object) -> Html:
    if isinstance(value, list):
        return element("td", text(", ".join(str(as_object(option).get("text", option)) for option in value)))
    words = "" if value is None else str(value)
    return element("td", inline(words) if column.get("data_type") in ("lark_md", "markdown") else text(words))


def _control(member: Element) -> Html:
    label = inline_text(member.get("label")) or inline_text(member.get("placeholder"))
    if LIVE not in member:
        return element("p", label, class_="control")
    name = as_string(member.get("name"))
    if member.get("tag") != "select_static":
        return element("label", label, Html(f'<input class="control" name="{text(name)}">'), class_="entry")
    options = [
        element("option", inline_text(option.get("text")), value=as_string(option.get("value")))
        for option in as_objects(member.get("options"))
    ]
    return element("label", label, element("select", *options, class_="control", name=name), class_="entry")


DRAWN: dict[str, Callable[[Element], Html]] = {
    "markdown": _markdown,
    "div": _div,
    "hr": lambda _member: RULE,
    "img": _image,
    "note": _note,
    "action": _actions,
    "button": _button,
    "column_set": _column_set,
    "form": _container,
    "interactive_container": _container,
    "collapsible_panel": _panel,
    "table": _table,
    "input": _control,
    "select_static": _control,
}
