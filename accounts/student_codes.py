"""The code on a student's receipts, by which slips and accounts find each other (slips.md section 3)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from school import text

_FORM = re.compile(r"[A-Z0-9-]{3,20}")
TAKEN = gettext_lazy("Another student has this code already. Look for it in the list of users.")
FOR_STUDENTS = gettext_lazy("Only students have a code. Leave it empty, or choose the role student.")


class CodeField(forms.CharField):
    """A code in capitals, or nothing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Student code"))
        super().__init__(**options | {"required": False})

    def to_python(self, value: Any) -> str:
        return text.clean(str(value or "")).upper()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not _FORM.fullmatch(value):
            message = _("A student code has 3 to 20 letters, digits or hyphens, for example HV-0123")
            raise ValidationError(message, code="student_code")


def why_not(code: str, *, role: str, of: int | None) -> str:
    """Why the account with the number `of` cannot have the code; empty when it can."""
    if not code:
        return ""
    if role != Role.STUDENT:
        return str(FOR_STUDENTS)
    return str(TAKEN) if User.objects.filter(student_code=code).exclude(pk=of).exists() else ""
