"""How a parent fills in the change slip."""

from datetime import timedelta
from typing import Any

from django.http import QueryDict

from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.slips import change_prices
from forms_intake.slips.change import ChangeForm
from school import clock
from tests.forms_intake.slip_pages import block_a, boxes

POLICY = PolicyValues(form_type=FormType.CHANGE, version=1)


def slot(name: str, weekday: str, start: str = "17:30", end: str = "18:15", number: int = 1) -> dict[str, str]:
    """The three lists of one slot."""
    return {f"{name}_{number}_weekday": weekday, f"{name}_{number}_start": start, f"{name}_{number}_end": end}


def schedule(**changes: Any) -> dict[str, Any]:
    """Fixed times from Tuesday to Thursday; None takes an answer away."""
    return _given(
        {"change_kinds": ["schedule"], "schedule_scope": "fixed"}
        | slot("current_slot", "tue")
        | slot("new_slots", "thu"),
        changes,
    )


def once(**changes: Any) -> dict[str, Any]:
    """One lesson in three days to Thursday."""
    day = clock.today() + timedelta(days=3)
    answers = {"change_kinds": ["schedule"], "schedule_scope": "once", "once_time": "17:30"}
    return _given(answers | boxes("once_date", day) | slot("new_slots", "thu"), changes)


def teacher(**changes: Any) -> dict[str, Any]:
    """Another teacher, whom the school suggests."""
    answers = {"change_kinds": ["teacher"], "current_teacher": "unknown", "teacher_reason": "style"}
    return _given(answers, changes)


def course(**changes: Any) -> dict[str, Any]:
    """Another course, which the school suggests."""
    answers = {"current_course": "unknown", "wanted_course": "unknown", "course_reason": "level"}
    return _given(answers | {"change_kinds": ["course"], "difference_ack": "on"}, changes)


def _given(answers: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    start = boxes("effective_date", clock.today() + timedelta(days=14))
    all_given = block_a() | {"course_text": "Piano kèm 1-1"} | start | answers | changes
    return {name: value for name, value in all_given.items() if value is not None}


def form(given: dict[str, Any]) -> ChangeForm:
    """The form as it is after these answers were posted from a page with the prices of now."""
    posted = QueryDict(mutable=True)
    seen = {change_prices.SEEN: change_prices.fingerprint(change_prices.current())}
    for name, value in (seen | given).items():
        posted.setlist(name, value if isinstance(value, list) else [value])
    return ChangeForm(posted, policy=POLICY)
