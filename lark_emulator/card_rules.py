"""What Lark refuses in a card JSON 2.0, read off card_schema; lark.md section 7, rule 7."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lark_emulator import card_schema as schema
from lark_emulator.codes import LarkError, card_over_limit, card_refused

MOST_ELEMENTS = 200
MOST_TABLES = 5
MOST_BUTTON_CHARACTERS = 100
# Lark nests five components; one component is two to three levels of JSON, so this is well beyond every good card.
DEEPEST = 40
ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")


@dataclass(frozen=True)
class Node:
    """One JSON object of the card: `owner` is the kind of the object around it, `name` the property it stands in."""

    owner: str
    name: str
    path: str
    data: dict[str, Any]

    @property
    def tag(self) -> str | None:
        return str(self.data["tag"]) if "tag" in self.data else None

    @property
    def kind(self) -> str:
        return self.tag or self.name


def check_depth(card: dict[str, Any]) -> None:
    """For both versions: drawing a card is recursive, so nothing deeper than Lark's own nesting gets that far."""
    level: list[Any] = [card]
    for _ in range(DEEPEST):
        level = [child for value in level for child in _children(value)]
        if not level:
            return
    raise card_over_limit("card element nesting over limit")


def _children(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def check(card: dict[str, Any]) -> None:
    """Raises LarkError with Lark's sub-code for the first fault, in the order of the card."""
    nodes = list(_walk(Node("", "card", "ROOT", card)))
    for node in nodes:
        _check_node(node)
    _check_counts(nodes)
    _check_ids(nodes)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if node.tag in schema.UNCHECKED:
        return
    for name, value in node.data.items():
        if name in schema.FREE:
            continue
        if name in schema.LISTS and not isinstance(value, list):
            raise _malformed(f"{node.path} -> {name}", "must be a list")
        yield from _walk_members(node, name, value)


def _walk_members(node: Node, name: str, value: object) -> Iterator[Node]:
    for index, child in enumerate(value if isinstance(value, list) else [value]):
        path = f"{node.path} -> {name}" + (f" -> [{index}]" if isinstance(value, list) else "")
        if isinstance(child, dict):
            yield from _walk(Node(node.kind, name, path, child))
        elif name in schema.OBJECT_PROPERTIES:
            raise _malformed(path, "must be an object")


def _check_node(node: Node) -> None:
    if node.tag in schema.REMOVED:
        raise card_refused(
            200861, f"cards of schema V2 no longer support this capability; ErrorValue: unsupported tag {node.tag}"
        )
    if node.tag in schema.UNCHECKED:
        return
    for unknown in sorted(node.data.keys() - _allowed(node)):
        raise _malformed(node.path, f"unknown property, property: {unknown}")
    if not isinstance(node.data.get("content", ""), str):
        raise _malformed(node.path, "content must be a string")
    if node.tag == "table" and node.owner != "body":
        raise _malformed(node.path, "table must stand directly in the body")
    _check_button(node)


def _allowed(node: Node) -> frozenset[str]:
    if node.tag is None:
        properties = schema.OBJECTS.get(f"{node.owner}.{node.name}", schema.OBJECTS.get(node.name))
        fault = "tag is required"
    else:
        properties = schema.COMPONENTS.get(node.tag, schema.PARTS.get(node.tag) if node.name != "elements" else None)
        fault = f"type of element is not supported tag: {node.tag}"
    if properties is None:
        raise _malformed(node.path, fault)
    return properties


def _check_button(node: Node) -> None:
    text = node.data.get("text")
    if node.tag == "button" and isinstance(text, dict) and len(str(text.get("content", ""))) > MOST_BUTTON_CHARACTERS:
        raise _malformed(node.path, f"button text is longer than {MOST_BUTTON_CHARACTERS} characters")


def _check_counts(nodes: list[Node]) -> None:
    # Everything with a tag counts, texts inside a component included.
    tags = Counter(node.tag for node in nodes if node.tag)
    if tags.total() > MOST_ELEMENTS:
        raise card_over_limit("card element number over limit")
    if tags["table"] > MOST_TABLES:
        raise card_over_limit("card table number over limit")


def _check_ids(nodes: list[Node]) -> None:
    seen: set[str] = set()
    for node in nodes:
        element_id = node.data.get("element_id")
        if element_id is None:
            continue
        if not isinstance(element_id, str) or not ELEMENT_ID.fullmatch(element_id):
            raise _malformed(node.path, f"invalid element_id: {element_id}")
        if element_id in seen:
            raise _malformed(node.path, f"duplicate element_id: {element_id}")
        seen.add(element_id)


def _malformed(path: str, reason: str) -> LarkError:
    return card_refused(200621, f"parse card json err, {reason}; ErrPath: {path}")
