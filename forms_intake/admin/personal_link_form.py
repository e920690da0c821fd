"""Whose data a new personal link brings along: the questions of block A as boxes of the admin, course and teacher."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from forms_intake.enums import FormType
from forms_intake.slips import people
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.fields import Choice, Text
from forms_intake.slips.online import SLIPS

# What every sender says anew.
_LEFT_OUT = ("note", "policy_ack", "consent_privacy")


class PersonalLinkForm(BlockA):
    """The same checks as on the slip itself, so that what a link fills in is never refused there."""

    form_type = Choice(label=_("Slip"), listed=True)
    course_text = Text(label=_("Class or course"), limit=120, required=False)
    teacher = Choice(label=_("Teacher"), listed=True, required=False)

    FIRST: ClassVar[tuple[str, ...]] = ("form_type",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _LEFT_OUT:
            del self.fields[name]
        self.order_fields(self.FIRST)
        kind, teacher = self.fields["form_type"], self.fields["teacher"]
        assert isinstance(kind, Choice)  # noqa: S101 - tells the type checker what is declared above
        assert isinstance(teacher, Choice)  # noqa: S101 - as above
        kind.choices = [("", "—"), *((one.value, one.label) for one in FormType if one.value in SLIPS)]
        people.offer_teachers(teacher)
        for field in self.fields.values():
            _dress(field)

    def given(self) -> dict[str, Any]:
        """What the link brings along, by the names of the slip's fields."""
        found = {name: value for name, value in super().answers().items() if name != "form_type"}
        return found | {"current_teacher": found.get("teacher", "")}


def _dress(field: forms.Field) -> None:
    """The widget of the admin's theme in place of the public page's."""
    match field:
        case forms.BooleanField():
            field.widget = UnfoldBooleanWidget()
        case forms.ChoiceField():
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)
        case _:
            field.widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    field.widget.is_required = field.required
