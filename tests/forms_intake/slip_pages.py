"""How a sender fills in the leave request: answers, hidden inputs, and the way from page to page."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from school import clock

if TYPE_CHECKING:
    # The name of the test client's response exists for type checkers only.
    from django.test.client import _MonkeyPatchedWSGIResponse

    Response = _MonkeyPatchedWSGIResponse

FORM, CHECK, EDIT = "/phieu/leave-request/", "/phieu/leave-request/check/", "/phieu/leave-request/edit/"
CONSEQUENCE = "/phieu/leave-request/consequence/"
# A Friday, 11:32 at the school.
NOW = datetime(2026, 8, 21, 4, 32, tzinfo=UTC)


def freeze(monkeypatch: pytest.MonkeyPatch, moment: datetime = NOW) -> None:
    """Stops the product's clock."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def boxes(name: str, day: date) -> dict[str, str]:
    """The three inputs of a date."""
    return {f"{name}_day": f"{day.day:02}", f"{name}_month": f"{day.month:02}", f"{name}_year": str(day.year)}


def answers(**changes: Any) -> dict[str, str]:
    """A complete leave request of a parent, one lesson in three days; None takes an answer away."""
    given: dict[str, Any] = {
        "submitter_role": "parent",
        "student_name": "Nguyễn Bảo An",
        "branch": "unknown",
        "contact_name": "Phạm Thị Hường",
        "contact_relationship": "mother",
        "contact_phone": "0912 345 678",
        "contact_has_zalo": "on",
        "course_text": "Piano kèm 1-1",
        "leave_kind": "single",
        **boxes("lesson_date", clock.today() + timedelta(days=3)),
        "lesson_time": "17:30",
        "reason": "school",
        "makeup_wanted": "credit",
        "policy_ack": "on",
        "consent_privacy": "on",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def hidden(response: "Response") -> dict[str, str]:
    """The hidden inputs of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def fill_in(client: Client, **changes: Any) -> dict[str, str]:
    """What a browser posts after the form was opened and filled in."""
    return hidden(client.get(FORM)) | answers(**changes)


def send(client: Client, **changes: Any) -> "Response":
    """Fills in, checks and sends; the answer is the way to the confirmation."""
    checked = client.post(CHECK, fill_in(client, **changes))
    assert checked.status_code == 200, errors(checked)
    return client.post(FORM, hidden(checked))


def errors(response: "Response") -> dict[str, str]:
    """The lines of the error summary by the control that each leads to."""
    summary = response.content.decode().partition('class="error-summary"')[2].partition("</ul>")[0]
    return {target: html.unescape(line) for target, line in re.findall(r'<a href="#([^"]+)">([^<]*)</a>', summary)}


def told(response: "Response") -> list[str]:
    """The titles of the consequences on a page."""
    return [html.unescape(title) for title in re.findall(r'callout__title">([^<]*)<', response.content.decode())]


def address(form_type: str, step: str = "") -> str:
    """The page of any slip: its form, or one of its steps (check, edit, consequence)."""
    return f"/phieu/{form_type}/{step}/" if step else f"/phieu/{form_type}/"


def block_a(**changes: Any) -> dict[str, str]:
    """What all slips ask, as a parent answers it, with both confirmations; None takes an answer away."""
    given: dict[str, Any] = {
        "submitter_role": "parent",
        "student_name": "Nguyễn Bảo An",
        "branch": "unknown",
        "contact_name": "Phạm Thị Hường",
        "contact_relationship": "mother",
        "contact_phone": "0912 345 678",
        "contact_has_zalo": "on",
        "policy_ack": "on",
        "consent_privacy": "on",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def check_slip(client: Client, form_type: str, given: dict[str, Any]) -> "Response":
    """Opens the form of any slip and posts these answers to the check page."""
    return client.post(address(form_type, "check"), hidden(client.get(address(form_type))) | given)


def send_slip(client: Client, form_type: str, given: dict[str, Any]) -> "Response":
    """Fills in any slip, checks and sends it; the answer is the way to the confirmation."""
    checked = check_slip(client, form_type, given)
    assert checked.status_code == 200, errors(checked)
    return client.post(address(form_type), hidden_lists(checked))


def hidden_lists(response: "Response") -> dict[str, list[str]]:
    """The hidden inputs of a page; several of one name are several ticks."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    inputs: dict[str, list[str]] = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            inputs.setdefault(name, []).append(html.unescape(value))
    return inputs
