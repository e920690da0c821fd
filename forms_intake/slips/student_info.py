"""The student-info slip (TT, phiếu thông tin học viên; slips.md section 4)."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.prices import dong
from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.slips import people, slots, wording
from forms_intake.slips import student_info_steps as pages
from forms_intake.slips.base import YES, When, as_json
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.choices import UNKNOWN, Channel, Level, Relationship
from forms_intake.slips.dates import BirthDate, DateField, age
from forms_intake.slips.fields import Choice, Email, PersonName, PhoneNumber, Several, Text, Tick
from forms_intake.slips.files import IMAGES, FilesField
from forms_intake.slips.rows import Answers
from forms_intake.slips.steps import Step
from forms_intake.slips.student_info_choices import Gender, Goal, Instrument, Media, Minutes, Mode, Purpose, Referral
from forms_intake.slips.student_info_provinces import PROVINCES
from school import clock
from school.phones import Phone

_TAX_CODE = re.compile(r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}")
_NEW = (Purpose.NEW.value,)
# Whoever answers the first is asked the second too.
_TOGETHER = (
    ("address_line", "province"),
    ("guardian_name", "guardian_relationship"),
    ("guardian_name", "guardian_phone"),
    ("guardian_phone", "guardian_name"),
    ("guardian2_name", "guardian2_phone"),
    ("guardian2_phone", "guardian2_name"),
    ("emergency_name", "emergency_phone"),
    ("emergency_phone", "emergency_name"),
    ("health_note", "consent_health"),
)


class TaxCode(Text):
    """Ten digits, perhaps a branch's three more, or the twelve of a person."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not _TAX_CODE.fullmatch(value):
            message = _("A tax code has 10 digits (and 3 more after a hyphen) or 12 digits, for example 0312345678")
            raise ValidationError(message, code="tax_code")


