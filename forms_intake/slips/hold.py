"""The hold slip (BL, phiếu bảo lưu; slips.md section 7)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.prices import dong
from forms_intake.policies import PolicyValues
from forms_intake.rules import hold as rules
from forms_intake.slips import slots, wording
from forms_intake.slips.base import When
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.choices import Channel
from forms_intake.slips.dates import DateField, NearDate, add_months
from forms_intake.slips.fields import Choice, Number, Several, Text, Tick
from forms_intake.slips.files import FilesField
from forms_intake.slips.hold_choices import LONGER, HoldReason, SlotWish, length_words

STARTS_WITHIN, LAST_LESSON_WITHIN = 90, 60  # days
# As far ahead as the longest hold may end, and the longest grace after it.
_ENDS_WITHIN, _RETURNS_WITHIN = STARTS_WITHIN + 366, STARTS_WITHIN + 366 + 90
_ACKS = ("slot_ack", "expiry_ack", "fee_ack")


class HoldForm(BlockA):
    """Which course rests, from when to when, why, and how lessons go on afterwards."""

    # There is no table of enrolments yet; a select of the family's own ones takes this field's place then.
    course_text = Text(label=_("Course to hold"), limit=120)
    remaining_lessons = Number(label=_("Lessons left"), lowest=0, highest=500, required=False)
    last_lesson_date = NearDate(label=_("Last lesson before the hold"), days=LAST_LESSON_WITHIN, required=False)
    hold_start = DateField(label=_("Hold from"), named=_("First day of the hold"), days=STARTS_WITHIN, quick=True)
    hold_months = Choice(label=pgettext_lazy("hold", "Length"), columns="2", missing=_("Choose how long the hold is"))
    hold_end_wanted = DateField(
        label=_("Hold until"), named=_("Wanted last day of the hold"), days=_ENDS_WITHIN, required=False
    )
    return_date = DateField(
        label=_("Expected return"),
        days=_RETURNS_WITHIN,
        help_text=_("Left empty, it is the day after the hold. We remind you 7, 3 and 1 days ahead"),
        required=False,
    )
    reason = Choice(label=_("Reason"), options=HoldReason.choices, columns="2")
    reason_detail = Text(
        label=_("Details"),
        missing=_("Enter more about the reason"),
        limit=500,
        least=3,
        lines=True,
        required=False,
    )
    attachments = FilesField(
        label=_("Proof"), help_text=_("Can be added later too, through the link of the slip"), required=False
    )
    slot_wish = Choice(
        label=_("On return"),
        help_text=_("The school cannot promise to keep the place"),
        options=SlotWish.choices,
        missing=_("Choose how lessons go on afterwards"),
    )
    return_slots = slots.SlotsField(label=_("Times on return"), required=False)
    remind_channel = Several(
        label=_("Remind me by"),
        options=Channel.choices,
        columns="2",
        missing=_("Choose at least one way to be reminded"),
    )
    slot_ack = Tick(
        label=_("I understand that the old time and teacher may be gone"),
        missing=_("Tick to confirm that the old time and teacher may be gone"),
    )
    expiry_ack = Tick(
        label=_("I understand that the course may lapse if lessons do not go on after the hold"),
        missing=_("Tick to confirm that the course may lapse after the hold"),
    )
    fee_ack = Tick(label=_("I accept the fee of the hold"), missing=_("Tick to accept the fee of the hold"))

    CONFIRMED: ClassVar = (*_ACKS, *BlockA.CONFIRMED)
    CONDITIONS: ClassVar = {
        **BlockA.CONDITIONS,
        "hold_end_wanted": When("hold_months", (LONGER,)),
        "reason_detail": When("reason", (HoldReason.OTHER.value,), kept=True),
        "return_slots": When("slot_wish", (SlotWish.FLEXIBLE.value,), required=False),
    }
    NESTED: ClassVar = {
        "hold_months": {LONGER: ("hold_end_wanted",)},
        "reason": {HoldReason.OTHER.value: ("reason_detail",)},
        "slot_wish": {SlotWish.FLEXIBLE.value: ("return_slots",)},
    }

    def __init__(self, *args: Any, policy: PolicyValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        # In the order of the page: what is confirmed stands last.
        self.order_fields([name for name in self.fields if name not in self.CONFIRMED] + list(self.CONFIRMED))
        months = self.fields["hold_months"]
        assert isinstance(months, Choice)  # noqa: S101 - tells the type checker what is declared above
        months.choices = _lengths(policy)
        months.help_text = gettext("At most %(months)s months by the rules") % {"months": policy.hold_max_months}
        if policy.hold_fee_vnd:
            words = gettext("I accept the fee of the hold, %(fee)s") % {"fee": dong(policy.hold_fee_vnd)}
            self.fields["fee_ack"].label = words
        else:
            del self.fields["fee_ack"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        start, wanted = given.get("hold_start"), given.get("hold_end_wanted")
        if start and wanted:
            self._check_wanted(start, wanted)
        ends = self.hold_end()
        if start and ends and "return_date" not in self.errors:
            self._check_return(start, ends)
        self._check_channels(given)
        return self.cleaned_data

    def hold_end(self) -> date | None:
        """The last day without lessons, as far as it can be told."""
        given = self.cleaned_data
        return rules.end(given.get("hold_start"), given.get("hold_months", ""), given.get("hold_end_wanted"))

    def _check_wanted(self, start: date, wanted: date) -> None:
        """Longer than what the other choices offer, and not longer than a year."""
        after, last = add_months(start, self.policy.hold_max_months), add_months(start, rules.MOST_MONTHS)
        label = wording.named(self.fields["hold_end_wanted"])
        if wanted <= after:
            words = gettext("%(label)s must be after %(day)s; for less choose a number of months")
            self.add_error("hold_end_wanted", words % {"label": label, "day": date_format(after)})
        elif wanted > last:
            self.add_error("hold_end_wanted", _no_later(label, last))

    def _check_return(self, start: date, ends: date) -> None:
        """The day after the hold when nothing was typed; a day within the hold is an early return."""
        typed = self.cleaned_data.get("return_date") or ends + timedelta(days=1)
        label, last = self.fields["return_date"].label, rules.latest_return(ends, self.policy)
        self.cleaned_data["return_date"] = typed
        if typed <= start:
            words = gettext("%(label)s must be after %(other)s")
            other = wording.noun(wording.named(self.fields["hold_start"]))
            self.add_error("return_date", words % {"label": label, "other": other})
        elif typed > last:
            self.add_error("return_date", _no_later(label, last))

    def _check_channels(self, given: dict[str, Any]) -> None:
        """An e-mail goes nowhere without an address."""
        wants_email = Channel.EMAIL in given.get("remind_channel", ())
        if wants_email and not given.get("contact_email") and "contact_email" not in self.errors:
            self.add_error("contact_email", gettext("Enter the e-mail for reminders, or choose another way"))

    def key_date(self) -> date | None:
        start: date = self.cleaned_data["hold_start"]
        return start

    def answers(self) -> dict[str, Any]:
        """With the last day of the hold, and the fee that was accepted."""
        ends = self.hold_end()
        assert ends  # noqa: S101 - of a valid form
        fee = {"fee_vnd": self.policy.hold_fee_vnd} if self.cleaned_data.get("fee_ack") else {}
        return super().answers() | {"hold_end": ends.isoformat()} | fee


def _lengths(policy: PolicyValues) -> list[tuple[str, Any]]:
    """From the shortest hold to the longest that the rules know, and what is longer as far as that can be asked for."""
    months = [str(count) for count in range(policy.hold_min_months, policy.hold_max_months + 1)]
    longer = [LONGER] if policy.hold_max_months < rules.MOST_MONTHS else []
    return [(key, length_words(key)) for key in (*months, *longer)]


def _no_later(label: object, last: date) -> ValidationError:
    message = gettext("%(label)s must be no later than %(last)s") % {"label": label, "last": date_format(last)}
    return ValidationError(message, code="far")
