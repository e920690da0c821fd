"""Template tags of the slips: one field, or a block of fields that one answer opens, dressed after the look."""

from collections.abc import Mapping
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from forms_intake.slips import steps as stepping
from forms_intake.slips.base import YES, SlipForm, When, anchor
from forms_intake.slips.choices import TIMES, Weekday
from forms_intake.slips.fields import Tick
from forms_intake.slips.files import FilesWidget
from forms_intake.slips.filling import Filling
from forms_intake.slips.online import SLIPS
from forms_intake.slips.slots import SlotsField
from forms_intake.slips.widgets import (
    MOST_DATES,
    MOST_SLOTS,
    DateBoxes,
    DateParts,
    ManyDateBoxes,
    SlotLists,
    SlotParts,
)

register = template.Library()

_TEMPLATES: list[tuple[type[forms.Widget], str]] = [
    (forms.RadioSelect, "choices"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "tick"),
    (DateBoxes, "date"),
    (ManyDateBoxes, "dates"),
    (SlotLists, "slots"),
    (FilesWidget, "files"),
]


@register.simple_tag
def is_open_online(form_type: str) -> bool:
    """Whether this slip can be sent from the site."""
    return form_type in SLIPS


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Label, hint, error, control, in this order."""
    widget = bound.field.widget
    name = next((name for kind, name in _TEMPLATES if isinstance(widget, kind)), "text")
    context = {
        "field": bound,
        "anchor": anchor(bound),
        "is_optional": _is_optional(bound),
        "described_by": bound.aria_describedby,
        "width": getattr(bound.field, "width", ""),
    }
    return SafeString(render_to_string(f"forms_intake/fields/_{name}.html", context))


@register.simple_tag
def dressed(bound: BoundField) -> SafeString:
    """The control itself with the classes of the look."""
    kind = "choice__input" if isinstance(bound.field.widget, forms.CheckboxInput) else "input"
    return bound.as_widget(attrs={"class": f"{kind} {getattr(bound.field, 'width', '')}".strip()})


@register.simple_tag
def reveal(form: SlipForm, *names: str) -> SafeString:
    """Fields that the same answer opens, as one block; empty when the form does not ask for them."""
    return _block(form, [name for name in names if name in form.fields], "form", "")


@register.simple_tag
def opened_by(bound: BoundField, value: Any) -> SafeString:
    """The block nested under one choice, tied to it by a line."""
    form = bound.form
    assert isinstance(form, SlipForm)  # noqa: S101 - tells the type checker what these tags are for
    return _block(form, list(form.NESTED.get(bound.name, {}).get(str(value), ())), "reveal stack", str(value))


def _block(form: SlipForm, names: list[str], classes: str, value: str) -> SafeString:
    if not names:
        return mark_safe("")
    when: When = form.CONDITIONS[names[0]]
    controller = form[when.field]
    words = dict(getattr(controller.field, "choices", [(YES, gettext("ticked"))]))
    context = {
        "fields": [form[name] for name in names],
        "controller": controller,
        "values": " ".join(str(value) for value in when.values),
        "said": ", ".join(str(words[value]) for value in when.values if value in words),
        "classes": classes,
        "is_nested": bool(value),
        "is_kept": when.kept,
    }
    return SafeString(render_to_string("forms_intake/fields/_block.html", context))


def _is_optional(bound: BoundField) -> bool:
    conditions: Mapping[str, When] = getattr(bound.form, "CONDITIONS", {})
    when = conditions.get(bound.name)
    is_asked = bound.field.required or (when is not None and when.required) or _is_needed(bound)
    return not is_asked and not isinstance(bound.field, Tick)


def _is_needed(bound: BoundField) -> bool:
    return isinstance(bound.form, SlipForm) and bound.name in bound.form.needed()


@register.simple_tag
def dates_of(bound: BoundField) -> list[tuple[int, str, DateParts]]:
    """Number, name and typed parts of each date of the list."""
    typed = bound.value() or []
    filled = [*typed, *[DateParts()] * MOST_DATES][:MOST_DATES]
    return [(n, f"{bound.html_name}_{n}", parts) for n, parts in enumerate(filled, 1)]


@register.simple_tag
def slots_of(bound: BoundField) -> list[tuple[int, str, SlotParts]]:
    """Number, name and chosen parts of each slot."""
    typed = bound.value() or []
    assert isinstance(bound.field, SlotsField)  # noqa: S101 - tells the type checker what this tag is for
    filled = [*typed, *[SlotParts()] * MOST_SLOTS][: bound.field.most]
    return [(n, f"{bound.html_name}_{n}", parts) for n, parts in enumerate(filled, 1)]


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Choices of a slot's day."""
    return [(key, str(label)) for key, label in Weekday.choices]


@register.simple_tag
def edit_address(page: Filling, anchor: str) -> str:
    """The page with the control of this id."""
    name = stepping.field_of(page.form, anchor)
    steps = [step.key for step in page.form.steps() if name in step.fields]
    return reverse("forms_intake:edit_step" if steps else "forms_intake:edit", args=[page.slip.form_type, *steps])


@register.simple_tag
def times() -> list[tuple[str, str]]:
    """Choices of a slot's ends."""
    return TIMES
