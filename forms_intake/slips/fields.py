"""Fields of one input: text, names, telephone numbers, e-mail, choices and ticks (slips.md section 2)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_intake.slips import wording
from forms_intake.slips.widgets import Checks, Choices
from school import phones, text
from school.folding import fold

NAME_LIMIT = 80
_MOST_DIGITS = 9
_NAME_SIGNS = frozenset(" '’.-‐")


class Text(forms.CharField):
    """Cleaned text with limits in characters; too long is said, never cut off."""

    def __init__(self, *, limit: int, least: int = 0, lines: bool = False, missing: Any = None, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}) if lines else forms.TextInput, **options)
        self.limit, self.least, self.lines, self.missing = limit, least, lines, missing

    def to_python(self, value: Any) -> str:
        return text.clean(str(value or ""), lines=self.lines)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(wording.too_long(self.label, self.limit, len(value)), code="too_long")
        if 0 < len(value) < self.least:
            raise ValidationError(wording.too_short(self.label, self.least), code="too_short")


class PersonName(Text):
    """A name in any script, kept whole and as typed; one word only makes the page ask (see `is_single_word`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(limit=NAME_LIMIT, least=2, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not all(sign in _NAME_SIGNS or unicodedata.category(sign)[0] in "LM" for sign in value) or (
            value and not any(unicodedata.category(sign)[0] == "L" for sign in value)
        ):
            message = _("%(label)s: use letters, spaces and the signs ' . - only")
            raise ValidationError(message % {"label": self.label}, code="name")
        # One letter of some scripts folds into eighteen, and the folded name has a column of the same width.
        if len(fold(value)) > NAME_LIMIT:
            raise ValidationError(wording.too_long(self.label, NAME_LIMIT, len(fold(value))), code="too_long")


def is_single_word(name: str) -> bool:
    """Whether somebody may have left out family name or given name."""
    return bool(name) and len(name.split()) == 1


class StudentCode(Text):
    """Letters, digits and hyphens, in capitals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(limit=20, **options)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).upper()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not (
            len(value) >= 3 and all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in value)
        ):
            message = _("A student code has 3 to 20 letters, digits or hyphens, for example HV-0123")
            raise ValidationError(message, code="student_code")


class PhoneNumber(forms.CharField):
    """A telephone number; cleans to `phones.Phone`, or None when empty."""

    width = "w-20 num"
    # Stands where nothing is typed; see BlockA.keep.
    kept = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TelInput({"inputmode": "tel", "autocomplete": "tel"}), **options)

    def clean(self, value: Any) -> phones.Phone | None:
        typed = text.clean(str(value or ""))
        given = typed or self.kept
        self.validate(given)
        # What is kept was typed by nobody: whoever guesses it has given another answer.
        return replace(phones.parse(given), typed=typed) if given else None


class Email(forms.EmailField):
    """An address with the domain in lower case."""

    # As with PhoneNumber.
    kept = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}), **options)
        # A length limit in the browser would cut off silently.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        local, at, domain = (text.clean(str(value or "")) or self.kept).rpartition("@")
        return f"{local}{at}{domain.lower()}"

    def run_validators(self, value: str) -> None:
        try:
            super().run_validators(value)
        except ValidationError as refused:
            message = _("The e-mail address is not complete, for example name@gmail.com")
            raise ValidationError(message, code="email") from refused


class Choice(forms.ChoiceField):
    """One of a few keys: cards in `columns`, or a list with an empty first line and the look's `width`."""

    def __init__(self, *, options: Iterable[tuple[Any, Any]] = (), listed: bool = False, **more: Any) -> None:
        self.missing, self.width = more.pop("missing", None), more.pop("width", "")
        columns = more.pop("columns", "")
        first = [("", "—")] if listed else []
        widget = forms.Select() if listed else Choices(columns)
        super().__init__(choices=[*first, *options], widget=widget, **more)

    def validate(self, value: Any) -> None:
        # An unknown key comes from an old link or a forged form; both are answered by choosing again.
        if (value and not self.valid_value(value)) or (self.required and not value):
            raise ValidationError(wording.missing(self), code="required")


class Tick(forms.BooleanField):
    """A yes that nobody else gives; a consent when `required`."""

    def __init__(self, *, missing: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.missing = missing


class Several(forms.MultipleChoiceField):
    """Some of a few keys, as check boxes in `columns`; between one (when required) and `most`, in the list's order."""

    def __init__(self, *, options: Iterable[tuple[Any, Any]] = (), most: int = 0, **more: Any) -> None:
        self.missing, self.most = more.pop("missing", None), most
        super().__init__(choices=list(options), widget=Checks(more.pop("columns", "")), **more)

    def clean(self, value: Any) -> list[str]:
        typed = set(self.to_python(value))
        # Its type allows for groups of choices and functions that make them; these lists are plain.
        keys = [str(key) for key, _label in self.choices]  # type: ignore[misc,union-attr]
        return self._checked([key for key in keys if key in typed], typed)

    def _checked(self, chosen: list[str], typed: set[str]) -> list[str]:
        if len(chosen) < len(typed) or (self.required and not chosen):
            raise ValidationError(wording.missing(self), code="required")
        if self.most and len(chosen) > self.most:
            message = _("%(label)s: choose at most %(most)s") % {"label": self.label, "most": self.most}
            raise ValidationError(message, code="too_many")
        return chosen


class Number(forms.CharField):
    """A whole number from `lowest` to `highest`, typed as text: a box of type number steps at a touch."""

    width = "w-4 num"

    def __init__(self, *, lowest: int, highest: int, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}), **options)
        self.lowest, self.highest = lowest, highest

    def clean(self, value: Any) -> int | None:
        typed = text.digits(text.clean(str(value or "")))
        self.validate(typed)
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
            raise ValidationError(self._said(), code="number")
        if not self.lowest <= int(typed) <= self.highest:
            raise ValidationError(self._said(), code="range")
        return int(typed)

    def _said(self) -> str:
        message = _("%(label)s: enter a whole number from %(lowest)s to %(highest)s")
        return message % {"label": self.label, "lowest": self.lowest, "highest": self.highest}
