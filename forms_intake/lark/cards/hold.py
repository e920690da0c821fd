"""The card of a hold slip (slips.md section 7), and the line about a hold that ends or has run out."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forms_intake.enums import HoldState
from forms_intake.holds import words
from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Answers, Content, Line, said, typed
from forms_intake.lark.cards.leave_request import label
from forms_intake.lark.mail_text import harmless
from forms_intake.models import Submission
from forms_intake.slips import slots
from forms_intake.slips.choices import Channel
from forms_intake.slips.hold_choices import HoldReason, SlotWish


def build(submission: Submission) -> Content:
    """Whose course rests from when to when, why, and how it goes on."""
    answers = content.answers(submission)
    title = [submission.student_name, said(_period, answers), said(_return, answers)]
    lines = [
        Line(_("State of the hold"), said(lambda _answers: news(submission), answers)),
        Line(_("Branch"), str(submission.branch or "")),
        Line(_("Course"), typed(answers, "course_text")),
        Line(_("Lessons left"), said(_left, answers)),
        Line(_("Reason"), said(_reason, answers)),
        Line(_("Proof"), said(_proof, answers)),
        Line(_("On return"), said(_wish, answers)),
        Line(_("Earlier slips"), said(_history, answers)),
        content.contact(submission),
        Line(_("Note"), typed(answers, "note")),
    ]
    kind = _("Hold")
    return content.of(submission, title=f"[{kind}] " + " · ".join(filter(None, title)), lines=lines)


def _day(answers: Answers, key: str) -> str:
    return f"{date.fromisoformat(answers[key]):%d/%m}"


def _period(answers: Answers) -> str:
    """The first day and the last, and the length where it is in whole months: 01/09 → 30/11 (3 tháng)."""
    months = typed(answers, "hold_months")
    count = int(months) if months.isdigit() else 0
    length = ngettext("%(n)s month", "%(n)s months", count) % {"n": count}
    return f"{_day(answers, 'hold_start')} → {_day(answers, 'hold_end')}" + (f" ({length})" if count else "")


def _return(answers: Answers) -> str:
    return _("back on %(day)s") % {"day": _day(answers, "return_date")}


def _left(answers: Answers) -> str:
    """As the sender says; the office holds it against its books."""
    left = typed(answers, "remaining_lessons")
    return _("%(lessons)s (declared)") % {"lessons": left} if left else ""


def _reason(answers: Answers) -> str:
    return ": ".join(filter(None, [label(HoldReason, answers.get("reason")), typed(answers, "reason_detail")]))


def _proof(answers: Answers) -> str:
    return pgettext("papers", "attached") if answers["facts"]["has_proof"] else pgettext("papers", "none")


def _wish(answers: Answers) -> str:
    """How it goes on, and how the family wants to hear of it."""
    wish = [label(SlotWish, answers.get("slot_wish")), *(slots.words(slot) for slot in answers.get("return_slots", []))]
    channels = ", ".join(filter(None, (label(Channel, key) for key in answers.get("remind_channel", []))))
    wish.append(_("remind by %(channels)s") % {"channels": channels} if channels else "")
    return " · ".join(filter(None, wish))


def _history(answers: Answers) -> str:
    """Holds before this one, and leaves that it makes needless."""
    facts, parts = answers["facts"], []
    if earlier := facts["earlier_holds"]:
        parts.append(ngettext("%(n)s hold before", "%(n)s holds before", earlier) % {"n": earlier})
    if inside := facts["leaves_inside"]:
        parts.append(ngettext("%(n)s leave inside", "%(n)s leaves inside", inside) % {"n": inside})
    return " · ".join(parts)


def news(submission: Submission) -> str:
    """Where the hold stands, once the school has agreed to it."""
    hold = words.of_slip(submission)
    return words.news(hold) if hold else ""


def follow_up(submission: Submission) -> str:
    """The same as one line for a group; with the contact while the office has to call."""
    hold = words.of_slip(submission)
    if hold is None:
        return ""
    contact = content.contact(submission)
    must_call = hold.state == HoldState.LAPSED or words.is_ending(hold)
    return " · ".join([words.news(hold), *([harmless(contact.value), contact.phone] if must_call else [])])
