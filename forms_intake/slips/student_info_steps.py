"""The pages of the student-info slip, and which questions an age or a purpose makes pointless (slips.md section 4)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_intake.slips.steps import Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Under this many years somebody else has to be reached, fetches the student, and from then on is asked too.
GUARDED_BELOW, FETCHED_BELOW, ASKED_FROM = 16, 12, 7


@dataclass(frozen=True)
class Topic:
    """Some questions of an update under one heading."""

    title: "StrOrPromise"
    template: str
    fields: tuple[str, ...]
    is_open: bool = False


WHO = (
    "purpose",
    "submitter_role",
    "student_name",
    "student_code",
    "branch",
    "contact_name",
    "contact_relationship",
    "contact_phone",
    "contact_has_zalo",
    "contact_email",
)
STUDENT = (
    "nickname",
    "date_of_birth",
    "gender",
    "student_phone",
    "school_or_job",
    "address_line",
    "ward",
    "province",
    "photo",
)
GUARDIAN = ("guardian_name", "guardian_relationship", "guardian_phone")
PARENTS = (
    *GUARDIAN,
    "guardian2_name",
    "guardian2_phone",
    "emergency_name",
    "emergency_phone",
    "pickup_people",
)
COURSE = (
    "course_interest",
    "lesson_mode",
    "lesson_minutes",
    "level",
    "prior_study",
    "instrument_at_home",
    "goal",
    "preferred_slots",
    "preferred_teacher",
    "start_date",
    "trial_wanted",
)
CONSENTS = (
    "health_note",
    "consent_health",
    "consent_media",
    "consent_media_child",
    "contact_channel",
    "referral",
    "referral_name",
    "invoice_wanted",
    "invoice_name",
    "invoice_tax_code",
    "invoice_email",
)
LAST = ("note", "policy_ack", "consent_privacy")
# A known student changes course, teacher and times by the slip for changes.
OF_NEW = (*(name for name in COURSE if name != "instrument_at_home"), "referral", "referral_name")

_FOLDER, _PART = "forms_intake/student_info", "forms_intake/_student_info"
_PARENTS = Step("parents", pgettext_lazy("step", "Parents"), f"{_FOLDER}_parents.html", PARENTS)
NEW = (
    Step("who", pgettext_lazy("step", "Who"), f"{_FOLDER}_who.html", WHO),
    Step("student", pgettext_lazy("step", "Student"), f"{_FOLDER}_student.html", STUDENT),
    _PARENTS,
    Step("course", pgettext_lazy("step", "Course and times"), f"{_FOLDER}_course.html", COURSE),
    Step("consents", pgettext_lazy("step", "Consents"), f"{_FOLDER}_consents.html", (*CONSENTS, *LAST)),
)
UPDATED = tuple(
    name for name in (*STUDENT, *PARENTS, "instrument_at_home", *CONSENTS) if name not in ("referral", "referral_name")
)
# An update's questions by what they are about; the page opens only what is needed.
TOPICS = (
    Topic(_("The student"), f"{_PART}_person.html", (*STUDENT[:5], "photo")),
    Topic(pgettext_lazy("topic", "Address"), f"{_PART}_address.html", ("address_line", "ward", "province")),
    Topic(_("Parent or guardian"), f"{_PART}_guardian.html", GUARDIAN),
    Topic(_("Second parent"), f"{_PART}_guardian2.html", ("guardian2_name", "guardian2_phone")),
    Topic(
        _("Emergencies and picking up"),
        f"{_PART}_emergency.html",
        ("emergency_name", "emergency_phone", "pickup_people"),
    ),
    Topic(_("Instrument at home"), f"{_PART}_instrument.html", ("instrument_at_home",)),
    Topic(pgettext_lazy("topic", "Health"), f"{_PART}_health.html", ("health_note", "consent_health")),
    Topic(
        _("Pictures and messages"),
        f"{_PART}_media.html",
        ("consent_media", "consent_media_child", "contact_channel"),
    ),
    Topic(
        _("Company invoice"),
        f"{_PART}_invoice.html",
        ("invoice_wanted", "invoice_name", "invoice_tax_code", "invoice_email"),
    ),
)
UPDATE = Step("update", _("What has changed"), f"{_FOLDER}_update.html", (*WHO, *UPDATED, *LAST))


def steps(*, is_new: bool, age: int | None) -> list[Step]:
    """Five pages, four for a student who needs no parents; one for an update."""
    if not is_new:
        return [UPDATE]
    return [step for step in NEW if step is not _PARENTS or age is None or age < GUARDED_BELOW]


def unasked(*, is_new: bool, age: int | None, has_contact: bool) -> frozenset[str]:
    """The questions that nobody is asked; while the age is unknown, all that depend on it are."""
    gone = set() if is_new else set(OF_NEW)
    if is_new and has_contact:
        gone |= set(GUARDIAN)
    if age is None:
        return frozenset(gone)
    gone |= set(PARENTS) if age >= GUARDED_BELOW else set()
    gone |= {"pickup_people"} if age >= FETCHED_BELOW else set()
    gone |= {"consent_media_child"} if age < ASKED_FROM else set()
    return frozenset(gone)
