"""Block A: who fills the slip in, for whom, and how to reach them (slips.md section 3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import Flag
from forms_intake.slips import mail, people
from forms_intake.slips.base import SlipForm, When
from forms_intake.slips.choices import UNKNOWN, Relationship, SubmitterRole
from forms_intake.slips.fields import Choice, Email, PersonName, PhoneNumber, StudentCode, Text, Tick, is_single_word
from forms_intake.slips.steps import Step

_ROLES = [(role.value, role.label) for role in (SubmitterRole.PARENT, SubmitterRole.STUDENT)]
_LAST = ("note", "policy_ack", "consent_privacy")
_NOT_STUDENT = (SubmitterRole.PARENT.value, SubmitterRole.STAFF.value)


class BlockA(SlipForm):
    """The questions that all five slips share."""

    submitter_role = Choice(
        label=_("Who is filling this in"),
        help_text=_("Students under 16: a parent fills it in"),
        options=_ROLES,
        columns="pair",
        initial=SubmitterRole.PARENT,
        missing=_("Choose who is filling this in"),
    )
    student_name = PersonName(label=_("Student's full name"), help_text=_("Complete, with all marks"))
    student_code = StudentCode(
        label=_("Student code"), help_text=_("It is on the receipt; leave empty if unknown"), required=False
    )
    branch = Choice(label=_("Current branch"), listed=True)
    contact_name = PersonName(label=_("Contact person's name"), help_text=_("Parent or guardian"), required=False)
    contact_relationship = Choice(
        label=_("Relationship to the student"),
        options=Relationship.choices,
        listed=True,
        width="w-12",
        required=False,
    )
    contact_phone = PhoneNumber(label=_("Phone number"), help_text=_("We call this number or write to it on Zalo"))
    contact_has_zalo = Tick(label=_("This number is on Zalo"), required=False, initial=True)
    contact_email = Email(
        label=_("E-mail"),
        help_text=_("To receive a copy of the slip"),
        required=False,
        max_length=254,
    )
    note = Text(label=_("Anything else"), limit=1000, lines=True, required=False)
    policy_ack = Tick(
        label=_("I have read the rules for this slip"), missing=_("Tick to confirm that you have read the rules")
    )
    consent_privacy = Tick(
        label=_("I agree that the school uses these data to deal with this slip"),
        missing=_("Tick to agree that the school uses these data"),
    )

    # Answers that are kept apart, encrypted; the sender alone sees them again, on the check page.
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    # What a sender confirms by a tick, in the order of the page: repeated in one row, brought back by no draft.
    CONFIRMED: ClassVar[tuple[str, ...]] = ("policy_ack", "consent_privacy")
    # Answers besides those that no draft holds: consents are given anew.
    UNKEPT: ClassVar[frozenset[str]] = frozenset()
    CONDITIONS: ClassVar = {
        "contact_name": When("submitter_role", _NOT_STUDENT),
        "contact_relationship": When("submitter_role", (SubmitterRole.PARENT.value,)),
    }

    def __init__(self, *args: Any, by_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the order of the page, whatever a slip asks in between.
        self.order_fields([name for name in self.fields if name not in _LAST])
        role, branch = self.fields["submitter_role"], self.fields["branch"]
        assert isinstance(role, Choice)  # noqa: S101 - tells the type checker what is declared above
        assert isinstance(branch, Choice)  # noqa: S101 - as above
        if by_office:
            role.choices = [*_ROLES, (SubmitterRole.STAFF.value, SubmitterRole.STAFF.label)]
        self.branches = people.offer_branches(branch)
        self.fields["consent_privacy"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("privacy"), gettext("Data protection notice")
        )
        self.fields["student_name"].widget.attrs["autocomplete"] = "off"
        self.fields["contact_name"].widget.attrs["autocomplete"] = "name"

    def keep(self, kept: Mapping[str, str], shown: Mapping[str, str]) -> None:
        """These answers stand where nothing is typed; pages show no more of them than `shown`."""
        for name, value in kept.items():
            field = self.fields[name]
            assert isinstance(field, PhoneNumber | Email)  # noqa: S101 - the two that can be kept
            field.kept, field.required = value, False
            field.help_text = gettext("Leave empty to keep %(value)s") % {"value": shown[name]}

    def answers(self) -> dict[str, Any]:
        """With the telephone number as typed, and the branch as it was named to the sender."""
        branches = dict(self.fields["branch"].choices)  # type: ignore[attr-defined]  # declared as a choice above
        typed = self.cleaned_data["contact_phone"].typed
        return (
            super().answers()
            | ({"contact_phone_typed": typed} if typed else {})
            | {"branch_name": str(branches[self.cleaned_data["branch"]])}
        )

    def sensitive(self) -> dict[str, Any]:
        """Of the answers, those that are stored apart."""
        return {name: value for name, value in self.answers().items() if name in self.SENSITIVE}

    def steps(self) -> list[Step]:
        """The pages of a slip in several steps; none for a slip of one page."""
        return []

    @classmethod
    def opening(cls, step: str) -> dict[str, Any]:
        """What is chosen already where the page of this step is opened first."""
        return {}

    def unkept(self) -> str:
        """What a draft on the sender's device must not hold, for the page."""
        return " ".join(sorted(self.SENSITIVE | self.UNKEPT | {*self.CONFIRMED}))

    def key_date(self) -> date | None:
        """The day that the slip is about; none for block A alone."""
        return None

    def written(self) -> str:
        """All free text, for the spam score."""
        texts = (self.cleaned_data.get(name, "") for name, field in self.fields.items() if isinstance(field, Text))
        return " ".join(texts)

    def contact_flags(self) -> list[Flag]:
        """Flags that block A itself raises."""
        return [Flag.FOREIGN_PHONE] if self.cleaned_data["contact_phone"].is_foreign else []

    def questions(self) -> list[str]:
        """What the sender may have mistyped; asked on the check page, never a refusal."""
        given = self.cleaned_data
        asked = [
            gettext("%(label)s is one word only: “%(name)s”. Is it complete?")
            % {"label": self.fields[field].label, "name": given[field]}
            for field in ("student_name", "contact_name")
            if is_single_word(given.get(field, ""))
        ]
        if not given["contact_phone"].has_known_prefix:
            asked.append(gettext("The phone number begins in an unusual way. Is it right?"))
        if meant := mail.suggestion(given.get("contact_email", "")):
            asked.append(gettext("Is the e-mail address %(address)s?") % {"address": meant})
        return asked

    def contact(self) -> str:
        """Whom the school answers: the contact person, or the student themself."""
        return str(self.cleaned_data.get("contact_name") or self.cleaned_data["student_name"])

    def branch_code(self) -> str:
        """The chosen branch's code; nothing for "do not remember"."""
        chosen = str(self.cleaned_data["branch"])
        return "" if chosen == UNKNOWN else chosen
