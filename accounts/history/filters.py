"""The filters of the timeline: a form, so that a forged or mistyped address gets a sentence and never an error page."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.history.kinds import Kind
from accounts.history.sources import Wanted, tables, typed
from accounts.models import OFFICE, User

_LARGEST_ID = 2**63 - 1
_DATES = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
_NO_ROW = _("Open the history from the page of this entry")
_NO_DATE = _("Write the day as dd/mm/yyyy, for example 21/08/2026")
_MOST_PEOPLE = 200


def _table_choices() -> list[tuple[str, Any]]:
    found = [(model._meta.label, capfirst(str(model._meta.verbose_name))) for model in tables()]
    return [("", str(_("All tables"))), *sorted(found, key=lambda pair: str(pair[1]))]


def _kind_choices() -> list[tuple[str, Any]]:
    return [("", _("All kinds")), *Kind.choices]


class FilterForm(forms.Form):
    """Who, which table, which row, what kind, from when until when."""

    person = forms.IntegerField(
        label=_("Person"),
        required=False,
        min_value=1,
        max_value=_LARGEST_ID,
        widget=forms.Select,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Choose a person from the list")),
    )
    table = forms.ChoiceField(
        label=_("Table"),
        required=False,
        choices=_table_choices,
        error_messages={"invalid_choice": _("Choose a table from the list")},
    )
    row = forms.CharField(
        label=_("Entry"),
        required=False,
        max_length=40,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("max_length", "null_characters_not_allowed"), _NO_ROW),
    )
    kind = forms.ChoiceField(
        label=_("Kind of change"),
        required=False,
        choices=_kind_choices,
        error_messages={"invalid_choice": _("Choose a kind from the list")},
    )
    since = forms.DateField(
        label=_("From day"), required=False, input_formats=_DATES, error_messages={"invalid": _NO_DATE}
    )
    until = forms.DateField(
        label=_("To day"), required=False, input_formats=_DATES, error_messages={"invalid": _NO_DATE}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].widget.attrs |= {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "maxlength": "10"}
        self.fields["person"].widget.choices = self._people()

    def clean(self) -> dict[str, Any]:
        """A row belongs to a table, and time runs forward."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("row"):
            self._check_row(table(given.get("table") or ""), given["row"])
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("“To day” must not be before “From day”"))
        return given

    def _check_row(self, model: "type[Model] | None", row: str) -> None:
        if model is None:
            self.add_error("table", _("Choose the table of this entry"))
            return
        try:
            typed(model, row)
        except ValidationError:
            self.add_error("row", _NO_ROW)

    def wanted(self) -> Wanted:
        """What a valid form asks for; both days are meant whole."""
        given = self.cleaned_data
        kind, until = given["kind"], given["until"]
        return Wanted(
            person=given["person"],
            table=table(given["table"]),
            row=given["row"],
            kind=Kind(kind) if kind else None,
            since=midnight(given["since"]) if given["since"] else None,
            # The last day that exists has no day after it.
            until=midnight(until + timedelta(days=1)) if until and until < date.max else None,
        )

    def _people(self) -> list[tuple[str, str]]:
        """The office, and whoever was asked for: others act in history too, and are reached from their entries."""
        people = User.objects.filter(role__in=OFFICE).order_by("name", "pk").only("name", "email")[:_MOST_PEOPLE]
        found = {str(person.pk): str(person) for person in people}
        asked = str(self.data.get("person") or "")
        if asked.isascii() and asked.isdecimal() and asked not in found and int(asked) <= _LARGEST_ID:
            found |= {str(one.pk): str(one) for one in User.objects.filter(pk=int(asked)).only("name", "email")}
        return [("", str(_("Everybody"))), *found.items()]


def table(label: str) -> type[Model] | None:
    """The table of this name, if it has a history."""
    return next((model for model in tables() if model._meta.label == label), None)


def midnight(day: date) -> datetime:
    """The beginning of a day at the school."""
    return timezone.make_aware(datetime.combine(day, time.min))
