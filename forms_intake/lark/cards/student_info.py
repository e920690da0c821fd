"""The card of a student-info slip (slips.md section 4). Birth date, address, files and health stay out of Lark."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Answers, Content, Line, dialled, said, typed
from forms_intake.lark.cards.leave_request import label
from forms_intake.models import Submission
from forms_intake.slips import slots
from forms_intake.slips import student_info_steps as pages
from forms_intake.slips import student_info_words as words
from forms_intake.slips.choices import Level, Relationship
from forms_intake.slips.student_info_choices import Mode, Purpose, Referral

# Told only as "has changed"; the page of the slip has the answer.
_KEPT_BACK = frozenset({"date_of_birth", "address_line", "ward", "province", "photo", "health_note", "consent_health"})
_MOST_CHANGES = 7


def build(submission: Submission) -> Content:
    """A registration, or what an update changes."""
    answers = content.answers(submission)
    is_update = answers.get("purpose") == Purpose.UPDATE
    told = _update(submission, answers) if is_update else _registration(submission, answers)
    has_note = said(_health, answers)
    return replace(told, flags=(*told.flags, has_note)) if has_note else told


def _registration(submission: Submission, answers: Answers) -> Content:
    branch = str(submission.branch or "")
    parts = [submission.student_name, said(_age, answers), said(_course, answers), branch]
    lines = [
        _contact(submission, answers),
        _guardian(answers),
        Line(_("Course"), said(words.course_names, answers)),
        Line(_("Lesson mode"), said(_mode, answers)),
        Line(_("Current level"), label(Level, answers.get("level"))),
        Line(_("Times that suit"), said(_slots, answers)),
        Line(_("Desired start date"), said(_start, answers)),
        Line(_("Trial lesson"), _("wanted") if answers.get("trial_wanted") is True else ""),
        Line(_("Heard about us"), said(_referral, answers)),
        Line(_("Note"), typed(answers, "note")),
    ]
    title = f"[{Purpose.NEW.label}] " + " · ".join(filter(None, parts))
    return content.of(submission, title=title, lines=lines)


def _update(submission: Submission, answers: Answers) -> Content:
    parts = [submission.student_name, submission.student_code, str(submission.branch or "")]
    changed = [key for key in pages.UPDATED if key in answers]
    shown = [Line(words.label(key), _change(key, answers)) for key in changed[:_MOST_CHANGES]]
    more = len(changed) - _MOST_CHANGES
    if more > 0:
        shown.append(Line(_("More changes"), _("%(n)s, see the slip") % {"n": more}))
    lines = [_contact(submission, answers), *shown, Line(_("Note"), typed(answers, "note"))]
    kind = pgettext("card", "Update")
    title = f"[{kind}] " + " · ".join(filter(None, parts))
    return content.of(submission, title=title, lines=lines)


def _change(key: str, answers: Answers) -> str:
    """Old → new, or the new alone where the account has told nothing before."""
    if key in _KEPT_BACK:
        return _("has changed, see the slip")
    facts = answers.get("facts", {})
    before = facts.get("before", {}) if isinstance(facts, dict) else {}
    old, new = (said(lambda one: words.say(key, one), given) for given in (before, answers))
    return " → ".join(filter(None, [old, new]))


def _contact(submission: Submission, answers: Answers) -> Line:
    line = content.contact(submission)
    return replace(line, value=_related(line.value, answers.get("contact_relationship")))


def _guardian(answers: Answers) -> Line:
    """Of a child who registers alone: the family that the office calls."""
    name = _related(typed(answers, "guardian_name"), answers.get("guardian_relationship"))
    return Line(_("Parent"), name, phone=dialled(typed(answers, "guardian_phone")))


def _related(name: str, relationship: object) -> str:
    relation = label(Relationship, relationship).lower()
    return f"{name} ({relation})" if name and relation else name


def _age(answers: Answers) -> str:
    years = answers["facts"]["age"]
    return _("%(years)s years old") % {"years": int(years)}


def _course(answers: Answers) -> str:
    """The first course, and how it is taught where its name does not say so."""
    more = len(answers["courses"]) - 1
    first = str(answers["courses"][0]["name"])
    return f"{first} +{more}" if more else first


def _mode(answers: Answers) -> str:
    return " · ".join(filter(None, [label(Mode, answers.get("lesson_mode")), words.say("lesson_minutes", answers)]))


def _slots(answers: Answers) -> str:
    closed, outside = answers["facts"].get("closed_slots", []), _("outside opening hours")
    return "; ".join(
        slots.words(slot) + (f" ⚠ {outside}" if number in closed else "")
        for number, slot in enumerate(answers["preferred_slots"], 1)
    )


def _start(answers: Answers) -> str:
    return words.say("start_date", answers)


def _referral(answers: Answers) -> str:
    return ": ".join(filter(None, [label(Referral, answers.get("referral")), typed(answers, "referral_name")]))


def _health(answers: Answers) -> str:
    return _("has a health note") if answers["facts"]["has_health_note"] else ""
