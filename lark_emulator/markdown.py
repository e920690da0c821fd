"""Lark's markdown as HTML: CommonMark's inline part and Lark's own tags (card-json-v2 rich text).

Whatever is not markup is shown as text. A mention is drawn as a mention, so that an injected one is seen at once.
"""

import html as entities
import re
from collections import deque
from collections.abc import Callable

from lark_emulator.html import BREAK, RULE, Html, element, join, text
from lark_emulator.links import link, mention
from lark_emulator.palette import colour_class

# Bounded so that a hostile message cannot make a search quadratic; no line of a card is longer.
SPAN = r"(?:(?!\n\n).){1,4000}?"
INLINE = re.compile(
    rf"""
    (?P<escape>\\[!-/:-@\[-`{{-~])
    | `(?P<code>[^`\n]{{1,4000}})`
    | <at\b(?P<at>[^>\n]{{0,200}})>[^<]{{0,200}}</at>
    | <person\b(?P<person>[^>\n]{{0,200}})>[^<]{{0,200}}</person>
    | <a\b(?P<a_attrs>[^>\n]{{0,2000}})>(?P<a>[^<]{{0,2000}})</a>
    | <link\b(?P<link_attrs>[^>\n]{{0,2000}})>(?P<link>[^<]{{0,2000}})</link>
    | <text_tag\b(?P<tag_attrs>[^>\n]{{0,200}})>(?P<tag>[^<]{{0,2000}})</text_tag>
    | <font\b(?P<font_attrs>[^>\n]{{0,200}})>(?P<font>{SPAN})</font>
    | (?P<br><br\s?/?>)
    | \[(?P<label>[^\[\]\n]{{1,1000}})\]\((?P<href>[^()\s]{{1,2000}})\)
    | \*\*(?P<bold>{SPAN})\*\*
    | __(?P<bold2>{SPAN})__
    | ~~(?P<strike>{SPAN})~~
    | \*(?P<italic>[^*\s](?:[^*\n]{{0,1000}}[^*\s])?)\*
    """,
    re.VERBOSE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
Match = re.Match[str]


def inline(source: str) -> Html:
    parts: list[Html] = []
    at = 0
    for found in INLINE.finditer(source):
        parts.append(_literal(source[at : found.start()]))
        parts.append(_span(found))
        at = found.end()
    return join([*parts, _literal(source[at:])])


def _literal(source: str) -> Html:
    """Entities are how a careful sender writes `*` or `<`: decoded to text after the markup was found, never before."""
    lines = entities.unescape(source).split("\n")
    return Html(BREAK.join(text(line) for line in lines))


def _span(found: Match) -> Html:
    # The last group decides: a group for attributes stands before its content, which is never missing.
    return SPANS[found.lastgroup or ""](found)


def _attributes(source: str) -> dict[str, str]:
    return {name: double or single or bare for name, double, single, bare in ATTRIBUTE.findall(source)}


def _inside(name: str, group: str) -> Callable[[Match], Html]:
    return lambda found: element(name, inline(found[group]))


def _at(found: Match) -> Html:
    attributes = _attributes(found["at"])
    return mention(attributes.get("id") or attributes.get("ids") or attributes.get("email") or "?")


def _anchor(found: Match) -> Html:
    address = _attributes(found["a_attrs"]).get("href", "")
    return link(address, _literal(found["a"].strip() or address))


def _icon_link(found: Match) -> Html:
    return link(_attributes(found["link_attrs"]).get("url", ""), _literal(found["link"]))


def _tag(found: Match) -> Html:
    colour = colour_class("tag", _attributes(found["tag_attrs"]).get("color"))
    return element("span", _literal(found["tag"].strip()), class_=f"tag {colour}")


def _font(found: Match) -> Html:
    return element(
        "span", inline(found["font"]), class_=colour_class("ink", _attributes(found["font_attrs"]).get("color"))
    )


SPANS: dict[str, Callable[[Match], Html]] = {
    "escape": lambda found: text(found["escape"][1]),
    "code": lambda found: element("code", text(found["code"])),
    "at": _at,
    "person": lambda found: element("span", text(_attributes(found["person"]).get("id", "?")), class_="person"),
    "a": _anchor,
    "link": _icon_link,
    "tag": _tag,
    "font": _font,
    "br": lambda _found: BREAK,
    "href": lambda found: link(found["href"], inline(found["label"])),
    "bold": _inside("strong", "bold"),
    "bold2": _inside("strong", "bold2"),
    "strike": _inside("s", "strike"),
    "italic": _inside("em", "italic"),
}

RULE_LINE = re.compile(r"\s*(?:-{3,}|\*{3,}|<hr\s?/?>)\s*")
BULLET = re.compile(r"\s{0,12}[-*+] +(.*)")
NUMBERED = re.compile(r"\s{0,12}\d{1,9}[.)] +(.*)")
HEADING = re.compile(r"(#{1,6}) +(.*)")
QUOTE = re.compile(r"> ?(.*)")


def blocks(source: str) -> Html:
    """A whole markdown element: paragraphs, lists, headings, quotes, rules and fenced code."""
    parts: list[Html] = []
    lines = deque(source.replace("\r\n", "\n").split("\n"))
    while lines:
        parts.append(_next_block(lines))
    return join(parts)


def _next_block(lines: deque[str]) -> Html:
    """Takes the lines of one block off the front."""
    first = lines[0]
    if first.startswith("```"):
        return _fence(lines)
    if RULE_LINE.fullmatch(first):
        del lines[0]
        return RULE
    if heading := HEADING.fullmatch(first):
        del lines[0]
        return element("p", inline(heading[2]), class_=f"heading heading--{len(heading[1])}")
    for pattern, outer, inner in ((BULLET, "ul", "li"), (NUMBERED, "ol", "li"), (QUOTE, "blockquote", "p")):
        if found := _while(lines, pattern):
            return element(outer, *(element(inner, inline(line)) for line in found))
    return _paragraph(lines)


def _while(lines: deque[str], pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    while lines and (match := pattern.fullmatch(lines[0])):
        found.append(match[1])
        del lines[0]
    return found


def _fence(lines: deque[str]) -> Html:
    del lines[0]
    code: list[str] = []
    while lines and not lines[0].startswith("```"):
        code.append(lines.popleft())
    if lines:
        del lines[0]
    return element("pre", element("code", text("\n".join(code))))


def _paragraph(lines: deque[str]) -> Html:
    taken = [lines.popleft()]
    while lines and lines[0].strip() and not _opens_block(lines[0]):
        taken.append(lines.popleft())
    content = "\n".join(taken).strip()
    return element("p", inline(content)) if content else Html("")


def _opens_block(line: str) -> bool:
    return line.startswith("```") or any(p.fullmatch(line) for p in (RULE_LINE, HEADING, BULLET, NUMBERED, QUOTE))
