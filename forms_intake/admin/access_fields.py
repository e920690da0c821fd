"""Credentials in the admin: typed once, stored encrypted, never shown again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from forms_intake.lark.transports import Access
from forms_intake.models import Destination, LarkApp
from school.encryption import Undecryptable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def stored(row: Destination | LarkApp) -> dict[str, Any]:
    """What a row holds; nothing when the key is lost, so that all of it can be pasted anew."""
    try:
        return dict(row.config)
    except Undecryptable:
        return {}


def is_unreadable(row: Destination | LarkApp) -> bool:
    """Whether no key opens the stored credentials any more."""
    try:
        return row.config is None
    except Undecryptable:
        return True


def access_of(row: Destination) -> Access:
    """What is stored, as a transport gets it."""
    return Access(config=stored(row), app=app_access(row.app))


def app_access(app: LarkApp | None) -> dict[str, Any]:
    """The app's id and secrets; without an app nothing."""
    return {"app_id": app.app_id, **stored(app)} if app else {}


class SecretField(forms.CharField):
    """Empty keeps what is stored: the page never carries it back."""

    def __init__(self, label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> None:
        widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "spellcheck": "false"})
        super().__init__(label=label, required=False, max_length=200, widget=widget, help_text=help_text)


def say_what_stays(fields: Mapping[str, forms.Field], stored_as: Mapping[str, str], kept: Mapping[str, Any]) -> None:
    """Adds to the help of each field that something is stored for: empty keeps it."""
    for name, key in stored_as.items():
        if name in fields and kept.get(key):
            fields[name].help_text = format_lazy("{} {}", fields[name].help_text, _("Empty keeps what is stored."))


def merged(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored, with what was typed in its place."""
    return {**kept, **{name: value for name, value in given.items() if value}}


UNREADABLE = _(
    "The stored credentials cannot be read, because the encryption key was changed. Paste them anew and save."
)
