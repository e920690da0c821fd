"""Every answer of one kind of slip, a column each, in the words of the page that its sender saw."""

import re
from collections.abc import Mapping
from typing import Any

from accounts.history.words import plain
from forms_intake.exports.cells import Cell
from forms_intake.exports.writers import Column, Kind
from forms_intake.slips.online import SLIPS
from forms_intake.slips.registry import Slip

# What every slip has (columns.py).
_ELSEWHERE = frozenset({"student_name", "student_code", "branch", "contact_name", "contact_phone", "contact_email"})
# Would say who has a health note.
_TELLING = frozenset({"consent_health"})
# Anchors are the ids of controls: of a question, or of its first choice or box.
_ANCHOR = re.compile(r"id_(.+?)(_\d+)?(_day)?")


class Answers:
    """The questions of one slip as columns, and an answered slip as their cells."""

    def __init__(self, form_type: str) -> None:
        self._slip: Slip = SLIPS[form_type]
        form = self._slip.form
        # What is kept apart is not in the payload either; this is the second lock.
        left_out = _ELSEWHERE | _TELLING | form.SENSITIVE | {*form.CONFIRMED}
        fields = {key: field for key, field in form.base_fields.items() if key not in left_out}
        self.columns = [Column(str(field.label), Kind.LONG) for field in fields.values()]
        self._words = {key: _words_of(field) for key, field in fields.items()}
        self._key_of: dict[str, str] = {}

    def cells(self, payload: Mapping[str, Any]) -> list[Cell]:
        """One for each column: as a row of the slip tells it, else as it is stored, else empty."""
        told: dict[str, str] = {}
        for anchor, value in self._rows(payload):
            key = self._key(anchor)
            told[key] = f"{told[key]}\n{value}" if told.get(key) else value
        return [told.get(key) or _stored(payload.get(key), words) for key, words in self._words.items()]

    def _rows(self, payload: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The rows of the slip; none when its answers are gone (a forgotten sender's) or of an older form."""
        try:
            return [(row.anchor, row.value) for group in self._slip.groups(payload) for row in group.rows]
        except (KeyError, ValueError, TypeError):
            return []

    def _key(self, anchor: str) -> str:
        """The question of a control, found once for each control."""
        if anchor not in self._key_of:
            exact = anchor.removeprefix("id_")
            matched = _ANCHOR.fullmatch(anchor)
            self._key_of[anchor] = exact if exact in self._words or not matched else matched[1]
        return self._key_of[anchor]


def _words_of(field: Any) -> dict[str, str]:
    """The choices of a question that has some."""
    return {str(value): str(label) for value, label in getattr(field, "choices", ())}


def _stored(value: Any, words: Mapping[str, str]) -> str:
    match value:
        case None | "" | []:
            return ""
        case list():
            return ", ".join(_stored(item, words) for item in value)
        case str():
            return words.get(value, value)
        case _:
            return plain(value)
