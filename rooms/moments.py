"""A day and a time as hosts choose them: two native boxes, which every phone knows how to fill."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from school import text

# As browsers send them, and as people write where the browser has no box of its own.
_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
_TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%HH%M"]
_YEARS = range(2000, 2200)
_CHOOSE_DAY = _("Choose the day, for example 21/08/2026")
_CHOOSE_TIME = _("Choose the time, for example 17:30")
_CLOCKS_CHANGE = _("The clocks change then. Choose another time")


class MomentBoxes(forms.SplitDateTimeWidget):
    """A box for the day and one for the time (rooms/_moment.html draws them)."""

    def __init__(self) -> None:
        day, time = {"type": "date", "max": f"{_YEARS[-1]}-12-31"}, {"type": "time"}
        super().__init__(date_format=_DAYS[0], time_format=_TIMES[0], date_attrs=day, time_attrs=time)


class BoundMoment(forms.BoundField):
    """The boxes of a moment on a page: which of them is to be corrected."""

    @property
    def is_day_wrong(self) -> bool:
        """Also where the moment as a whole cannot be."""
        return any(error not in (_CHOOSE_TIME, _CLOCKS_CHANGE) for error in self.errors)

    @property
    def is_time_wrong(self) -> bool:
        """Also where the moment as a whole cannot be."""
        return any(error != _CHOOSE_DAY for error in self.errors)

    @property
    def id_for_label(self) -> str:
        """What the summary of errors leads to: the first box that is wrong."""
        part = int(self.is_time_wrong and not self.is_day_wrong)
        return f"{self.auto_id}_{part}" if self.auto_id else ""


class Moment(forms.SplitDateTimeField):
    """A day and a time on the reader's own clock; none when nothing is typed."""

    widget = MomentBoxes
    bound_field_class = BoundMoment

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_date": _CHOOSE_DAY, "invalid_time": _CHOOSE_TIME}
        formats: dict[str, Any] = {"input_date_formats": _DAYS, "input_time_formats": _TIMES}
        super().__init__(required=False, error_messages=messages, **formats, **options)

    def clean(self, value: Sequence[str | None]) -> datetime | None:
        """The moment, aware. Raises ValidationError, also for an hour that a change of clocks leaves out."""
        moment: datetime | None = super().clean([text.clean(text.digits(part or "")) for part in value])
        return moment

    def compress(self, data_list: Any) -> datetime | None:
        """Both together; of one alone nobody knows what was meant."""
        try:
            moment: datetime | None = super().compress(data_list)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            raise ValidationError(_CLOCKS_CHANGE, code=refusal.code) from refusal
        if moment and moment.year not in _YEARS:
            raise ValidationError(_CHOOSE_DAY, code="invalid_date")
        return moment
