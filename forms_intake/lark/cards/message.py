"""A message as Lark takes it: a card object, or one line of text; each transport wraps it in its own way."""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Message:
    """`content` is the card itself for `interactive`, and {"text": …} for `text`."""

    msg_type: Literal["interactive", "text"]
    content: dict[str, Any] = field(repr=False)


def text(line: str) -> Message:
    """One line. Lark reads `<at …>` in it as a mention, so what people typed may not hold such signs."""
    return Message("text", {"text": line})
