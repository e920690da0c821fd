"""Looking whether a message that may have arrived stands in its chat already (GET im/v1/messages)."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from forms_intake.enums import Outcome
from forms_intake.lark import tokens
from forms_intake.lark.answers import Answer
from school import clock

_PATH = "/open-apis/im/v1/messages"
# For so long Lark knows a uuid (lark.md section 2.2), and some minutes for clocks that differ.
_LOOKED_BACK_S = 3600 + 600
_PAGE, _MOST_PAGES = 20, 10


def find(app: Mapping[str, Any], chat_id: str, reference: str) -> Answer:
    """The newest message of our own in the chat that names the slip: its id is the answer's `remote_id`, else empty.

    Gives up after the time of three calls, or when the app may not read (it needs the scope im:message.group_msg).
    """
    query: dict[str, str | int] = {
        "container_id_type": "chat",
        "container_id": chat_id,
        "start_time": int(clock.now().timestamp()) - _LOOKED_BACK_S,
        "sort_type": "ByCreateTimeDesc",
        "page_size": _PAGE,
    }
    counted, until = 0, time.monotonic() + 2 * settings.LARK_TIMEOUT_S
    for _page in range(_MOST_PAGES):
        answer = tokens.call(app, "GET", _PATH, query=query)
        counted += answer.counted
        if answer.outcome is not Outcome.OK or time.monotonic() > until:
            break
        if message_id := _of_slip(answer.data.get("items"), str(app.get("app_id", "")), reference):
            return replace(answer, remote_id=message_id, counted=counted)
        page_token = answer.data.get("page_token")
        if answer.data.get("has_more") is not True or not isinstance(page_token, str) or not page_token:
            break
        query["page_token"] = page_token
    return replace(answer, counted=counted)


def is_open(app: Mapping[str, Any], chat_id: str) -> Answer:
    """One call for one message: whether the app may read what stands in the chat."""
    query: dict[str, str | int] = {"container_id_type": "chat", "container_id": chat_id, "page_size": 1}
    return tokens.call(app, "GET", _PATH, query=query)


def _of_slip(rows: object, app_id: str, reference: str) -> str:
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and _is_ours(row, app_id) and reference in str(row.get("body")):
            return str(row.get("message_id") or "")
    return ""


def _is_ours(row: dict[str, Any], app_id: str) -> bool:
    """Sent by this app and still to be seen; somebody may have quoted the reference."""
    sender = row.get("sender")
    return isinstance(sender, dict) and sender.get("id") == app_id and row.get("deleted") is not True
