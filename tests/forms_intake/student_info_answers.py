"""What a parent answers on the pages of the student-info slip."""

from datetime import date
from typing import Any

from tests.forms_intake.slip_pages import block_a, boxes

BORN = date(2017, 3, 27)


def slot(number: int, weekday: str, start: str, end: str) -> dict[str, str]:
    """The three lists of one time."""
    name = f"preferred_slots_{number}"
    return {f"{name}_weekday": weekday, f"{name}_start": start, f"{name}_end": end}


def registration(course: str, **changes: Any) -> dict[str, Any]:
    """A complete new registration of a child; None takes an answer away."""
    given: dict[str, Any] = block_a() | {
        "purpose": "new",
        **boxes("date_of_birth", BORN),
        "emergency_name": "Nguyễn Văn Bình",
        "emergency_phone": "0987 654 321",
        "course_interest": course,
        "lesson_mode": "one_one",
        "level": "none",
        **slot(1, "sat", "09:00", "11:00"),
        "contact_channel": "zalo",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def update(**changes: Any) -> dict[str, Any]:
    """An update in which nothing has changed yet; None takes an answer away."""
    given: dict[str, Any] = block_a() | {"purpose": "update"}
    return {name: value for name, value in (given | changes).items() if value is not None}
