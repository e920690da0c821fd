"""The groups that an app's bot is in, for whoever chooses where slips go (GET im/v1/chats)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_intake.enums import Outcome
from forms_intake.lark import tokens
from forms_intake.lark.answers import Answer

_PATH = "/open-apis/im/v1/chats"
_PAGE, _MOST_PAGES = 100, 20


@dataclass(frozen=True)
class Chat:
    """`is_external`: people from outside the company are in it, which an app's bot may not write to."""

    chat_id: str
    name: str
    is_external: bool = False


def listed(app: Mapping[str, Any]) -> tuple[list[Chat], Answer]:
    """All groups in Lark's order, and the last answer: unless that is OK, some or all are missing."""
    found: list[Chat] = []
    query: dict[str, str | int] = {"page_size": _PAGE}
    counted = 0
    for _page in range(_MOST_PAGES):
        answer = tokens.call(app, "GET", _PATH, query=query)
        counted += answer.counted
        if answer.outcome is not Outcome.OK:
            break
        found += _chats(answer.data.get("items"))
        page_token = answer.data.get("page_token")
        if answer.data.get("has_more") is not True or not isinstance(page_token, str) or not page_token:
            break
        query["page_token"] = page_token
    return found, replace(answer, counted=counted)


def _chats(rows: object) -> list[Chat]:
    """What can be chosen of Lark's rows; one without an id cannot."""
    known = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [
        Chat(row["chat_id"], str(row.get("name") or row["chat_id"]), row.get("external") is True)
        for row in known
        if isinstance(row.get("chat_id"), str) and row["chat_id"]
    ]
