"""The card of a leave request (slips.md section 5)."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Answers, Content, Line, said, typed
from forms_intake.models import Submission
from forms_intake.slips import slots
from forms_intake.slips.choices import LeaveKind, LeaveReason, MakeupWish
from forms_intake.slips.summaries import short

_KEPT = 3


def build(submission: Submission) -> Content:
    """Who is away when, why, with which notice, and what becomes of the lesson."""
    answers = content.answers(submission)
    who_and_when = [submission.student_name, said(_when, answers), typed(answers, "teacher_name")]
    lines = [
        Line(_("Branch"), str(submission.branch or "")),
        Line(_("Course"), typed(answers, "course_text")),
        Line(_("Reason"), said(_reason, answers)),
        Line(_("Notice"), said(_notice, answers)),
        Line(_("Leaves used"), said(_leaves, answers)),
        Line(_("Make-up"), said(_makeup, answers)),
        content.papers(answers),
        content.contact(submission),
        Line(_("Note"), typed(answers, "note")),
    ]
    kind = _("Leave")
    return content.of(submission, title=f"[{kind}] " + " · ".join(filter(None, who_and_when)), lines=lines)


def _when(answers: Answers) -> str:
    """The lessons as the office reads them: T6 21/08 17:30."""
    days = answers.get("lesson_dates") or [
        answers[key] for key in ("lesson_date", "date_from", "date_to") if key in answers
    ]
    shown = [short(date.fromisoformat(day)) for day in days]
    if answers.get("leave_kind") == LeaveKind.RANGE:
        return "–".join(shown)
    more = f" +{len(shown) - _KEPT}" if len(shown) > _KEPT else ""
    return f"{', '.join(shown[:_KEPT])}{more} {typed(answers, 'lesson_time')}".strip()


def _reason(answers: Answers) -> str:
    return ": ".join(filter(None, [label(LeaveReason, answers.get("reason")), typed(answers, "reason_detail")]))


def _notice(answers: Answers) -> str:
    minutes = answers.get("facts", {}).get("notice_minutes")
    if minutes is None:
        return ""
    if minutes < 0:
        return _("after the lesson began ⚠")
    # With no lesson time known, the notice was measured to the office's closing time.
    ahead = _("%(hours)s h ahead") if answers["facts"]["is_start_known"] else _("at most %(hours)s h ahead")
    return ahead % {"hours": minutes // 60}


def _leaves(answers: Answers) -> str:
    facts = answers.get("facts", {})
    return "/".join(filter(None, [typed(facts, "leaves_used"), typed(facts, "leaves_allowed")]))


def _makeup(answers: Answers) -> str:
    wish = [label(MakeupWish, answers.get("makeup_wanted"))]
    wish += [slots.words(slot) for slot in answers.get("makeup_slots", [])]
    if "makeup_date" in answers:
        wish.append(short(date.fromisoformat(answers["makeup_date"])))
    if answers.get("makeup_other_teacher"):
        wish.append(_("another teacher is fine"))
    if answers.get("online_ok"):
        wish.append(_("could be online"))
    return " · ".join(filter(None, wish))


def label(choices: type[TextChoices], key: object) -> str:
    """The words for a stored key; empty for one that is not there."""
    return str(choices(key).label) if key in choices.values else ""
