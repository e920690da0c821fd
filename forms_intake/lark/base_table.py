"""The calls to one table of a Base (lark.md section 3), as one try makes them: counted, and within one time-out."""

import hashlib
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from forms_intake.enums import Outcome
from forms_intake.lark import tokens
from forms_intake.lark.answers import Answer
from forms_intake.lark.base_address import Place

RECORD_NOT_FOUND = 1254043
# A table of Lark has at most 300 columns.
_PAGE, _MOST_PAGES = 100, 3


class Table:
    """One table, for one try. `counted`: what its calls have cost of the monthly quota."""

    def __init__(self, app: Mapping[str, Any], place: Place) -> None:
        self.counted = 0
        self._app = app
        self._path = f"/open-apis/bitable/v1/apps/{place['app_token']}/tables/{place['table_id']}"
        self._until = time.monotonic() + settings.LARK_TIMEOUT_S

    def create(self, fields: Mapping[str, Any], token: uuid.UUID) -> Answer:
        """A new record, once for each token as far as Lark keeps its word; `remote_id` is the record's id."""
        query = {"client_token": str(token), "user_id_type": "open_id", "ignore_consistency_check": "true"}
        return self._record("POST", "/records", {"fields": fields}, query)

    def update(self, record_id: str, fields: Mapping[str, Any]) -> Answer:
        """Writes these cells of a record; None empties one."""
        return replace(self._record("PUT", f"/records/{record_id}", {"fields": fields}), remote_id=record_id)

    def find(self, column: str, reference: str) -> Answer:
        """The record whose text in this column is the reference: `remote_id`, empty when there is none to be seen."""
        condition = {"field_name": column, "operator": "is", "value": [reference]}
        body = {"field_names": [column], "filter": {"conjunction": "and", "conditions": [condition]}}
        answer = self._read("POST", "/records/search", body, {"page_size": "20"})
        found = (item for item in _objects(answer.data.get("items")) if _text(item, column) == reference)
        return replace(answer, remote_id=next((str(item.get("record_id", "")) for item in found), ""))

    def fields(self) -> Answer:
        """Its columns: `columns`, as Lark tells them."""
        read: list[Mapping[str, Any]] = []
        query = {"page_size": str(_PAGE)}
        for _page in range(_MOST_PAGES):
            answer = self._read("GET", "/fields", None, query)
            read += _objects(answer.data.get("items"))
            if answer.outcome is not Outcome.OK or not answer.data.get("has_more"):
                break
            query["page_token"] = str(answer.data.get("page_token", ""))
        return replace(answer, columns=tuple(read))

    def _record(self, method: str, path: str, body: dict[str, Any], query: dict[str, str] | None = None) -> Answer:
        answer = self._call(method, path, body, query)
        record = answer.data.get("record")
        record_id = record.get("record_id", "") if isinstance(record, dict) else ""
        return replace(answer, remote_id=str(record_id)[:64])

    def _read(self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str]) -> Answer:
        """What only reads leaves nothing behind, whatever became of it."""
        return replace(self._call(method, path, body, query), is_ambiguous=False)

    def _call(self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None) -> Answer:
        # A try of several calls must end well before its lease.
        if time.monotonic() > self._until:
            return Answer(outcome=Outcome.BACKOFF, message="no time left for another call")
        answer = tokens.call(self._app, method, self._path + path, body=body, query=query)
        self.counted += answer.counted
        return answer


def derived(key: uuid.UUID, reason: str) -> uuid.UUID:
    """Another token for the same delivery, the same on every try; a version 4 by form, because Lark takes no other."""
    return uuid.UUID(bytes=hashlib.sha256(key.bytes + reason.encode()).digest()[:16], version=4)


def _objects(items: object) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, Iterable) else []


def _text(item: Mapping[str, Any], column: str) -> str:
    """A cell's text: a search answers it in pieces."""
    fields = item.get("fields")
    cell = fields.get(column) if isinstance(fields, Mapping) else None
    return cell if isinstance(cell, str) else "".join(str(piece.get("text", "")) for piece in _objects(cell))