class StudentInfoForm(BlockA):
    """Who the student is, who cares for them, what they want to learn, and what the school may do."""

    purpose = Choice(
        label=pgettext_lazy("slip", "Purpose"), options=Purpose.choices, initial=Purpose.NEW, columns="pair"
    )
    nickname = Text(
        label=_("Nickname"), help_text=_("The name at home, or the one teachers use"), limit=40, required=False
    )
    date_of_birth = BirthDate(label=_("Date of birth"), help_text=_("For example 27 03 2015"), required=False)
    gender = Choice(label=_("Gender"), options=Gender.choices, columns="3", required=False)
    student_phone = PhoneNumber(
        label=_("Student's phone"), help_text=_("Leave empty if the student is still small"), required=False
    )
    school_or_job = Text(label=_("School or occupation"), limit=120, required=False)
    address_line = Text(
        label=_("Street address"),
        help_text=_("Needed for lessons at home and for letters"),
        limit=160,
        required=False,
    )
    ward = Text(label=_("Ward or commune"), limit=80, required=False)
    province = Choice(label=_("Province or city"), options=PROVINCES.items(), listed=True, required=False)
    photo = FilesField(label=_("Student photo"), most=1, kinds=IMAGES)
    guardian_name = PersonName(label=_("Guardian's name"), required=False)
    guardian_relationship = Choice(
        label=_("Relationship"), options=Relationship.choices, listed=True, width="w-12", required=False
    )
    guardian_phone = PhoneNumber(label=_("Guardian's phone"), required=False)
    guardian2_name = PersonName(label=_("Second guardian's name"), required=False)
    guardian2_phone = PhoneNumber(label=_("Second guardian's phone"), required=False)
    emergency_name = PersonName(
        label=_("Emergency contact's name"),
        help_text=_("Somebody else, for when the parents cannot be reached"),
        required=False,
    )
    emergency_phone = PhoneNumber(label=_("Emergency contact's phone"), required=False)
    pickup_people = Text(
        label=_("People allowed to pick up"),
        help_text=_("Names and phone numbers"),
        limit=300,
        lines=True,
        required=False,
    )
    course_interest = Several(
        label=_("Course wanted"),
        help_text=_("One to three courses"),
        most=3,
        missing=_("Choose at least one course"),
        required=False,
    )
    lesson_mode = Choice(label=_("Lesson mode"), options=Mode.choices, columns="pair", required=False)
    lesson_minutes = Choice(label=_("Lesson length"), options=Minutes.choices, columns="pair", required=False)
    level = Choice(label=_("Current level"), options=Level.choices, columns="pair", required=False)
    prior_study = Text(label=_("Earlier study, book"), limit=200, required=False)
    instrument_at_home = Choice(
        label=_("Instrument at home"),
        help_text=_("So that the teacher can give homework"),
        options=Instrument.choices,
        columns="3",
        required=False,
    )
    goal = Several(label=_("Goal"), options=Goal.choices, columns="pair", required=False)
    preferred_slots = slots.SlotsField(
        label=_("Times that suit"),
        help_text=_("Choose up to three times"),
        missing=_("Choose at least one time that suits"),
        required=False,
    )
    preferred_teacher = Choice(label=_("Preferred teacher"), listed=True, required=False)
    start_date = DateField(label=_("Desired start date"), required=False)
    trial_wanted = Tick(label=_("Wants a trial lesson"), required=False)
    health_note = Text(
        label=_("Health or special needs"),
        help_text=_("Only what the teacher has to know"),
        limit=500,
        lines=True,
        required=False,
    )
    consent_health = Tick(
        label=_("Consent to store the health note"),
        missing=_("Tick to agree that the health note is stored, or empty the note"),
        required=False,
    )
    consent_media = Choice(
        label=_("Photo and video use"),
        options=Media.choices,
        missing=_("Choose how photos and videos may be used"),
        columns="3",
        required=False,
    )
    consent_media_child = Tick(
        label=_("The child (7+) agrees too"),
        missing=_("Tick if the student agrees too, or choose another answer"),
        required=False,
    )
    contact_channel = Several(
        label=_("Preferred channel"),
        options=Channel.choices,
        columns="pair",
        missing=_("Choose at least one channel"),
        required=False,
    )
    referral = Choice(label=_("Heard about us"), options=Referral.choices, listed=True, width="w-20", required=False)
    referral_name = Text(
        label=_("Referred by"), help_text=_("So that we can thank the person"), limit=80, required=False
    )
    invoice_wanted = Tick(label=_("Company invoice needed"), required=False)
    invoice_name = Text(label=_("Company"), limit=200, required=False)
    invoice_tax_code = TaxCode(label=_("Tax code"), limit=14, required=False)
    invoice_email = Email(label=_("Invoice e-mail"), required=False, max_length=254)

    SENSITIVE: ClassVar = frozenset({"health_note"})
    UNKEPT: ClassVar = frozenset({"consent_health", "consent_media", "consent_media_child"})
    CONDITIONS: ClassVar = {
        **BlockA.CONDITIONS,
        "date_of_birth": When("purpose", _NEW, kept=True),
        **{name: When("purpose", _NEW) for name in ("course_interest", "lesson_mode", "level", "preferred_slots")},
        "prior_study": When("level", (Level.LT1, Level.Y1_3, Level.GT3), required=False),
        "consent_media_child": When("consent_media", (Media.YES,), required=False),
        "contact_channel": When("purpose", _NEW, kept=True),
        "referral_name": When("referral", (Referral.FRIEND,), required=False),
        **{name: When("invoice_wanted", (YES,)) for name in ("invoice_name", "invoice_tax_code", "invoice_email")},
    }
    NESTED: ClassVar = {"consent_media": {Media.YES.value: ("consent_media_child",)}}

    def __init__(self, *args: Any, policy: PolicyValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the sender's own account told before, by the keys of the answers; see student_info_earlier.
        self.earlier: Answers = {}
        self.order_fields(["purpose", *self.fields])
        self.courses: dict[str, dict[str, Any]] = {
            sku: {"sku": sku, "name": name, "price": price}
            for sku, name, price in Product.objects.courses().order_by("name").values_list("sku", "name", "price")
        }
        self.fields["consent_media"].help_text = lazy(self._about_pictures, str)()
        course, teacher = self.fields["course_interest"], self.fields["preferred_teacher"]
        assert isinstance(course, Several)  # noqa: S101 - tells the type checker what is declared above
        assert isinstance(teacher, Choice)  # noqa: S101 - as above
        course.choices = [(sku, f"{one['name']} · {dong(one['price'])}") for sku, one in self.courses.items()]
        people.offer_teachers(teacher)
        self._of_one_branch()
        for name, field in self.fields.items():
            # The browser's owner is the contact person, whom block A asks about; all others are somebody else.
            if name.split("_")[0] in ("student", "guardian", "guardian2", "emergency", "invoice"):
                field.widget.attrs["autocomplete"] = "off"

    def _of_one_branch(self) -> None:
        """Where there is one branch only, nobody has to choose it."""
        branch = self.fields["branch"]
        assert isinstance(branch, Choice)  # noqa: S101 - tells the type checker what is declared in block A
        codes = [str(code) for code, _label in branch.choices if code not in ("", UNKNOWN)]  # type: ignore[misc,union-attr]  # as with Several
        self.only_branch = codes[0] if len(codes) == 1 else ""
        branch.required, branch.initial = not self.only_branch, self.only_branch

    @property
    def is_new(self) -> bool:
        """Whether a student comes, or one who is here already has changed something; nothing chosen yet is new."""
        chosen = (
            self.data.get("purpose") if self.is_bound else self.get_initial_for_field(self.fields["purpose"], "purpose")
        )
        return bool(chosen != Purpose.UPDATE)

    def _about_pictures(self) -> str:
        """Of an update an empty answer changes nothing: whoever takes the consent back has to say so."""
        if self.is_new:
            return gettext("You can take this back at any time. No answer means no")
        return gettext("You can take this back at any time")

    def age(self) -> int | None:
        """In full years today, as far as this slip or the account's earlier ones tell."""
        born = self._given().get("date_of_birth")
        if born is None and not self.is_new and "date_of_birth" in self.earlier:
            born = date.fromisoformat(self.earlier["date_of_birth"])
        return age(born, clock.today()) if born else None

    def _given(self) -> dict[str, Any]:
        """The cleaned answers; before they are cleaned, none."""
        return getattr(self, "cleaned_data", {})

    def steps(self) -> list[Step]:
        if self.is_bound:
            self.full_clean_once()
        return pages.steps(is_new=self.is_new, age=self.age())

    def full_clean_once(self) -> None:
        """What a page shows depends on answers that were cleaned, its errors apart."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()

    @classmethod
    def opening(cls, step: str) -> dict[str, Any]:
        return {"purpose": Purpose.UPDATE.value} if step == pages.UPDATE.key else {}

    def unasked(self) -> frozenset[str]:
        """The questions that purpose, age and contact person make pointless."""
        has_contact = bool(self._given().get("contact_name"))
        return pages.unasked(is_new=self.is_new, age=self.age(), has_contact=has_contact)

    def asked(self) -> frozenset[str]:
        """The questions that the pages show."""
        return frozenset(self.fields) - self.unasked()

    def topics(self) -> list[pages.Topic]:
        """Of an update: what may have changed; open where something was typed or has to be mended."""
        typed = {name for name in pages.UPDATED if self._given().get(name) or name in self.errors}
        return [replace(topic, is_open=bool(typed & set(topic.fields))) for topic in pages.TOPICS]

    def needed(self) -> frozenset[str]:
        """What the pages do not call optional: what the slip's own rules ask; in an update nothing, because all is."""
        ours = {*pages.GUARDIAN, "emergency_name", "emergency_phone", "province", "contact_channel"}
        return frozenset(ours if self.is_new else pages.UPDATED)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["branch"] = given.get("branch") or self.only_branch
        for name in self.unasked():
            self.drop(name)
        for name in self._required():
            if name not in self.errors and not given.get(name):
                self.add_error(name, wording.missing(self.fields[name]))
        if not given.get("health_note"):
            self.drop("consent_health")
        if self.is_new and "consent_media" not in self.errors:
            # No answer is no consent, and the check page says so.
            given["consent_media"] = given.get("consent_media") or Media.NO.value
        self._compare_phones()
        if not self.is_new and not self.errors and not self.changes():
            self.add_error("note", gettext("Fill in at least one thing that has changed, or write it here"))
        return given

    def _required(self) -> list[str]:
        """By the rules that look at age, or at another answer being given at all."""
        given, years = self._given(), self.age()
        names = [second for first, second in _TOGETHER if given.get(first)]
        if self.is_new and years is not None and years < pages.GUARDED_BELOW:
            names += [] if given.get("contact_name") else pages.GUARDIAN
            names += [] if given.get("guardian2_name") else ["emergency_name", "emergency_phone"]
        if given.get("consent_media") == Media.YES and years is not None and years >= pages.ASKED_FROM:
            names.append("consent_media_child")
        return [name for name in dict.fromkeys(names) if name not in self.unasked()]

    def _compare_phones(self) -> None:
        emergency, contact = (self._given().get(f"{who}_phone") for who in ("emergency", "contact"))
        # Held against a number that is kept, the answer would tell it to whoever guesses.
        if emergency and contact and contact.typed and emergency.e164 == contact.e164:
            message = gettext("Enter another number than your own, for when you cannot be reached")
            self.add_error("emergency_phone", message)

    def changes(self) -> dict[str, Any]:
        """Of an update, what it says that the sender's account has not said before; a note is a change too."""
        told = {name: as_json(self._given().get(name)) for name in (*pages.UPDATED, "note")}
        return {
            name: value
            for name, value in told.items()
            if value and (name in ("note", "photo") or value != self.earlier.get(name))
        }

    def answers(self) -> dict[str, Any]:
        """With courses and teacher by the names and prices that were shown; of an update the changes only."""
        found = super().answers()
        if not self.is_new:
            same = set(pages.UPDATED) - set(self.changes())
            return {name: value for name, value in found.items() if name not in same}
        names = dict(self.fields["preferred_teacher"].choices)  # type: ignore[attr-defined]  # declared as a choice above
        known = found.get("preferred_teacher", UNKNOWN) != UNKNOWN
        return (
            found
            | {"courses": [self.courses[sku] for sku in found["course_interest"]]}
            | ({"preferred_teacher_name": str(names[found["preferred_teacher"]])} if known else {})
        )

    def key_date(self) -> date | None:
        return self._given().get("start_date")

    def phones(self) -> dict[str, Phone]:
        """Every telephone number that was given."""
        return {name: value for name, value in self._given().items() if isinstance(value, Phone)}

    def contact_flags(self) -> list[Flag]:
        return [Flag.FOREIGN_PHONE] if any(phone.is_foreign for phone in self.phones().values()) else []

    def questions(self) -> list[str]:
        others = [name for name in self.phones() if name != "contact_phone"]
        unusual = [self.fields[name].label for name in others if not self.phones()[name].has_known_prefix]
        return super().questions() + [
            gettext("%(label)s begins in an unusual way. Is it right?") % {"label": label} for label in unusual
        ]
