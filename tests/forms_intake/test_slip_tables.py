"""The tables of docs/slips.md and the forms say the same."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django import forms
from django.utils import translation

from forms_intake.enums import FormType
from forms_intake.slips import dates, fields
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.files import FilesField
from forms_intake.slips.online import SLIPS
from forms_intake.slips.slots import SlotsField

BLOCK_A = "block A"
_HEADING = re.compile(r"^## .* \(`?([a-zA-Z -]+)`?\)$")
_ROW = re.compile(r"^\| ([a-z0-9_]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$")
_KINDS: list[tuple[type[forms.Field], str]] = [
    (fields.PhoneNumber, "tel"),
    (fields.Email, "email"),
    (fields.Number, "number"),
    (fields.Several, "some"),
    (fields.Choice, "one"),
    (fields.Tick, "tick"),
    (dates.BirthDate, "birth date"),
    (dates.DateField, "date"),
    (dates.DatesField, "dates"),
    (SlotsField, "slots"),
    (FilesField, "files"),
]


class Told(NamedTuple):
    """One row of a table."""

    key: str
    vi: str
    en: str
    kind: str
    asked: str


def _tables() -> dict[str, dict[str, Told]]:
    tables: dict[str, dict[str, Told]] = {}
    for line in Path("docs/slips.md").read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.match(line):
            table = tables.setdefault(heading[1], {})
        elif row := _ROW.match(line):
            told = Told(*(cell.strip() for cell in row.groups()))
            assert told.key not in table, f"{told.key} stands twice"
            table[told.key] = told
    return tables


TABLES = _tables()
FORMS = {BLOCK_A: BlockA} | {name: slip.form for name, slip in SLIPS.items()}


def _own(name: str) -> dict[str, forms.Field]:
    shared = set() if name == BLOCK_A else set(BlockA.base_fields)
    return {key: field for key, field in FORMS[name].base_fields.items() if key not in shared}


def _kind(field: forms.Field) -> str:
    if isinstance(field, fields.Text):
        return "lines" if field.lines else "text"
    return next(kind for sort, kind in _KINDS if isinstance(field, sort))


def test_all_five_slips_have_a_table_and_are_open() -> None:
    assert set(TABLES) - {BLOCK_A} == set(FormType.values) == set(SLIPS)


@pytest.mark.parametrize("name", TABLES)
def test_each_key_stands_on_both_sides(name: str) -> None:
    assert set(TABLES[name]) == set(_own(name))


@pytest.mark.parametrize("name", TABLES)
def test_each_question_is_of_the_kind_that_the_table_names(name: str) -> None:
    assert {key: _kind(field) for key, field in _own(name).items()} == {
        key: told.kind for key, told in TABLES[name].items()
    }


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_each_label_reads_as_in_the_table(name: str, language: str) -> None:
    with translation.override(language):
        shown = {key: str(field.label) for key, field in _own(name).items()}

    assert shown == {key: getattr(told, language) for key, told in TABLES[name].items()}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_always_asked_is_required_and_nothing_else_is(name: str) -> None:
    always = {key for key, told in TABLES[name].items() if told.asked.startswith("always")}

    assert {key for key, field in _own(name).items() if field.required} == always
