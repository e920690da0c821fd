"""What the person in Lark gets to see: a line that fades, and the card as it is now (lark.md section 2.5)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Done:
    """The outcome, in a word for the table of events, and the body of the answer."""

    outcome: str
    body: dict[str, Any] = field(default_factory=dict)


def toast(kind: str, sentence: str) -> dict[str, Any]:
    """`kind`: info, success, warning or error."""
    return {"toast": {"type": kind, "content": sentence}}


def with_card(body: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    """The card takes the place of the one that was pressed."""
    return {**body, "card": {"type": "raw", "data": card}}
