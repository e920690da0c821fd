"""The form of the profile page: typed text as it is stored, closed lists, and only what this tab has changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts import pictures, profiles, zones
from accounts.enums import Language, MailTiming, Notice, Theme
from accounts.models import OFFICE, Profile, User
from accounts.signing.fields import PersonName
from school import text

# Each in its own words: whoever looks for a language may not read the other one.
_LANGUAGES = [(Language.VIETNAMESE.value, "Tiếng Việt"), (Language.ENGLISH.value, "English")]
_CARD = {"class": "choice__input"}
BIO_LIMIT, PLACE_LIMIT, WEBSITE_LIMIT = 1000, 120, 200


class _Text(forms.CharField):
    """Free text, cleaned before it is measured: what people paste brings blanks and invisible signs along."""

    def __init__(self, *, limit: int, lines: bool = False, too_long: Any, **options: Any) -> None:
        self.limit, self.lines, self.too_long = limit, lines, too_long
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return text.clean(str(value or ""), lines=self.lines)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(self.too_long, code="max_length")


class _Website(forms.URLField):
    """An address of the web: other schemes could run something."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, assume_scheme="https", **options)
        self.error_messages["invalid"] = _("Enter a web address, for example https://example.com")
        self.validators = [URLValidator(schemes=["http", "https"], message=self.error_messages["invalid"])]

    def to_python(self, value: Any) -> str:
        address = super().to_python(text.clean(str(value or ""))[: 2 * WEBSITE_LIMIT]) or ""
        if len(address) > WEBSITE_LIMIT:
            raise ValidationError(_("Shorten the address to 200 characters"), code="max_length")
        return address


class _Timing(forms.ChoiceField):
    """When an e-mail is sent; a page that was opened before this was on it leaves it as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=MailTiming.choices, required=False, show_hidden_initial=True, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and super().has_changed(initial, data)


class ProfileForm(forms.Form):
    """Bound, it knows what the page showed when it was opened; see `changes`."""

    name = PersonName(show_hidden_initial=True)
    bio = _Text(
        label=_("About you"),
        limit=BIO_LIMIT,
        lines=True,
        too_long=_("Shorten the text to 1000 characters"),
        widget=forms.Textarea({"rows": 4}),
        show_hidden_initial=True,
    )
    location = _Text(
        label=_("Place"),
        limit=PLACE_LIMIT,
        too_long=_("Shorten the place to 120 characters"),
        show_hidden_initial=True,
    )
    website = _Website(label=_("Website"), show_hidden_initial=True)
    language = forms.ChoiceField(
        label=_("Language"), choices=_LANGUAGES, widget=forms.RadioSelect(_CARD), show_hidden_initial=True
    )
    theme = forms.ChoiceField(
        label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect(_CARD), show_hidden_initial=True
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones.choices, show_hidden_initial=True)
    shortcuts = forms.BooleanField(label=_("Single letters act in the inbox"), required=False, show_hidden_initial=True)
    notifications_on = forms.BooleanField(label=_("Tell me of news"), required=False, show_hidden_initial=True)
    notices = forms.MultipleChoiceField(
        label=_("What you want to hear of"),
        required=False,
        widget=forms.CheckboxSelectMultiple(_CARD),
        show_hidden_initial=True,
    )

    mail_assigned = _Timing(label=_("E-mail when something is assigned to me"))
    mail_answered = _Timing(label=_("E-mail when a parent has answered"))
    mail_promise = _Timing(label=_("E-mail when a promised answer is due"))

    def __init__(self, data: Any = None, *, person: User, profile: Profile) -> None:
        stored = {name: getattr(profile, name) for name in profiles.OF_PROFILE} | {"name": person.name}
        super().__init__(data, initial=stored, label_suffix="")
        for name, words in _REFUSALS.items():
            self.fields[name].error_messages |= {"required": words, "invalid_choice": words}
        if person.role not in OFFICE:
            del self.fields["shortcuts"]
        self._offer([Notice(notice) for notice in profiles.NOTICES[person.role]])

    def clean(self) -> dict[str, Any]:
        """What the page did not say stays as it is."""
        given = {name: self.cleaned_data.get(name) for name in profiles.MAILS if name in self.fields}
        self.cleaned_data |= {name: value or self.initial[name] for name, value in given.items()}
        return self.cleaned_data

    def seen(self) -> list[str]:
        """Hidden inputs that bring back what the page showed."""
        return [self[name].as_hidden(only_initial=True) for name in self.fields]

    def changes(self) -> dict[str, Any]:
        """What differs from the page as this tab showed it, so that another tab's change is not undone."""
        changed = {name: self.cleaned_data[name] for name in self.fields if self._differs(name)}
        if "notices" in changed:
            offered = {value for value, _label in self["notices"].field.choices}  # type: ignore[attr-defined]  # a MultipleChoiceField
            # What another role would be told of stays as it is.
            kept = [notice for notice in self.initial["notices"] if notice not in offered]
            changed["notices"] = sorted({*kept, *changed["notices"]})
        return changed

    def _offer(self, notices: list[Notice]) -> None:
        if notices:
            self.fields["notices"].choices = [(notice.value, notice.label) for notice in notices]  # type: ignore[attr-defined]  # see above
        else:
            for name in ("notices", "notifications_on", *profiles.MAILS):
                del self.fields[name]

    def _differs(self, name: str) -> bool:
        """Compared with the page as it was sent; with what is stored, where the page did not say."""
        field = self[name]
        if field.html_initial_name in self.data:
            return bool(field._has_changed())  # type: ignore[attr-defined]  # Django's own comparison, behind `changed_data`
        return bool(self.cleaned_data[name] != self.initial[name])


class PictureForm(forms.Form):
    """One file; what is in it is judged by accounts.pictures."""

    picture = forms.FileField(
        label=_("Choose a picture"),
        # The name is not kept: whatever it says, and however long it is, does not matter.
        max_length=None,
        error_messages={
            "required": _("Choose a picture first"),
            "empty": _("This file is empty. Choose another picture"),
            "missing": _("Choose a picture first"),
            "invalid": _("Choose a picture first"),
        },
    )

    def clean_picture(self) -> "UploadedFile[Any]":
        """Raises ValidationError above the limit."""
        upload: UploadedFile[Any] = self.cleaned_data["picture"]
        if (upload.size or 0) > pictures.MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Choose a smaller one"), code="bytes")
        return upload


_REFUSALS = {
    "language": _("Choose a language"),
    "theme": _("Choose a theme"),
    "timezone": _("Choose a time zone from the list"),
    **dict.fromkeys(profiles.MAILS, _("Choose when the e-mail is sent")),
}
