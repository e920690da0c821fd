"""A browser without JavaScript that sends leave requests."""

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import httpx

from school import clock

ADDRESS = "/phieu/leave-request/"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def answers(**changes: str) -> dict[str, str]:
    """What a parent types: one lesson in three days."""
    day = clock.today() + timedelta(days=3)
    given = {
        "submitter_role": "parent",
        "student_name": "Nguyễn Bảo An",
        "branch": "quan-7",
        "contact_name": "Phạm Thị Hường",
        "contact_relationship": "mother",
        "contact_phone": "0912 345 678",
        "course_text": "Piano kèm 1-1, cô Hà",
        "leave_kind": "single",
        "lesson_date_day": f"{day:%d}",
        "lesson_date_month": f"{day:%m}",
        "lesson_date_year": f"{day:%Y}",
        "lesson_time": "17:30",
        "reason": "family",
        "makeup_wanted": "no",
        "policy_ack": "on",
        "consent_privacy": "on",
    }
    return given | changes


class Sender:
    """Opens the form once, and sends it as often as wanted under keys of the caller's choice."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._hidden: dict[str, Any] = {}

    def send(self, key: uuid.UUID, **changes: str) -> httpx.Response:
        """Posts the checked slip; 303 leads to the confirmation."""
        if not self._hidden:
            page = self._client.get(ADDRESS).raise_for_status().text
            self._hidden = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
        return self._client.post(ADDRESS, data=self._hidden | answers(**changes) | {"idempotency_key": str(key)})
