"""The card of a transfer (slips.md section 6)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forms_intake.handover import words
from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Answers, Content, Line, dialled, said, typed
from forms_intake.lark.cards.leave_request import label
from forms_intake.models import Submission
from forms_intake.rules import transfer_sentences
from forms_intake.slips import slots, transfer_rows
from forms_intake.slips.choices import Level
from forms_intake.slips.transfer_choices import Scope, TeacherWish, TransferKind, TransferReason


def build(submission: Submission) -> Content:
    """What moves, from whom to whom or where to, from when, at which fee, and whether the receiver agrees."""
    answers = content.answers(submission)
    is_branch = answers.get("transfer_kind") == TransferKind.BRANCH
    lines = _move(submission, answers) if is_branch else _person(submission, answers)
    title = _moved(submission, answers) if is_branch else _given(submission, answers)
    return content.of(submission, title=title, lines=lines)


def _given(submission: Submission, answers: Answers) -> str:
    """Nguyễn Bảo An → Lê Minh Khoa (em) · Piano, chuyển 24 buổi; the receiver stays away when nobody knows them."""
    to, how = typed(answers, "receiver_name"), said(transfer_rows.relationship, answers).lower()
    receiver = f"{to} ({how})" if to and how else to
    course = ", ".join(filter(None, [typed(answers, "course_text"), said(_moving, answers)]))
    who = " → ".join(filter(None, [submission.student_name, receiver]))
    kind = pgettext("card", "Transfer")
    return f"[{kind}] " + " · ".join(filter(None, [who, course]))


def _moving(answers: Answers) -> str:
    """Apart from the course, whose name may end in a number of lessons too."""
    many = transfer_rows.lessons(answers)
    return _("moves %(lessons)s") % {"lessons": many} if many else ""


def _moved(submission: Submission, answers: Answers) -> str:
    way = " → ".join(filter(None, [str(submission.branch or ""), typed(answers, "to_branch_name")]))
    kind = pgettext("card", "Branch move")
    return f"[{kind}] " + " · ".join(filter(None, [submission.student_name, way]))


def _person(submission: Submission, answers: Answers) -> list[Line]:
    return [
        Line(_("Branch"), str(submission.branch or "")),
        Line(_("Transferred"), said(_scope, answers)),
        _when(answers),
        Line(_("Reason"), said(_reason, answers)),
        content.contact(submission),
        Line(
            _("Receiver"),
            typed(answers, "receiver_name"),
            dialled(typed(answers, "receiver_phone")),
            said(_who, answers),
        ),
        _guardian(answers),
        Line(_("Receiver's answer"), _answer(submission)),
        Line(_("Fee shown"), said(_fee, answers)),
        Line(_("Note"), typed(answers, "note")),
    ]


def _move(submission: Submission, answers: Answers) -> list[Line]:
    return [
        Line(_("From branch"), str(submission.branch or "")),
        Line(_("To branch"), typed(answers, "to_branch_name")),
        Line(_("Course"), said(_course, answers)),
        _when(answers),
        Line(_("Reason"), said(_reason, answers)),
        Line(_("Teacher"), said(_teacher, answers)),
        Line(_("Times"), said(_times, answers)),
        content.contact(submission),
        Line(_("Note"), typed(answers, "note")),
    ]


def _answer(submission: Submission) -> str:
    asked = words.of(submission)
    return " · ".join(filter(None, [words.state(asked), words.way(asked)])) if asked else ""


def _scope(answers: Answers) -> str:
    """The course and how much of it; as declared, because the office checks it."""
    return " · ".join(filter(None, [_course(answers), label(Scope, answers.get("scope")).lower()]))


def _course(answers: Answers) -> str:
    course = [typed(answers, "course_text"), transfer_rows.lessons(answers), typed(answers, "receipt_no")]
    return " · ".join(filter(None, course))


def _when(answers: Answers) -> Line:
    return Line(pgettext("card", "From"), said(_effective, answers), after=said(_notice, answers))


def _effective(answers: Answers) -> str:
    return f"{date.fromisoformat(answers['effective_date']):%d/%m/%Y}"


def _notice(answers: Answers) -> str:
    days, rule = answers["facts"]["notice_days"], answers["facts"]["notice_rule"]
    ahead = ngettext("%(n)s day ahead", "%(n)s days ahead", days) % {"n": days}
    return f"{ahead} ⚠" if days < rule else ahead


def _reason(answers: Answers) -> str:
    return ": ".join(filter(None, [label(TransferReason, answers.get("reason")), typed(answers, "reason_detail")]))


def _who(answers: Answers) -> str:
    """Relationship, age and level; a date of birth never gets into Lark."""
    age = answers["facts"]["receiver_age"]
    years = "" if age is None else ngettext("%(n)s year old", "%(n)s years old", age) % {"n": age}
    level = label(Level, answers.get("receiver_level")) or typed(answers, "receiver_code")
    return " · ".join(filter(None, [transfer_rows.relationship(answers).lower(), years, level]))


def _fee(answers: Answers) -> str:
    """As the sender read it, in the office's language."""
    return transfer_sentences.fee(answers["facts"]["fee_percent"])


def _guardian(answers: Answers) -> Line:
    name = typed(answers, "receiver_guardian_name")
    return Line(_("Receiver's parent"), name, dialled(typed(answers, "receiver_guardian_phone")))


def _teacher(answers: Answers) -> str:
    wish = label(TeacherWish, answers.get("keep_teacher"))
    return ": ".join(filter(None, [wish, typed(answers, "wanted_teacher_name")]))


def _times(answers: Answers) -> str:
    return " · ".join(slots.words(slot) for slot in answers.get("preferred_slots", []))
