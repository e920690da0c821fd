"""Time slots that suit: weekday, from, to (slips.md section 2)."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_intake.slips.choices import TIMES, Weekday
from forms_intake.slips.widgets import MOST_SLOTS, SlotLists, SlotParts

_TIMES = {value for value, _label in TIMES}


# A slot as it is stored; `from` is no name for a class attribute.
Slot = TypedDict("Slot", {"weekday": str, "from": str, "to": str})


class SlotsField(forms.Field):
    """Up to three different slots in the order of preference; the page offers `most`."""

    def __init__(self, *, most: int = MOST_SLOTS, **options: Any) -> None:
        self.missing, self.most = options.pop("missing", None), most
        super().__init__(widget=SlotLists(), **options)

    def clean(self, value: Sequence[SlotParts]) -> list[Slot]:
        slots = [_read(number, parts) for number, parts in enumerate(value[: self.most], 1) if any(parts)]
        return [slot for place, slot in enumerate(slots) if slot not in slots[:place]]


def _read(number: int, parts: SlotParts) -> Slot:
    if parts.weekday not in Weekday.values or parts.start not in _TIMES or parts.end not in _TIMES:
        raise ValidationError(_("Slot %(n)s: choose the weekday, from and to") % {"n": number}, code="incomplete")
    if parts.end <= parts.start:
        raise ValidationError(_("Slot %(n)s: the end must be after the start") % {"n": number}, code="order")
    return {"weekday": parts.weekday, "from": parts.start, "to": parts.end}


def words(slot: Slot) -> str:
    """A slot for reading: Saturday, 09:00–11:00."""
    return f"{Weekday(slot['weekday']).label}, {slot['from']}–{slot['to']}"
