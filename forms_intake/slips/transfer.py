"""The transfer slip (CN, phiếu chuyển nhượng / chuyển cơ sở; slips.md section 6)."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_intake.deliveries import letters
from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import transfer_sentences
from forms_intake.slips import mail, people, slots, wording
from forms_intake.slips.base import When
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.choices import UNKNOWN, Level, Relationship
from forms_intake.slips.dates import BirthDate, DateField, age
from forms_intake.slips.fields import (
    Choice,
    Email,
    Number,
    PersonName,
    PhoneNumber,
    StudentCode,
    Text,
    Tick,
    is_single_word,
)
from forms_intake.slips.files import FilesField
from forms_intake.slips.transfer_choices import (
    FAMILY,
    KnownStudent,
    Scope,
    TeacherWish,
    TransferKind,
    TransferReason,
)
from school import clock
from school.folding import fold

GUARDED_UNTIL = 16  # years
_PHONES = ("receiver_phone", "receiver_guardian_phone")
_GUARDIAN = ("receiver_guardian_name", "receiver_guardian_phone")
_PERSON = When("transfer_kind", (TransferKind.PERSON.value,))
_PERSON_MAY = When("transfer_kind", (TransferKind.PERSON.value,), required=False)
_BRANCH = When("transfer_kind", (TransferKind.BRANCH.value,))


class TransferForm(BlockA):
    """Which course moves, to whom or where to, and what both sides agree to."""

    transfer_kind = Choice(
        label=_("Kind of transfer"),
        options=TransferKind.choices,
        missing=_("Choose whether the course goes to another person or to another branch"),
    )
    # There is no table of enrolments yet; a select of the family's own ones takes this field's place then.
    course_text = Text(label=_("Course transferred"), limit=120)
    remaining_lessons = Number(
        label=_("Lessons left"), help_text=_("The school checks it"), lowest=0, highest=500, required=False
    )
    receipt_no = Text(label=_("Receipt number"), limit=40, required=False)
    effective_date = DateField(label=_("Effective from"), missing=_("Enter the day from which the transfer holds"))
    reason = Choice(label=_("Reason"), options=TransferReason.choices, columns="2")
    reason_detail = Text(
        label=_("Details"),
        missing=_("Enter more about the reason"),
        limit=500,
        least=3,
        lines=True,
        required=False,
    )

    receiver_name = PersonName(label=_("Receiver's name"), help_text=_("Complete, with all marks"), required=False)
    receiver_dob = BirthDate(
        label=_("Receiver's birth date"),
        help_text=_("To find a class of the right age, for example 27 03 2015"),
        required=False,
    )
    receiver_relationship = Choice(
        label=_("Relationship to the giver"),
        options=Relationship.choices,
        listed=True,
        width="w-12",
        required=False,
    )
    receiver_relationship_other = Text(
        label=_("Which relationship"), missing=_("Enter the relationship"), limit=60, least=2, required=False
    )
    receiver_phone = PhoneNumber(
        label=_("Receiver's phone"), help_text=_("The receiver gets a confirmation code"), required=False
    )
    receiver_email = Email(
        label=_("Receiver's e-mail"),
        help_text=_("The receiver gets a link to confirm"),
        required=False,
        max_length=254,
    )
    receiver_guardian_name = PersonName(label=_("Name of the receiver's parent"), required=False)
    receiver_guardian_phone = PhoneNumber(label=_("Phone of the receiver's parent"), required=False)
    receiver_is_student = Choice(
        label=_("Receiver already studies here"),
        options=KnownStudent.choices,
        columns="3",
        required=False,
        missing=_("Choose whether the receiver already studies here"),
    )
    receiver_code = StudentCode(
        label=_("Receiver's student code"), help_text=_("Leave empty if unknown"), required=False
    )
    receiver_level = Choice(
        label=_("Receiver's level"), options=Level.choices, listed=True, width="w-12", required=False
    )
    scope = Choice(
        label=_("What is transferred"),
        options=Scope.choices,
        columns="pair",
        required=False,
        missing=_("Choose whether all lessons left or a part are transferred"),
    )
    lessons_to_transfer = Number(label=_("Lessons to transfer"), lowest=1, highest=500, required=False)
    receiver_consent = Tick(
        label=_("The receiver agrees to take the course and that the school stores their data"),
        help_text=_("The school asks the receiver to confirm this"),
        missing=_("Tick to confirm that the receiver agrees"),
        required=False,
    )
    fee_ack = Tick(
        label=_("I accept the transfer fee"), missing=_("Tick to confirm that you accept the fee"), required=False
    )
    no_resale_ack = Tick(
        label=_("A course that was transferred cannot be passed on again or refunded"),
        missing=_("Tick to confirm that the course cannot be passed on again or refunded"),
        required=False,
    )

    to_branch = Choice(label=_("Destination branch"), listed=True, required=False)
    keep_teacher = Choice(
        label=_("Teacher wish"),
        options=TeacherWish.choices,
        required=False,
        missing=_("Choose whose lessons you want at the new branch"),
    )
    wanted_teacher = Choice(label=_("Wanted teacher"), listed=True, required=False)
    preferred_slots = slots.SlotsField(
        label=_("Times at the new branch"), required=False, missing=_("Choose at least one time at the new branch")
    )
    attachments = FilesField(label=_("Attachments"), help_text=_("The receipt, or other papers"))

    CONFIRMED: ClassVar = ("receiver_consent", "fee_ack", "no_resale_ack", *BlockA.CONFIRMED)
    CONDITIONS: ClassVar = {
        **BlockA.CONDITIONS,
        "reason_detail": When("reason", (TransferReason.OTHER.value,)),
        "receiver_name": _PERSON,
        "receiver_dob": _PERSON,
        "receiver_relationship": _PERSON,
        "receiver_relationship_other": When("receiver_relationship", (Relationship.OTHER.value,)),
        "receiver_phone": _PERSON,
        "receiver_email": _PERSON_MAY,
        # Below an age, which no condition between two answers can tell: see `_check_guardian`.
        "receiver_guardian_name": _PERSON_MAY,
        "receiver_guardian_phone": _PERSON_MAY,
        "receiver_is_student": _PERSON,
        "receiver_code": When("receiver_is_student", (KnownStudent.YES.value,), required=False),
        "receiver_level": When("receiver_is_student", (KnownStudent.NO.value, KnownStudent.UNSURE.value)),
        "scope": _PERSON,
        "lessons_to_transfer": When("scope", (Scope.PART.value,)),
        "receiver_consent": _PERSON,
        "fee_ack": _PERSON,
        "no_resale_ack": _PERSON,
        "to_branch": _BRANCH,
        "keep_teacher": _BRANCH,
        "wanted_teacher": When("keep_teacher", (TeacherWish.NAME.value,)),
        "preferred_slots": _BRANCH,
    }
    NESTED: ClassVar = {
        "reason": {TransferReason.OTHER.value: ("reason_detail",)},
        "receiver_is_student": {KnownStudent.YES.value: ("receiver_code",)},
        "scope": {Scope.PART.value: ("lessons_to_transfer",)},
        "keep_teacher": {TeacherWish.NAME.value: ("wanted_teacher",)},
    }

    def __init__(self, *args: Any, policy: PolicyValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fee = transfer_sentences.fee(policy.transfer_fee_percent)
        to_branch, teacher = self.fields["to_branch"], self.fields["wanted_teacher"]
        assert isinstance(to_branch, Choice)  # noqa: S101 - tells the type checker what is declared above
        assert isinstance(teacher, Choice)  # noqa: S101 - as above
        # A branch that nobody can name is no destination.
        to_branch.choices = [("", "—"), *((code, branch.name) for code, branch in self.branches.items())]
        people.offer_teachers(teacher)
        # Whoever names a teacher knows which one.
        offered: Any = teacher.choices
        teacher.choices = [choice for choice in offered if choice[0] != UNKNOWN]
        self.fields["fee_ack"].label = format_lazy("{}: {}", TransferForm.base_fields["fee_ack"].label, self.fee)
        if not policy.transfer_fee_percent:
            del self.fields["fee_ack"]
        for name in ("receiver_phone", "receiver_guardian_phone", "receiver_email"):
            # The browser would offer the giver's own.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self._check_receiver(given)
        self._check_mailbox(given)
        self._check_guardian(given)
        self._check_lessons(given)
        if given.get("to_branch") and given["to_branch"] == given.get("branch"):
            self._once("to_branch", gettext("The destination branch must differ from the current branch"))
        return given

    def needed(self) -> frozenset[str]:
        """The parent of a young receiver, whom the page asks about by the receiver's age."""
        return frozenset(_GUARDIAN)

    def _check_receiver(self, given: dict[str, Any]) -> None:
        giver, receiver = given.get("student_name"), given.get("receiver_name")
        if giver and receiver and fold(giver) == fold(receiver):
            self._once("receiver_name", gettext("The receiver must be somebody else than the student"))
        theirs, relation = given.get("receiver_phone"), given.get("receiver_relationship")
        own = given.get("contact_phone")
        # Held against a number that is kept, the answer would tell it to whoever guesses.
        is_own = theirs and own and own.typed and theirs.e164 == own.e164
        if is_own and relation and relation not in FAMILY:
            message = gettext("This is your own number. Enter the receiver's, or choose how you are related")
            self._once("receiver_phone", message)

    def _check_mailbox(self, given: dict[str, Any]) -> None:
        """A link to the giver's own mailbox proves nothing. One that is kept is no matter of this page, see above."""
        is_typed = (self.data.get("contact_email") or "").strip()
        theirs, own = (letters.mailbox(given.get(f"{who}_email") or "") for who in ("receiver", "contact"))
        if theirs and is_typed and theirs == own:
            words = gettext("This is your own address. Enter the receiver's, or leave it empty: the school calls then")
            self._once("receiver_email", words)

    def _check_guardian(self, given: dict[str, Any]) -> None:
        years = self.receiver_age()
        for name in _GUARDIAN if years is not None else ():
            if years is not None and years >= GUARDED_UNTIL:
                self.drop(name)
            elif not given.get(name) and name not in self.errors:
                field = self.fields[name]
                words = gettext("Enter %(label)s, because the receiver is under %(age)s")
                self._once(name, words % {"label": wording.noun(field.label), "age": GUARDED_UNTIL})

    def _check_lessons(self, given: dict[str, Any]) -> None:
        left, wanted = given.get("remaining_lessons"), given.get("lessons_to_transfer")
        if left == 0 and given.get("transfer_kind") == TransferKind.PERSON:
            words = gettext("Nothing is left to transfer. Correct the number, or leave it empty if you do not know it")
            self._once("remaining_lessons", words)
        elif left is not None and wanted and wanted > left:
            words = gettext("Only %(left)s lessons are left. Enter at most that many, or correct the number left")
            self._once("lessons_to_transfer", words % {"left": left})

    def _once(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(message))

    def receiver_age(self) -> int | None:
        """Full years today; nothing while the birth date is missing or nobody receives."""
        born = self.cleaned_data.get("receiver_dob")
        return age(born, clock.today()) if born else None

    def key_date(self) -> date | None:
        found: date = self.cleaned_data["effective_date"]
        return found

    def contact_flags(self) -> list[Flag]:
        """The receiver's numbers too."""
        theirs = (self.cleaned_data.get(name) for name in _PHONES)
        is_foreign = super().contact_flags() or any(phone.is_foreign for phone in theirs if phone)
        return [Flag.FOREIGN_PHONE] if is_foreign else []

    def questions(self) -> list[str]:
        """About the receiver too."""
        given, asked = self.cleaned_data, super().questions()
        if is_single_word(given.get("receiver_name", "")):
            words = gettext("%(label)s is one word only: “%(name)s”. Is it complete?")
            asked.append(words % {"label": self.fields["receiver_name"].label, "name": given["receiver_name"]})
        if meant := mail.suggestion(given.get("receiver_email", "")):
            asked.append(gettext("Is the e-mail address %(address)s?") % {"address": meant})
        return asked

    def answers(self) -> dict[str, Any]:
        """With names as they were shown, numbers as they were typed, and the fee that the sender read."""
        found, given = super().answers(), self.cleaned_data
        typed = {f"{name}_typed": given[name].typed for name in _PHONES if given.get(name)}
        fee = {"fee_shown": self.fee} if found["transfer_kind"] == TransferKind.PERSON else {}
        return found | typed | fee | self._names(found)

    def _names(self, found: dict[str, Any]) -> dict[str, str]:
        named = {"to_branch": "to_branch_name", "wanted_teacher": "wanted_teacher_name"}
        return {
            key: str(dict(self.fields[field].choices)[found[field]])  # type: ignore[attr-defined]  # choices, see above
            for field, key in named.items()
            if found.get(field, UNKNOWN) != UNKNOWN
        }
