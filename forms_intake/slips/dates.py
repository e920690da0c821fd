"""Dates typed into boxes, and several of them (slips.md section 2, future_date)."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake.slips import wording
from forms_intake.slips.widgets import DateBoxes, DateParts, ManyDateBoxes
from school import clock, text

_WHOLE = re.compile(r"([0-9]{1,2})[./\- ]+([0-9]{1,2})[./\- ]+([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def read(parts: DateParts, label: object) -> date | None:
    """The date of three boxes, None when all are empty. Raises ValidationError that says what to type."""
    if not any(parts):
        return None
    typed = _spread(DateParts(*(text.digits(text.clean(part)) for part in parts)))
    if not any(typed):
        return None
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in typed):
        raise ValidationError(_explained(label), code="incomplete")
    day, month, year = (int(part) for part in typed)
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day)
    except ValueError as impossible:
        raise ValidationError(_corrected(day, month, year, label), code="impossible") from impossible


def _spread(typed: DateParts) -> DateParts:
    """A whole date pasted into the first box, taken apart."""
    if typed.month or typed.year:
        return typed
    if found := _WHOLE.fullmatch(typed.day):
        return DateParts(*found.groups())
    if found := _ISO.fullmatch(typed.day):
        return DateParts(*reversed(found.groups()))
    return typed


def example_day() -> str:
    """Today as it is typed into the boxes."""
    return f"{clock.today():%d %m %Y}"


def _explained(label: object) -> str:
    return _("Enter %(label)s as day, month and year, for example %(example)s") % {
        "label": wording.noun(label),
        "example": example_day(),
    }


def _corrected(day: int, month: int, year: int, label: object) -> str:
    if 1 <= month <= 12 and 29 <= day <= 31 and year >= 1:
        most = calendar.monthrange(year, month)[1]
        return _("Month %(month)s has %(days)s days, enter %(label)s again") % {
            "month": f"{month:02}/{year}",
            "days": most,
            "label": wording.noun(label),
        }
    return _explained(label)


def refuse_past(value: date, label: object) -> None:
    """Raises ValidationError for a day before today at the school."""
    if value < clock.today():
        raise ValidationError(_("%(label)s must be today or later") % {"label": label}, code="past")


def refuse_far(value: date, label: object, days: int) -> None:
    """Raises ValidationError for a day more than `days` ahead."""
    last = clock.today() + timedelta(days=days)
    if value > last:
        message = _("%(label)s must be no later than %(last)s") % {"label": label, "last": date_format(last)}
        raise ValidationError(message, code="far")


class DateField(forms.Field):
    """A day from today on, at most `days` ahead; `quick` offers today and tomorrow."""

    def __init__(self, *, days: int = 180, quick: bool = False, **options: Any) -> None:
        self.missing, self.named = options.pop("missing", None), options.pop("named", None)
        super().__init__(widget=DateBoxes(), **options)
        self.days, self.quick = days, quick

    def clean(self, value: DateParts) -> date | None:
        name = wording.named(self)
        day = read(value, name)
        if day is None:
            super().validate(None)
            return None
        refuse_past(day, name)
        refuse_far(day, name, self.days)
        return day


class NearDate(DateField):
    """A day at most `days` ago or ahead."""

    def clean(self, value: DateParts) -> date | None:
        day = read(value, self.label)
        if day is None:
            super(DateField, self).validate(None)
            return None
        first, last = (clock.today() + timedelta(days=days) for days in (-self.days, self.days))
        if not first <= day <= last:
            message = _("%(label)s must be between %(first)s and %(last)s")
            limits = {"label": self.label, "first": date_format(first), "last": date_format(last)}
            raise ValidationError(message % limits, code="far")
        return day


class BirthDate(forms.Field):
    """A day in the past that makes an age of `youngest` to `oldest` years."""

    def __init__(self, *, youngest: int = 2, oldest: int = 99, **options: Any) -> None:
        super().__init__(widget=DateBoxes(), **options)
        self.youngest, self.oldest = youngest, oldest

    def clean(self, value: DateParts) -> date | None:
        day = read(value, self.label)
        if day is None:
            super().validate(None)
            return None
        if day >= clock.today():
            raise ValidationError(_("%(label)s must be in the past") % {"label": self.label}, code="future")
        if not self.youngest <= age(day, clock.today()) <= self.oldest:
            message = _("%(label)s: the age must be between %(youngest)s and %(oldest)s years")
            limits = {"label": self.label, "youngest": self.youngest, "oldest": self.oldest}
            raise ValidationError(message % limits, code="age")
        return day


def age(born: date, today: date) -> int:
    """Full years; whoever was born on 29 February is a year older on 1 March of common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31/01 and one month is 28/02 or 29/02."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class DatesField(forms.Field):
    """Two to eight different days from today on, sorted; an empty list when nothing was typed."""

    def __init__(self, *, days: int = 180, **options: Any) -> None:
        super().__init__(widget=ManyDateBoxes(), **options)
        self.days = days

    def clean(self, value: Sequence[DateParts]) -> list[date]:
        days = []
        for number, parts in enumerate(value, 1):
            label = _("Day %(n)s") % {"n": number}
            if day := read(parts, label):
                refuse_past(day, label)
                refuse_far(day, label, self.days)
                days.append(day)
        if len(set(days)) < len(days):
            raise ValidationError(_("The same day stands here twice, keep it once"), code="twice")
        if len(days) == 1:
            raise ValidationError(_("Enter at least two days, or choose one lesson above"), code="single")
        return sorted(days)
