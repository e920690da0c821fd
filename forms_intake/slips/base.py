"""What all slips share as forms: conditions between answers, errors in the order of the page, JSON answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.functional import lazy
from django.utils.translation import gettext

from catalog.models import Branch
from forms_intake.files.kept import Kept
from forms_intake.slips import wording
from forms_intake.slips.dates import DateField, example_day
from school.phones import Phone

T = TypeVar("T")
# What a browser posts for a box that is ticked.
YES = "on"


# Said only where somebody reads them: words for every question of every form would take a tenth of a slip's time.
_missing: Callable[[forms.Field], Any] = lazy(wording.missing, str)
_example: Callable[[], Any] = lazy(lambda: gettext("For example %(example)s") % {"example": example_day()}, str)


@dataclass(frozen=True)
class When:
    """A question is asked only while `field` has one of `values`; else its answer is dropped, unless `kept`.

    Of several ticks one is enough, and a single tick has the value YES. A condition stands after those of the fields
    it looks at, because a question that was dropped opens nothing.
    """

    field: str
    values: tuple[str, ...]
    required: bool = True
    kept: bool = False

    def holds(self, given: Mapping[str, Any]) -> bool:
        """Whether the answers open this question."""
        match given.get(self.field):
            case bool(is_ticked):
                return is_ticked and YES in self.values
            case list(chosen):
                return any(value in self.values for value in chosen)
            case value:
                return value in self.values


@dataclass(frozen=True)
class Problem:
    """One error and the control that it leads to."""

    anchor: str
    message: str


class _Fields(dict[str, forms.Field]):
    """The questions of a form, copied for each request with what a request may change, and nothing else.

    As Django copies them, but for lists of choices, which are replaced and never changed, and twice as fast.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _own(field) for name, field in self.items()}


def _own(field: forms.Field) -> forms.Field:
    own, widget = _twin(field), _twin(field.widget)
    widget.attrs = field.widget.attrs.copy()
    own.widget, own.error_messages, own.validators = widget, field.error_messages.copy(), field.validators[:]
    return own


def _twin(thing: T) -> T:
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin


class _Slips(DeclarativeFieldsMetaclass):
    """Makes classes of forms whose questions are copied in that way."""

    base_fields: dict[str, forms.Field]

    def __new__(cls, *args: Any, **kwargs: Any) -> "_Slips":
        made: _Slips = super().__new__(cls, *args, **kwargs)
        made.base_fields = _Fields(made.base_fields)
        return made


class SlipForm(forms.Form, metaclass=_Slips):
    """Answers that depend on each other by CONDITIONS; blocks NESTED under the choice that opens them."""

    CONDITIONS: ClassVar[Mapping[str, When]] = {}
    NESTED: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _missing(field)
            if isinstance(field, DateField) and not field.help_text:
                field.help_text = _example()

    def clean(self) -> dict[str, Any]:
        for name, when in self.CONDITIONS.items():
            if name not in self.fields:
                continue
            if not when.holds(self.cleaned_data):
                if not when.kept:
                    self.drop(name)
            elif when.required and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, wording.missing(self.fields[name]))
        return self.cleaned_data

    def needed(self) -> frozenset[str]:
        """Questions that are not called optional though their fields are: a rule of the slip's own asks them."""
        return frozenset()

    def drop(self, name: str) -> None:
        """Forgets an answer that nobody asked for, and what was wrong with it."""
        self.cleaned_data.pop(name, None)
        self.errors.pop(name, None)

    def problems(self) -> list[Problem]:
        """All errors in the order of the page."""
        return [Problem(anchor(self[name]), str(error)) for name in self.fields for error in self.errors.get(name, [])]

    def input_names(self) -> list[str]:
        """Every name that this form reads from a posted page."""
        return [part for name, field in self.fields.items() for part in posted_names(name, field.widget)]

    def answers(self) -> dict[str, Any]:
        """The cleaned answers as JSON; what is empty is left out."""
        given = {name: as_json(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in given.items() if value not in (None, "", [])}


def posted_names(name: str, widget: forms.Widget) -> list[str]:
    """The inputs behind one field."""
    parts = getattr(widget, "names", None)
    return parts(name) if parts else [name]


def anchor(field: forms.BoundField) -> str:
    """The id of a field's first control: where a link from a summary leads."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return str(field.field.widget.id_for_label(str(field.auto_id)))


def as_json(value: Any) -> Any:
    """A cleaned value as it is stored: dates ISO, telephone numbers E.164, branches by code, files by name."""
    match value:
        case date():
            return value.isoformat()
        case Phone():
            return value.e164
        case Branch():
            return value.code
        case Kept():
            return value.name
        case list():
            return [as_json(item) for item in value]
        case _:
            return value
