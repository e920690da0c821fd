"""Time slots: weekday, from, to."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms_intake.slips import slots
from forms_intake.slips.widgets import SlotParts


def test_slots_are_kept_in_order_and_once() -> None:
    saturday, sunday = SlotParts("sat", "09:00", "11:00"), SlotParts("sun", "08:15", "08:30")
    found = slots.SlotsField(label="Times").clean([saturday, SlotParts(), sunday])

    assert [slot["weekday"] for slot in found] == ["sat", "sun"]
    assert slots.SlotsField(label="Times").clean([saturday, saturday]) == found[:1]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (SlotParts("sat"), "incomplete"),
        (SlotParts("", "09:00", "11:00"), "incomplete"),
        (SlotParts("sat", "09:07", "11:00"), "incomplete"),
        (SlotParts("sat", "25:00", "26:00"), "incomplete"),
        (SlotParts("sat", "11:00", "11:00"), "order"),
        (SlotParts("sat", "11:00", "09:00"), "order"),
    ],
)
def test_a_slot_is_complete_and_ends_after_its_start(parts: SlotParts, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        slots.SlotsField(label="Times").clean([parts])
    assert refused.value.code == code


def test_a_slot_reads_as_a_day_and_two_times() -> None:
    with translation.override("en"):
        assert slots.words({"weekday": "sat", "from": "09:00", "to": "11:00"}) == "Saturday, 09:00–11:00"
