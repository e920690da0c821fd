"""The numbers of a policy as boxes, each with the range in which it makes sense."""

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from forms_intake import policies
from forms_intake.models import Policy
from forms_intake.policies import PolicyValues

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _number(label: "_StrPromise", lowest: int, highest: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=format_lazy(_("From {lowest} to {highest}"), lowest=lowest, highest=highest),
    )


RULES: Mapping[str, forms.IntegerField] = {
    "reply_promise_hours": _number(_("Answer promised within, office hours"), 1, 168),
    "office_opens_hour": _number(_("Office opens at, hour"), 0, 23),
    "office_closes_hour": _number(_("Office closes at, hour"), 1, 24),
    "leave_notice_hours": _number(_("Notice before a leave, hours"), 0, 336),
    "leave_quota": _number(_("Leaves allowed in one course"), 0, 50),
    "leave_quota_lessons": _number(_("Lessons of the course that this number is for"), 1, 200),
    "late_grace_per_year": _number(_("Late notices forgiven in a year"), 0, 50),
    "makeup_expiry_days": _number(_("Days in which a lesson can be made up"), 1, 365),
    "makeup_max_open": _number(_("Lessons waiting to be made up, at most"), 0, 50),
    "hold_notice_days": _number(_("Notice before a hold, days"), 0, 90),
    "hold_min_months": _number(_("Shortest hold, months"), 1, 12),
    "hold_max_months": _number(_("Longest hold without the management, months"), 1, 12),
    "hold_most": _number(_("Holds of one course"), 0, 20),
    "hold_fee_vnd": _number(_("Fee of a hold, dong (0: free)"), 0, 100_000_000),
    "hold_grace_days": _number(_("Days after a hold until the course lapses"), 0, 90),
    "transfer_notice_days": _number(_("Notice before a transfer to a person, days"), 0, 90),
    "transfer_most": _number(_("Transfers of one course"), 0, 20),
    "transfer_fee_percent": _number(_("Fee of a transfer, percent of what is left (0: free)"), 0, 100),
    "branch_notice_days": _number(_("Notice before a move to another branch, days"), 0, 90),
    "change_notice_days": _number(_("Notice before a change of course, days"), 0, 90),
    "change_slot_quota": _number(_("Changes of the fixed times of one course"), 0, 50),
    "change_teacher_quota": _number(_("Changes of the teacher of one course"), 0, 50),
}


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A new version; it begins with the numbers in force."""

    in_force: ClassVar[PolicyValues]

    class Meta:
        model = Policy
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in policies.names(self.in_force.form_type):
            field = deepcopy(RULES[name])
            field.initial = getattr(self.in_force, name)
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Hours that make a day, and at least one number that is new."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("office_opens_hour", 0) >= given.get("office_closes_hour", 24):
            self.add_error("office_closes_hour", _("The office must close after it opens."))
        if not self.errors and not self.has_changed():
            raise ValidationError(_("These are the rules in force. Change a number to make a new version."))
        return given
