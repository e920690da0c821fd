"""A card, whichever of its three forms: JSON 1.0, JSON 2.0 or a template by id."""

from typing import Any

from lark_emulator import card_rules
from lark_emulator.card_elements import elements, inline_text
from lark_emulator.codes import bad_parameter, card_refused
from lark_emulator.content import Content
from lark_emulator.html import NOTHING, Html, element, join, plain_text, text
from lark_emulator.loose import as_object, as_objects, as_string
from lark_emulator.palette import colour_class

Card = dict[str, Any]
MOST_TEXT_TAGS = 3


def render(card: Card) -> Content:
    """Raises LarkError for a card that Lark would not create."""
    card_rules.check_depth(card)
    if card.get("schema") == "2.0" and card.get("type") != "template":
        card_rules.check(card)
    return draw(card)


def draw(card: Card) -> Content:
    """A card that has been checked before."""
    if card.get("type") == "template":
        return _template(as_object(card.get("data")))
    if card.get("schema") == "2.0":
        return _draw(card, as_objects(as_object(card.get("body")).get("elements")))
    return _draw(card, _first_version_elements(card))


def _first_version_elements(card: Card) -> list[Card]:
    by_locale = as_object(card.get("i18n_elements"))
    found = card.get("elements", by_locale.get("vi_vn") or next(iter(by_locale.values()), []))
    if not isinstance(found, list):
        raise card_refused(200621, "parse card json err, elements must be a list")
    return as_objects(found)


def _draw(card: Card, body: list[Card]) -> Content:
    header = as_object(card.get("header"))
    parts = [_header(header)] if header else []
    parts += [element("div", elements(body), class_="card__body")] if body else []
    title = plain_text(inline_text(header.get("title")))
    return Content(title, element("article", *parts, class_="card"))


def _header(header: Card) -> Html:
    title = element("h2", inline_text(header.get("title")), class_="card__title")
    subtitle = inline_text(header.get("subtitle"))
    tags = join(_text_tag(tag) for tag in as_objects(header.get("text_tag_list"))[:MOST_TEXT_TAGS])
    return element(
        "header",
        title,
        element("div", tags, class_="card__tags") if tags else NOTHING,
        element("p", subtitle, class_="card__subtitle") if subtitle else NOTHING,
        class_=f"card__header {colour_class('card', header.get('template'))}",
    )


def _text_tag(tag: Card) -> Html:
    return element("span", inline_text(tag.get("text")), class_=f"tag {colour_class('tag', tag.get('color', 'blue'))}")


def _template(data: Card) -> Content:
    # The templates themselves live at Lark; here the id and the values that would fill it are shown.
    template_id = as_string(data.get("template_id"))
    if not template_id:
        raise bad_parameter("unknown card value")
    values = [
        element("p", element("strong", text(f"{name}: ")), text(str(value)))
        for name, value in as_object(data.get("template_variable")).items()
    ]
    header = element(
        "header",
        element("h2", text(f"Template {template_id}"), class_="card__title"),
        class_="card__header card--default",
    )
    return Content(
        f"Template {template_id}",
        element("article", header, element("div", *values, class_="card__body"), class_="card"),
    )
