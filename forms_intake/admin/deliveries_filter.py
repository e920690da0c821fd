"""The filters of the deliveries page: one form, so that a forged or mistyped address gets a sentence."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import DeliveryState, DestinationKind, FormType, Outcome, Purpose
from forms_intake.models import Delivery, Destination

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
_NO_DATE = _("Write the day as dd/mm/yyyy, for example 21/08/2026")
_DAYS = [MinValueValidator(date(2000, 1, 1), _NO_DATE), MaxValueValidator(date(2199, 12, 31), _NO_DATE)]
_FROM_LIST = {"invalid_choice": _("Choose one from the list")}


def _choice(label: "StrOrPromise", choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    with_all = [("", _("All")), *choices]
    return forms.ChoiceField(label=label, required=False, choices=with_all, error_messages=_FROM_LIST)


def _day(label: "StrOrPromise") -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"})
    errors = {"invalid": _NO_DATE}
    return forms.DateField(
        label=label, required=False, input_formats=_DATES, widget=widget, validators=_DAYS, error_messages=errors
    )


class FilterForm(forms.Form):
    """What is narrowed by; the names are those of Criteria."""

    state = _choice(_("State"), DeliveryState.choices)
    destination = forms.ModelChoiceField(
        label=_("Destination"),
        required=False,
        queryset=Destination.objects.none(),
        empty_label=_("All"),
        error_messages=_FROM_LIST,
    )
    kind = _choice(_("Way"), DestinationKind.choices)
    form_type = _choice(_("Slip"), FormType.choices)
    purpose = _choice(_("Purpose"), Purpose.choices)
    outcome = _choice(_("Last answer"), Outcome.choices)
    since = _day(_("From day"))
    until = _day(_("To day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        destination = self.fields["destination"]
        assert isinstance(destination, forms.ModelChoiceField)  # noqa: S101 - declared above
        destination.queryset = Destination.objects.without_access()

    def clean(self) -> dict[str, Any]:
        """Time runs forward."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("“To day” must not be before “From day”"))
        return given

    def criteria(self) -> Criteria:
        """What a valid form asks for."""
        given = dict(self.cleaned_data)
        destination = given.pop("destination")
        return Criteria(**given, destination=destination.pk if destination else None)


class CriteriaFilter(admin.ListFilter):
    """Hands the whole form to the admin's list as one filter."""

    title = _("filters")
    # Read by school.site_admin; the others are let through by the page itself.
    parameter_name = "state"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        given = {name: params.pop(name)[-1] for name in FilterForm.base_fields if name in params}
        self.form = FilterForm(given)
        self.used_parameters = {name: value for name, value in given.items() if value}

    def has_output(self) -> bool:
        """Always: without it, the list would not be narrowed either."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """Its part of the address."""
        return list(FilterForm.base_fields)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """None of the theme's: the page shows the form."""
        return iter(())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """What fits; nothing while the form has a mistake, which stands above the list."""
        return self.form.criteria().narrow(queryset) if self.form.is_valid() else queryset.none()


def in_words(criteria: Criteria, destination: str) -> list[tuple[str, str]]:
    """Label and value of everything that is narrowed by, in the order of the form."""
    lists = {"kind": DestinationKind, "form_type": FormType, "purpose": Purpose, "outcome": Outcome}
    told: list[tuple[str, str]] = []
    for name, field in FilterForm.base_fields.items():
        value = getattr(criteria, name)
        if not value or name == "state":
            continue
        if name in lists:
            value = lists[name](value).label
        elif name == "destination":
            value = destination or "—"
        else:
            value = date_format(value, "d/m/Y")
        told.append((str(field.label), str(value)))
    return told
