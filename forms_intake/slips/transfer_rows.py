"""The transfer for reading: rows of the check page, of the receipt and of the receiver's page; its rules in short."""

from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forms_intake.handover import words
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules import transfer_sentences
from forms_intake.slips import rows, slots
from forms_intake.slips.choices import Level, Relationship
from forms_intake.slips.rows import Answers, Group, Row
from forms_intake.slips.transfer import TransferForm
from forms_intake.slips.transfer_choices import KnownStudent, Scope, TeacherWish, TransferKind, TransferReason
from school import phones


def rule_lines(policy: PolicyValues) -> list[str]:
    """The rules of a transfer, with the numbers in force."""
    fee = transfer_sentences.fee(policy.transfer_fee_percent)
    return [
        _("To another person: send this slip at least %(days)s days ahead.") % {"days": policy.transfer_notice_days},
        _("To another branch: send it at least %(days)s days ahead.") % {"days": policy.branch_notice_days},
        _("Fee of a transfer to another person: %(fee)s") % {"fee": fee},
        _("The receiver confirms by a link or a code. A course that was transferred cannot be passed on again."),
        _("Late notice is accepted too. The transfer may then take effect later."),
    ]


def groups(answers: Answers) -> list[Group]:
    """Everything that was answered: what moves, to whom or where, and block A."""
    is_person = answers["transfer_kind"] == TransferKind.PERSON
    course = [
        Row(_("Kind of transfer"), str(TransferKind(answers["transfer_kind"]).label), "id_transfer_kind_0"),
        *rows.text(answers, "course_text", _("Course transferred")),
        *_number(answers, "remaining_lessons", _("Lessons left")),
        *rows.text(answers, "receipt_no", _("Receipt number")),
        _effective(answers),
        _reason(answers),
        *rows.files(answers, "attachments", _("Attachments")),
        *rows.text(answers, "note", _("Anything else")),
    ]
    block = Group(_("Receiver"), _receiver(answers)) if is_person else Group(_("New branch"), _branch(answers))
    return [Group(_("The transfer"), course), block, rows.people(answers), *rows.confirmed(answers, TransferForm)]


def receipt(answers: Answers) -> list[Row]:
    """What the confirmation repeats."""
    return [
        *rows.text(answers, "student_name", _("Student")),
        *rows.text(answers, "course_text", _("Course transferred")),
        *rows.text(answers, "receiver_name", _("Receiver")),
        *_next(answers),
        *rows.text(answers, "to_branch_name", _("Destination branch")),
        _effective(answers),
    ]


def _next(answers: Answers) -> list[Row]:
    """What happens to the receiver now."""
    if answers["transfer_kind"] != TransferKind.PERSON:
        return []
    ways = _("Waiting: the receiver gets a code from the school")
    if answers.get("receiver_email"):
        ways = _("Waiting: the receiver gets a link by e-mail, and a code from the school")
    return [Row(_("Receiver's answer"), ways, "")]


def for_receiver(slip: Submission) -> list[Row]:
    """What the receiver must know to answer, and nothing else about the giver's family."""
    answers = slip.payload
    return [
        Row(_("Given by"), slip.student_name, ""),
        *rows.text(answers, "receiver_name", _("Received by")),
        *rows.text(answers, "course_text", _("Course transferred")),
        _scope(answers),
        _effective(answers),
    ]


def status_parts(slip: Submission) -> list[Group]:
    """Whether the receiver has answered; nothing for a move between branches."""
    asked = words.of(slip)
    if asked is None:
        return []
    who = rows.text(slip.payload, "receiver_name", _("Receiver's name"))
    return [Group(_("Receiver's answer"), [*who, Row(pgettext("receiver", "Answer"), words.state(asked), "")])]


