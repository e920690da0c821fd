"""The five kinds of webhook message (custom-bot-usage-guide): what each must hold, and how it looks."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lark_emulator import cards
from lark_emulator.codes import bad_parameter
from lark_emulator.content import Content
from lark_emulator.html import BREAK, NOTHING, Html, element, join, text
from lark_emulator.links import link, mention

Body = Mapping[str, Any]
LOCALE = re.compile(r"[a-z]{2}_[a-z]{2}")
AT = re.compile(r"""<at\s+user_id\s*=\s*["']?([^"'>\n]{1,200})["']?\s*>[^<]{0,200}</at>""")
# Lark refuses a text node with any other property, `style` for one (code 19002).
POST_TAGS = {
    "text": frozenset({"tag", "text", "un_escape"}),
    "a": frozenset({"tag", "text", "href", "un_escape"}),
    "at": frozenset({"tag", "user_id", "user_name"}),
    "img": frozenset({"tag", "image_key", "height", "width"}),
}


def render(body: Body) -> Content:
    """Raises LarkError when Lark would not take the message."""
    if not body.get("msg_type"):
        raise bad_parameter("msg_type need")
    kind = KINDS.get(str(body["msg_type"]))
    if kind is None:
        raise bad_parameter("unknown msg_type value")
    return kind(body)


def _unknown_content() -> Exception:
    return bad_parameter("unknown content value")


def _string(body: Body, name: str) -> str:
    content = body.get("content")
    value = content.get(name) if isinstance(content, dict) else None
    if not isinstance(value, str) or not value:
        raise _unknown_content()
    return value


def _text(body: Body) -> Content:
    source = _string(body, "text")
    parts: list[Html] = []
    at = 0
    for found in AT.finditer(source):
        parts += [_lines(source[at : found.start()]), mention(found[1])]
        at = found.end()
    return Content("", element("div", *parts, _lines(source[at:]), class_="bubble"))


def _lines(source: str) -> Html:
    return Html(BREAK.join(text(line) for line in source.split("\n")))


def _image(body: Body) -> Content:
    return Content("", element("div", element("p", text(_string(body, "image_key"))), class_="bubble bubble--image"))


def _share_chat(body: Body) -> Content:
    return Content("", element("div", element("p", text(_string(body, "share_chat_id"))), class_="bubble bubble--chat"))


def _post(body: Body) -> Content:
    post = _first_locale(body)
    title, paragraphs = post.get("title", ""), post.get("content")
    if not isinstance(title, str) or not isinstance(paragraphs, list) or not paragraphs:
        raise _unknown_content()
    heading = element("p", text(title), class_="bubble__title") if title else NOTHING
    return Content(title, element("div", heading, *(_paragraph(nodes) for nodes in paragraphs), class_="bubble"))


def _first_locale(body: Body) -> Body:
    content = body.get("content")
    post = content.get("post") if isinstance(content, dict) else None
    if not isinstance(post, dict) or not post or not all(LOCALE.fullmatch(locale) for locale in post):
        raise _unknown_content()
    # A Vietnamese or English reader; else whatever the sender put first.
    chosen = post.get("vi_vn") or post.get("en_us") or next(iter(post.values()))
    if not isinstance(chosen, dict):
        raise _unknown_content()
    return chosen


def _paragraph(nodes: object) -> Html:
    if not isinstance(nodes, list):
        raise _unknown_content()
    return element("p", join(_post_node(node) for node in nodes))


def _post_node(node: object) -> Html:
    if not isinstance(node, dict) or not node.keys() <= POST_TAGS.get(str(node.get("tag")), frozenset()):
        raise _unknown_content()
    if node["tag"] == "at":
        return mention(_property(node, "user_id"))
    if node["tag"] == "img":
        return element("span", text(_property(node, "image_key")), class_="picture")
    if node["tag"] == "a":
        return link(_property(node, "href"), text(_property(node, "text")))
    return _lines(_property(node, "text"))


def _property(node: Body, name: str) -> str:
    value = node.get(name)
    if not isinstance(value, str):
        raise _unknown_content()
    return value


def _interactive(body: Body) -> Content:
    card = body.get("card")
    # The message API takes the card as a string, the webhook only as an object: a common mistake of senders.
    if not isinstance(card, dict):
        raise bad_parameter("unknown card value")
    return cards.render(card)


KINDS: dict[str, Callable[[Body], Content]] = {
    "text": _text,
    "post": _post,
    "image": _image,
    "share_chat": _share_chat,
    "interactive": _interactive,
}
