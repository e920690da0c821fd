"""A hold slip as a parent fills it in, and as it is stored."""

import uuid
from datetime import date, timedelta
from typing import Any

from accounts.enums import Role
from accounts.models import User
from forms_intake import submissions, work
from forms_intake.enums import FormType, Source
from forms_intake.models import Submission
from forms_intake.rules.hold import end_of
from school import clock
from tests import factories
from tests.forms_intake import slip_pages

HOLD = "hold"
PHONE = "+84912345678"


def answers(**changes: Any) -> dict[str, Any]:
    """Complete: two months from in ten days on, no return date typed; None takes an answer away."""
    given: dict[str, Any] = {
        **slip_pages.block_a(),
        "course_text": "Piano kèm 1-1",
        **slip_pages.boxes("hold_start", clock.today() + timedelta(days=10)),
        "hold_months": "2",
        "reason": "exam",
        "slot_wish": "same",
        "remind_channel": ["zalo"],
        "slot_ack": "on",
        "expiry_ack": "on",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def payload(start: date, months: int = 1, **changes: Any) -> dict[str, Any]:
    """As the form hands it over."""
    ends = end_of(start, months)
    given: dict[str, Any] = {
        **{key: factories.PAYLOAD[key] for key in ("submitter_role", "student_name", "branch", "branch_name")},
        **{key: factories.PAYLOAD[key] for key in ("contact_name", "contact_relationship", "contact_phone")},
        "course_text": "Piano kèm 1-1",
        "hold_start": start.isoformat(),
        "hold_months": str(months),
        "hold_end": ends.isoformat(),
        "return_date": (ends + timedelta(days=1)).isoformat(),
        "reason": "exam",
        "slot_wish": "same",
        "remind_channel": ["zalo", "email"],
        "facts": {
            "hold_end": ends.isoformat(),
            "days_ahead": 10,
            "earlier_holds": 0,
            "leaves_inside": 0,
            "has_proof": False,
        },
    }
    return given | changes


def sent(start: date, months: int = 1, *, answers: dict[str, Any] | None = None, **fields: Any) -> Submission:
    """A stored hold slip."""
    given: dict[str, Any] = {
        "form_type": FormType.HOLD,
        "payload": payload(start, months, **(answers or {})),
        "key_date": start,
        "contact_email": "huong@example.com",
        "idempotency_key": uuid.uuid4(),
    }
    return submissions.submit(factories.draft(**given | fields), by=None, source=Source.WEB)


def clerk() -> User:
    """Somebody of the office."""
    return factories.user(Role.STAFF)


def approved(start: date, months: int = 1, *, by: User | None = None, **fields: Any) -> Submission:
    """A hold slip that the office agreed to."""
    return work.approve(sent(start, months, **fields), by=by or clerk())


def ending(days: int, **fields: Any) -> Submission:
    """An approved hold that began three weeks ago, and whose student is expected in so many days."""
    back = clock.today() + timedelta(days=days)
    dates = {"hold_end": (back - timedelta(days=1)).isoformat(), "return_date": back.isoformat()}
    return approved(clock.today() - timedelta(days=21), answers=dates | fields.pop("answers", {}), **fields)


def leave(day: date, *, phone: str = PHONE) -> Submission:
    """A leave on one day, of the student whom this number calls."""
    answers = factories.PAYLOAD | {"leave_kind": "single", "lesson_date": day.isoformat()}
    return factories.submission(payload=answers, key_date=day, contact_phone=phone)