def lessons(answers: Answers) -> str:
    """How many lessons move, as far as the giver knows; empty when they do not."""
    count = answers.get("lessons_to_transfer" if answers.get("scope") == Scope.PART else "remaining_lessons")
    return "" if count is None else ngettext("%(n)s lesson", "%(n)s lessons", count) % {"n": count}


def _receiver(answers: Answers) -> list[Row]:
    return [*_who(answers), _scope(answers), *_fee(answers)]


def _who(answers: Answers) -> list[Row]:
    """Nothing once the receiver has been forgotten."""
    if "receiver_name" not in answers:
        return []
    return [
        *rows.text(answers, "receiver_name", _("Receiver's name")),
        *_birth(answers),
        Row(_("Relationship to the giver"), relationship(answers), "id_receiver_relationship"),
        *_phone(answers, "receiver_phone", _("Receiver's phone")),
        *rows.text(answers, "receiver_email", _("Receiver's e-mail")),
        *rows.text(answers, "receiver_guardian_name", _("Name of the receiver's parent")),
        *_phone(answers, "receiver_guardian_phone", _("Phone of the receiver's parent")),
        *_said(answers, "receiver_is_student", _("Receiver already studies here"), KnownStudent, "_0"),
        *rows.text(answers, "receiver_code", _("Receiver's student code")),
        *_said(answers, "receiver_level", _("Receiver's level"), Level),
    ]


def _branch(answers: Answers) -> list[Row]:
    wish = str(TeacherWish(answers["keep_teacher"]).label)
    teacher = answers.get("wanted_teacher_name")
    # Word joiners: a line end between the two times would read as one time alone.
    times = [slots.words(slot).replace("–", "\u2060–\u2060") for slot in answers["preferred_slots"]]
    return [
        *rows.text(answers, "to_branch_name", _("Destination branch"), "to_branch"),
        Row(_("Teacher wish"), f"{wish}: {teacher}" if teacher else wish, "id_keep_teacher_0"),
        Row(_("Times at the new branch"), "; ".join(times), "id_preferred_slots_1_weekday"),
    ]


def relationship(answers: Answers) -> str:
    """The relationship in words; in place of "other", what was typed for it."""
    typed = answers.get("receiver_relationship_other")
    return str(typed or Relationship(answers["receiver_relationship"]).label)


def _fee(answers: Answers) -> list[Row]:
    shown = str(answers.get("fee_shown", ""))
    return rows.text({"fee": shown[:1].upper() + shown[1:]}, "fee", _("Transfer fee"), "fee_ack")


def _scope(answers: Answers) -> Row:
    label = str(Scope(answers["scope"]).label)
    many = lessons(answers)
    return Row(_("What is transferred"), f"{label}: {many}" if many else label, "id_scope_0")


def _effective(answers: Answers) -> Row:
    return Row(_("Effective from"), rows.day(answers["effective_date"]), "id_effective_date_day")


def _reason(answers: Answers) -> Row:
    reason = str(TransferReason(answers["reason"]).label)
    detail = answers.get("reason_detail")
    return Row(_("Reason"), f"{reason}: {detail}" if detail else reason, "id_reason_0")


def _birth(answers: Answers) -> list[Row]:
    born = date_format(date.fromisoformat(answers["receiver_dob"]))
    return [Row(_("Receiver's birth date"), born, "id_receiver_dob_day", is_number=True)]


def _phone(answers: Answers, key: str, label: str) -> list[Row]:
    number = answers.get(key)
    return [Row(label, phones.unbroken(number), f"id_{key}", is_number=True)] if number else []


def _number(answers: Answers, key: str, label: str) -> list[Row]:
    """Nought is an answer."""
    value = answers.get(key)
    return [] if value is None else [Row(label, str(value), f"id_{key}", is_number=True)]


def _said(answers: Answers, key: str, label: str, choices: type[TextChoices], first: str = "") -> list[Row]:
    value = answers.get(key)
    return [Row(label, str(choices(value).label), f"id_{key}{first}")] if value else []
