"""Stored values in the reader's language: choices, dates, yes and no, telephone numbers; never a secret."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from accounts.history import hooks
from school.context import phone_in_words
from school.encryption import EncryptedJSONField

EMPTY = "—"
_DETAILS = {
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "phone-code": gettext_lazy("code for a phone"),
    "google": "Google",
}
_LONGEST = 160
_AROUND = 40


def detail(stored: str) -> str:
    """What an account event adds to its kind: which second factor or provider; filters of an export stand as typed."""
    return str(_DETAILS.get(stored, stored))


def is_secret(field: "models.Field[Any, Any]") -> bool:
    """Of these only that they changed is told."""
    return isinstance(field, EncryptedJSONField | models.FileField)


def value(column: str, field: "models.Field[Any, Any]", stored: Any) -> str:
    """One stored value; foreign keys are told by accounts.history.names."""
    if stored is None or stored in ("", [], {}):
        return EMPTY
    if say := hooks.words_of(column):
        return _safely(say, stored)
    if isinstance(field, ArrayField):
        return ", ".join(_one(field.base_field, item) for item in stored)
    if isinstance(field, PhoneNumberField):
        return phone_in_words(str(stored))
    return _one(field, stored)


def by_key(column: str, stored: Any) -> dict[str, tuple[str, str]]:
    """A JSON value as label and words by key; an unknown key is its own label, one without words is left out."""
    if not isinstance(stored, Mapping):
        return {} if stored is None else {"": ("", plain(stored))}
    told = dict(_keyed(column, stored))
    return {key: words for key, item in stored.items() if (words := told.get(key, (key, plain(item)))) != ("", "")}


def plain(stored: Any) -> str:
    """A value without a type, as in JSON."""
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    if isinstance(stored, Mapping):
        return "; ".join(f"{key}: {plain(item)}" for key, item in stored.items()) or EMPTY
    if isinstance(stored, list):
        return ", ".join(plain(item) for item in stored) or EMPTY
    return EMPTY if stored is None or stored == "" else str(stored)


def moment(at: datetime) -> str:
    """At the school's time: 21/08/2026 17:30."""
    return date_format(timezone.localtime(at), "d/m/Y H:i")


def shortened(before: str, after: str) -> tuple[str, str]:
    """Long texts are cut down to where they differ."""
    if max(len(before), len(after)) <= _LONGEST:
        return before, after
    start = _alike(zip(before, after, strict=False))
    end = _alike(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    return _cut(before, start, end), _cut(after, start, end)


def _alike(pairs: "Iterable[tuple[str, str]]") -> int:
    count = 0
    for first, other in pairs:
        if first != other:
            break
        count += 1
    return count


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    middle = text[first:last]
    if len(middle) > _LONGEST * 2:
        middle = f"{middle[:_LONGEST]} … {middle[-_LONGEST:]}"
    return f"{'… ' if first else ''}{middle}{' …' if last < len(text) else ''}"


def _one(field: "models.Field[Any, Any]", stored: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(stored, stored))
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    if isinstance(stored, datetime):
        return moment(stored)
    if isinstance(stored, date):
        return date_format(stored, "d/m/Y")
    return plain(stored)


def _keyed(column: str, stored: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    say = hooks.keys_of(column)
    try:
        return say(stored) if say else {}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _safely(say: hooks.Words, stored: Any) -> str:
    """An old value that today's words do not know is shown as it is."""
    try:
        return say(stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        return plain(stored)
