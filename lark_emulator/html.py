"""HTML as a type of its own, so that the type checker refuses a sender's text that was not escaped."""

import html
import re
from collections.abc import Iterable
from typing import NewType

Html = NewType("Html", str)

NOTHING = Html("")
BREAK = Html("<br>")
RULE = Html("<hr>")
# Where one of our own blocks ends, a reader of the plain text sees a new line.
BLOCK_END = re.compile(r"<br>|<hr>|</(?:p|div|li|h\d|header|blockquote|pre|tr|summary)>")
TAG = re.compile(r"<[^>]*>")
BLANK_LINES = re.compile(r"\s*\n\s*")


def text(value: str) -> Html:
    return Html(html.escape(value))


def element(tag: str, /, *children: Html, **attributes: str) -> Html:
    """One element; `class_` and `data_x` become `class` and `data-x`, and every value is escaped."""
    pairs = "".join(f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items())
    return Html(f"<{tag}{pairs}>{''.join(children)}</{tag}>")


def join(parts: Iterable[Html]) -> Html:
    return Html("".join(parts))


def plain_text(markup: Html) -> str:
    """What a reader sees, one line a block. Sound only because `markup` is our own, with every `<` and `>` escaped."""
    lines = html.unescape(TAG.sub("", BLOCK_END.sub("\n", markup)))
    return BLANK_LINES.sub("\n", lines).strip()
