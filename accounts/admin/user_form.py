"""The form of one person: what may be typed, and which roles whoever asks may give."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from accounts import corrections, people, student_codes
from accounts.enums import Role
from accounts.models import User
from accounts.signing import fields
from school import phones


class _Number(fields.Phone):
    """Shown as it is read out; the same number spelled otherwise is no change."""

    def prepare_value(self, value: Any) -> str:
        return phones.grouped(str(value)) if value else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != str(initial or "")
        except forms.ValidationError:
            return True


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Refusals that can be known beforehand stand at their field; the verbs ask again when it is saved."""

    by: ClassVar[User | AnonymousUser]

    name = fields.PersonName(widget=UnfoldAdminTextInputWidget())
    email = fields.Email(
        widget=UnfoldAdminEmailInputWidget(),
        help_text=_("A new address is confirmed by its owner at the next sign-in; the old and the new one are told."),
    )
    phone = _Number(required=False)
    student_code = student_codes.CodeField(
        widget=UnfoldAdminTextInputWidget(), help_text=_("As on the receipts; for students only")
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "email", "phone", "role", "student_code", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        assert isinstance(self.by, User)  # noqa: S101 - the admin has asked, the type checker cannot know
        by = self.by
        if phone := self.fields.get("phone"):
            phone.widget = UnfoldAdminTextInputWidget({"type": "tel", "autocomplete": "off"})
        if role := self.fields.get("role"):
            offered: Any = [(value, label) for value, label in Role.choices if people.may_grant(by, value)]
            role.choices = offered  # type: ignore[attr-defined]  # a ChoiceField's
        if not self.instance.pk and "email" in self.fields:
            self.fields["email"].help_text = _("No e-mail is sent. “Invite a colleague”, above the list, sends one.")
        if self.instance.is_guest and "email" in self.fields:
            self.fields["email"].required = False
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("A guest has none until they make an account.")
        elif (
            self.instance.pk
            and (reason := corrections.why_not_address(self.instance, by=by))
            and "email" in self.fields
        ):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = reason

    def clean_email(self) -> str | None:
        """A guest has none at all; nobody has one that is somebody else's."""
        email = self.cleaned_data["email"] or None
        if email and (reason := corrections.taken(email, by_other_than=self.instance.pk)):
            raise forms.ValidationError(reason, code="unique")
        return email

    def clean_phone(self) -> str:
        """A new number has shown nothing yet, and so may be anybody's."""
        if "phone" in self.changed_data:
            self.instance.phone_verified_at = None
        return str(self.cleaned_data["phone"])

    def clean_role(self) -> str:
        """What accounts.people would refuse."""
        return str(self._checked(people.check_role, "role"))

    def clean_student_code(self) -> str:
        """One student's only; the role is known by now."""
        code = str(self.cleaned_data["student_code"])
        role = self.cleaned_data.get("role") or self.instance.role
        if reason := student_codes.why_not(
            code if code != self.instance.student_code else "", role=role, of=self.instance.pk
        ):
            raise forms.ValidationError(reason, code="student_code")
        return code

    def clean_is_active(self) -> bool:
        """What accounts.people would refuse."""
        return bool(self._checked(people.check_active, "is_active"))

    def _checked(self, check: Any, name: str) -> Any:
        """The value, if whoever asks may set it. Raises ValidationError."""
        value = self.cleaned_data[name]
        if stored := User.objects.filter(pk=self.instance.pk).first():
            try:
                check(stored, value, by=self.by)
            except people.Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return value
