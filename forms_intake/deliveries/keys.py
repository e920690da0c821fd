"""What a destination shares with others: the names of Lark's limits that its calls use up (ADR 0015)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from forms_intake.enums import DestinationKind


def of(kind: str, config: Mapping[str, Any], app_id: str) -> list[str]:
    """The keys in the order in which they are locked; two robots, chats or Bases that are the same have the same.

    A chat's five calls a second are shared by all apps that write there (lark.md section 2.2).
    """
    match kind:
        case DestinationKind.WEBHOOK:
            return [f"hook:{_digest(config.get('url'))}"]
        case DestinationKind.MESSAGE:
            return [f"app:{app_id}", f"chat:{_digest(config.get('chat_id'))}"]
        case DestinationKind.BASE:
            return [f"app:{app_id}", f"base:{_digest(config.get('app_token'))}"]
        case _:
            return ["mail"]


def _digest(value: object) -> str:
    """Addresses are credentials: only enough of a digest to tell them apart."""
    return hashlib.sha256(str(value or "").encode()).hexdigest()[:16]
