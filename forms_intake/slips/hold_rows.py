"""The hold slip for reading: rows of the check page, the receipt and the status page, and its rules in a few lines."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalog.prices import dong
from forms_intake.policies import PolicyValues
from forms_intake.slips import rows, slots
from forms_intake.slips.choices import Channel
from forms_intake.slips.hold import HoldForm
from forms_intake.slips.hold_choices import LONGER, HoldReason, SlotWish, length_words
from forms_intake.slips.rows import Answers, Group, Row


def rule_lines(policy: PolicyValues) -> list[str]:
    """The rules of a hold, with the numbers in force."""
    lines = [
        _("Send the slip at least %(days)s days before the hold begins.") % {"days": policy.hold_notice_days},
        ngettext(
            "A hold lasts at most %(months)s month; the management decides about a longer one.",
            "A hold lasts at most %(months)s months; the management decides about a longer one.",
            policy.hold_max_months,
        )
        % {"months": policy.hold_max_months},
        ngettext("A course can be held %(most)s time.", "A course can be held %(most)s times.", policy.hold_most)
        % {"most": policy.hold_most},
        _("If lessons do not go on within %(days)s days after the hold, the course may lapse.")
        % {"days": policy.hold_grace_days},
    ]
    if policy.hold_fee_vnd:
        lines.append(_("The fee of a hold is %(fee)s.") % {"fee": dong(policy.hold_fee_vnd)})
    return lines


def groups(answers: Answers) -> list[Group]:
    """Everything that was answered, the course and its dates first."""
    hold = [
        *rows.text(answers, "course_text", _("Course to hold")),
        *_number(answers),
        *_day(answers, "last_lesson_date", _("Last lesson before the hold")),
        *dates(answers),
        _reason(answers),
        *rows.files(answers, "attachments", _("Proof")),
    ]
    parts = [Group(_("The hold"), hold), Group(_("After the hold"), _on_return(answers)), rows.people(answers)]
    return [*parts, *rows.confirmed(answers, HoldForm)]


def receipt(answers: Answers) -> list[Row]:
    """What the confirmation repeats."""
    return [*rows.text(answers, "student_name", _("Student")), *dates(answers)]


def dates(answers: Answers) -> list[Row]:
    """From when, how long, until when, and when lessons go on."""
    length = answers["hold_months"]
    last = "id_hold_end_wanted_day" if length == LONGER else "id_hold_months_0"
    return [
        Row(_("Hold from"), rows.day(answers["hold_start"]), "id_hold_start_day"),
        Row(pgettext("hold", "Length"), length_words(length), "id_hold_months_0"),
        Row(_("Last day of the hold"), rows.day(answers["hold_end"]), last),
        Row(_("Expected return"), rows.day(answers["return_date"]), "id_return_date_day"),
    ]


def _number(answers: Answers) -> list[Row]:
    left = answers.get("remaining_lessons")
    return [] if left is None else [Row(_("Lessons left"), str(left), "id_remaining_lessons", is_number=True)]


def _day(answers: Answers, key: str, label: str) -> list[Row]:
    return [Row(label, rows.day(answers[key]), f"id_{key}_day")] if key in answers else []


def _reason(answers: Answers) -> Row:
    reason = str(HoldReason(answers["reason"]).label)
    detail = answers.get("reason_detail")
    return Row(_("Reason"), f"{reason}: {detail}" if detail else reason, "id_reason_0")


def _on_return(answers: Answers) -> list[Row]:
    # Word joiners: a line end between the two times would read as one time alone.
    times = [slots.words(slot).replace("–", "\u2060–\u2060") for slot in answers.get("return_slots", [])]
    wish = str(SlotWish(answers["slot_wish"]).label)
    channels = ", ".join(str(Channel(key).label) for key in answers["remind_channel"])
    return [
        Row(_("Time and teacher"), f"{wish}: {'; '.join(times)}" if times else wish, "id_slot_wish_0"),
        Row(_("Remind me by"), channels, "id_remind_channel_0"),
        *_fee(answers),
        *rows.text(answers, "note", _("Anything else")),
    ]


def _fee(answers: Answers) -> list[Row]:
    fee = answers.get("fee_vnd")
    return [Row(_("Fee of the hold"), dong(fee), "id_fee_ack", is_number=True)] if fee else []
