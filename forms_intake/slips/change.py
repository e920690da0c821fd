"""The change slip (TD, phiếu thay đổi lịch / giáo viên / khoá học; slips.md section 8)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_intake.policies import PolicyValues
from forms_intake.slips import change_blocks, change_prices, people, wording
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.change_blocks import (
    FUTURE,
    TEMPORARY_WITHIN,
    CourseBlock,
    DetailBlock,
    ScheduleBlock,
    TeacherBlock,
)
from forms_intake.slips.change_choices import ChangeKind, CourseReason, ScheduleScope, TeacherReason
from forms_intake.slips.choices import UNKNOWN
from forms_intake.slips.dates import DateField
from forms_intake.slips.fields import Choice, Several, Text
from forms_intake.slips.slots import Slot


class StartBlock(BlockA):
    """What changes, in which class, from when."""

    change_kinds = Several(
        label=_("What to change"),
        help_text=_("You can choose more than one"),
        options=ChangeKind.choices,
        columns="3",
        missing=_("Choose at least one thing to change"),
    )
    # There is no table of enrolments yet; a select of the family's own ones takes this field's place then.
    course_text = Text(label=_("Current class"), limit=120)
    effective_date = DateField(
        label=_("Effective from"),
        help_text=_("Not needed to move one lesson only: its own day counts"),
        missing=_("Enter the day from which the change holds"),
        days=FUTURE,
    )


class ChangeForm(DetailBlock, CourseBlock, TeacherBlock, ScheduleBlock, StartBlock):
    """Each kind of change asks for what it needs, and nothing else is kept."""

    SENSITIVE: ClassVar = frozenset({"private_note"})
    CONFIRMED: ClassVar = ("difference_ack", *BlockA.CONFIRMED)
    CONDITIONS: ClassVar = {**BlockA.CONDITIONS, **change_blocks.CONDITIONS}
    NESTED: ClassVar = change_blocks.NESTED

    def __init__(self, *args: Any, policy: PolicyValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prices = change_prices.current()
        teacher, wanted = self._choice("current_teacher"), self._choice("wanted_teacher")
        people.offer_teachers(teacher)
        # Whoever has no wish leaves it empty.
        offered: Any = teacher.choices
        wanted.choices = [choice for choice in offered if choice[0] != UNKNOWN]
        change_prices.offer(self._choice("current_course"), self.prices, gettext("Do not remember / other"))
        change_prices.offer(self._choice("wanted_course"), self.prices, gettext("Not sure, the school suggests one"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self._begin_with_the_lesson()
        self._check_until()
        self._check_slots()
        self._check_same("wanted_teacher", "current_teacher", gettext("Choose another teacher than the current one"))
        self._check_same("wanted_course", "current_course", gettext("Choose another course than the current one"))
        if self._is_other_reason() and not given.get("reason_detail"):
            self._once("reason_detail", wording.missing(self.fields["reason_detail"]))
        if ChangeKind.COURSE in given.get("change_kinds", []) and self.data.get(change_prices.SEEN) != self.prices_seen:
            self._once("wanted_course", gettext("Prices have changed. Look at them here, then go on once more"))
        return given

    def _begin_with_the_lesson(self) -> None:
        """Where only one lesson moves, no other day than its own can be meant: cards and searches go by it."""
        if not self.moves_one_lesson_only():
            return
        self.drop("effective_date")
        if day := self.cleaned_data.get("once_date"):
            self.cleaned_data["effective_date"] = day

    def _check_until(self) -> None:
        first, last = self.cleaned_data.get("effective_date"), self.cleaned_data.get("temporary_until")
        if not first or not last:
            return
        latest = first + timedelta(days=TEMPORARY_WITHIN)
        if last <= first:
            message = gettext("The last day must be after %(first)s, the day on which the change begins")
            self._once("temporary_until", message % {"first": date_format(first)})
        elif last > latest:
            message = gettext("The last day must be no later than %(last)s")
            self._once("temporary_until", message % {"last": date_format(latest)})

    def _check_slots(self) -> None:
        now: list[Slot] = self.cleaned_data.get("current_slot") or []
        wanted: list[Slot] = self.cleaned_data.get("new_slots") or []
        if place := next((place for place, slot in enumerate(wanted, 1) if slot in now), 0):
            self._once("new_slots", gettext("Slot %(n)s is the current time, choose another one") % {"n": place})

    def _check_same(self, wanted: str, current: str, message: str) -> None:
        chosen = self.cleaned_data.get(wanted)
        if chosen and chosen != UNKNOWN and chosen == self.cleaned_data.get(current):
            self._once(wanted, message)

    def _is_other_reason(self) -> bool:
        given = self.cleaned_data
        return given.get("teacher_reason") == TeacherReason.OTHER or given.get("course_reason") == CourseReason.OTHER

    def _once(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)

    def moves_one_lesson_only(self) -> bool:
        """Whether nothing else is asked for."""
        given = self.cleaned_data
        return given.get("change_kinds") == [ChangeKind.SCHEDULE] and given.get("schedule_scope") == ScheduleScope.ONCE

    def price(self, sku: str) -> int | None:
        """What the course costs now; None for one that is not sold."""
        course = self.prices.get(sku)
        return course["price"] if course else None

    def key_date(self) -> date | None:
        day: date = self.cleaned_data["effective_date"]
        return day

    def answers(self) -> dict[str, Any]:
        """With the names and prices that were shown, so that later pages and cards need no look-up."""
        found = super().answers()
        for key in ("current_teacher", "wanted_teacher"):
            if found.get(key, UNKNOWN) != UNKNOWN:
                found[f"{key}_name"] = str(dict(self._choice(key).choices)[found[key]])  # type: ignore[arg-type]  # a plain list
        for key in ("current_course", "wanted_course"):
            if course := self.prices.get(found.get(key, "")):
                found |= {f"{key}_name": course["name"], f"{key}_price": course["price"]}
        return found

    def _choice(self, name: str) -> Choice:
        field = self.fields[name]
        assert isinstance(field, Choice)  # noqa: S101 - tells the type checker what is declared above
        return field

    def input_names(self) -> list[str]:
        """With the price list that the page was made with."""
        return [*super().input_names(), change_prices.SEEN]

    @property
    def prices_seen(self) -> str:
        """For the hidden input of the page."""
        return change_prices.fingerprint(self.prices)
