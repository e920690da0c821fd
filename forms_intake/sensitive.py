"""Answers that are kept apart: who may read which, and the only way to them."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_intake.models import Submission
from school import live, sensitive
from school.sensitive import Reading

COLUMN = "sensitive"


class Answer(models.TextChoices):
    """The keys of Submission.sensitive (slips.md sections 4 and 8)."""

    HEALTH_NOTE = "health_note", _("Health note")
    PRIVATE_NOTE = "private_note", _("Private note to the management")


PERMISSIONS: Mapping[Answer, str] = {
    Answer.HEALTH_NOTE: "forms_intake.read_sensitive_submission",
    Answer.PRIVATE_NOTE: "forms_intake.read_private_submission",
}


def may_read(reader: Any, answer: Answer) -> bool:
    """Health notes by role; notes to the management by the management only."""
    return bool(reader.has_perm(PERMISSIONS[answer]))


def present(row: Submission) -> list[Answer]:
    """Which of them the sender filled in, without a word of what they hold. Raises Undecryptable."""
    return [Answer(key) for key in sensitive.keys(row, COLUMN) if key in Answer.values]


def read(row: Submission, answer: Answer, reading: Reading) -> str:
    """The text, and a note of who read it, both or neither. KeyError when there is none; raises Undecryptable."""
    text = sensitive.read(row, COLUMN, answer.value, reading)
    # Its history says so to colleagues who have it open.
    live.changed(f"submission:{row.pk}")
    return text
