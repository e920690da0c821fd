"""The leave request (NP, phiếu xin nghỉ phép; slips.md section 5)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_intake.policies import PolicyValues
from forms_intake.slips import people, slots
from forms_intake.slips.base import When
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.choices import TIMES, UNKNOWN, LeaveKind, LeaveReason, MakeupWish
from forms_intake.slips.dates import DateField, DatesField
from forms_intake.slips.fields import Choice, Text, Tick
from forms_intake.slips.files import FilesField

SINGLE_WITHIN = 90  # days
RANGE_WITHIN = 365  # days, from the first day of the leave


class LeaveRequestForm(BlockA):
    """Which lessons are missed, why, and what becomes of them."""

    # There is no table of enrolments yet; a select of the family's own ones takes this field's place then.
    course_text = Text(label=_("Class or course"), limit=120)
    teacher = Choice(label=_("Teacher"), listed=True, required=False)
    leave_kind = Choice(
        label=_("Kind of leave"),
        options=LeaveKind.choices,
        columns="3",
        initial=LeaveKind.SINGLE,
        missing=_("Choose one lesson, several lessons or a range of days"),
    )
    lesson_date = DateField(label=_("Lesson date"), days=SINGLE_WITHIN, quick=True, required=False)
    lesson_time = Choice(
        label=_("Lesson time"),
        help_text=_("To work out how early the notice is"),
        options=TIMES,
        listed=True,
        width="w-12 num",
        required=False,
    )
    lesson_dates = DatesField(label=_("Lesson dates"), help_text=_("Two to eight days"), required=False)
    date_from = DateField(label=_("First day away"), named=_("First day of the leave"), required=False)
    date_to = DateField(
        label=_("Last day away"),
        named=_("Last day of the leave"),
        days=180 + RANGE_WITHIN,
        help_text=_("For more than 4 weeks a hold fits better"),
        required=False,
    )
    reason = Choice(label=_("Reason"), options=LeaveReason.choices, columns="2")
    reason_detail = Text(
        label=_("Details"),
        missing=_("Enter details of the reason"),
        limit=500,
        least=3,
        lines=True,
        required=False,
    )
    makeup_wanted = Choice(
        label=_("Do you want a make-up lesson?"),
        options=MakeupWish.choices,
        missing=_("Choose whether you want a make-up lesson"),
    )
    makeup_slots = slots.SlotsField(
        label=_("Make-up times"), required=False, missing=_("Choose at least one time for the make-up lesson")
    )
    makeup_date = DateField(label=_("On a certain day"), help_text=_("If only one day suits"), required=False)
    makeup_other_teacher = Tick(
        label=_("Another teacher is fine"), help_text=_("Can be arranged sooner"), required=False
    )
    online_ok = Tick(label=_("This lesson could be held online"), required=False)
    attachments = FilesField(
        label=_("Attachments"), help_text=_("A medical certificate, an exam timetable… can be added later too")
    )

    CONDITIONS: ClassVar = {
        **BlockA.CONDITIONS,
        "lesson_date": When("leave_kind", (LeaveKind.SINGLE,)),
        "lesson_time": When("leave_kind", (LeaveKind.SINGLE,)),
        "lesson_dates": When("leave_kind", (LeaveKind.SEVERAL,)),
        "date_from": When("leave_kind", (LeaveKind.RANGE,)),
        "date_to": When("leave_kind", (LeaveKind.RANGE,)),
        "reason_detail": When("reason", (LeaveReason.OTHER,), kept=True),
        "makeup_slots": When("makeup_wanted", (MakeupWish.YES,)),
        "makeup_date": When("makeup_wanted", (MakeupWish.YES,), required=False),
        "makeup_other_teacher": When("makeup_wanted", (MakeupWish.YES,), required=False),
    }
    NESTED: ClassVar = {
        "reason": {LeaveReason.OTHER.value: ("reason_detail",)},
        "makeup_wanted": {MakeupWish.YES.value: ("makeup_slots", "makeup_date", "makeup_other_teacher")},
    }

    def __init__(self, *args: Any, policy: PolicyValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teacher, makeup = self.fields["teacher"], self.fields["makeup_wanted"]
        assert isinstance(teacher, Choice)  # noqa: S101 - tells the type checker what is declared above
        people.offer_teachers(teacher)
        makeup.help_text = makeup_rule(policy)
        if not policy.makeup_max_open:
            for name in ("makeup_wanted", *self.NESTED["makeup_wanted"]["yes"]):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("date_from"), given.get("date_to")
        if first and last:
            self._check_range(first, last)
        return given

    def _check_range(self, first: date, last: date) -> None:
        if last < first:
            self._once("date_to", gettext("The last day must not be before the first"))
        elif last > first + timedelta(days=RANGE_WITHIN):
            message = gettext("The last day must be no later than %(last)s")
            self._once("date_to", message % {"last": date_format(first + timedelta(days=RANGE_WITHIN))})

    def _once(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(message))

    def lesson_days(self) -> list[date]:
        """The first and only day, all single days, or first and last day of a range; sorted."""
        given = self.cleaned_data
        days = [given.get("lesson_date"), *given.get("lesson_dates", []), given.get("date_from"), given.get("date_to")]
        return [day for day in days if day]

    def key_date(self) -> date | None:
        return self.lesson_days()[0]

    def answers(self) -> dict[str, Any]:
        """With the teacher's name as it was shown, so that a card needs no look-up."""
        found = super().answers()
        names = dict(self.fields["teacher"].choices)  # type: ignore[attr-defined]  # declared as a choice above
        known = found.get("teacher", UNKNOWN) != UNKNOWN
        return found | ({"teacher_name": str(names[found["teacher"]])} if known else {})


def makeup_rule(policy: PolicyValues) -> str:
    """How long a make-up lesson may wait, and how many may wait at once."""
    return gettext("A make-up lesson is open for %(days)s days after the leave, at most %(most)s at a time") % {
        "days": policy.makeup_expiry_days,
        "most": policy.makeup_max_open,
    }
