"""Which column of a Base holds what: suggested by name, compared with the Base, and the Base's address."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django import Settings

from forms_intake.lark import base_address, mapping
from forms_intake.lark.base_sources import SOURCES
from forms_intake.lark.base_values import ColumnType, Link, UnfitError, Value, shape
from forms_intake.lark.mapping import Column, Field

ID = Field("fld1", "Submission ID", ColumnType.TEXT)
NAME = Field("fld2", "Học viên", ColumnType.TEXT)
SENT = Field("fld3", "Gửi lúc", ColumnType.DATE)
MAPPED = [
    Column(ID, "reference").stored(),
    Column(NAME, "student_name").stored(),
    Column(SENT, "submitted_at").stored(),
]


def ours(*fields: Field) -> dict[str, str]:
    return {column.ours: column.field.name for column in mapping.suggest(fields)}


def text(name: str, number: int = 9) -> Field:
    return Field(f"fld{number}", name, ColumnType.TEXT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Submission ID", "reference"),
        ("submission id", "reference"),
        ("Mã phiếu", "reference"),
        ("MA PHIEU", "reference"),
        ("học viên", "student_name"),
        ("Student name", "student_name"),
        ("SDT", "contact_phone"),
        ("Ghi  chú", "note"),
    ],
)
def test_names_are_known_in_both_languages_with_and_without_marks(name: str, expected: str) -> None:
    assert ours(text(name)) == {expected: name}


def test_every_one_of_ours_is_found_by_each_of_its_names_and_by_no_others() -> None:
    for key, source in SOURCES.items():
        for name in source.names:
            assert ours(Field("fld", name, source.types[0])).get(key) == name or key == "reference"


def test_a_column_whose_type_cannot_hold_it_is_not_suggested() -> None:
    assert ours(Field("fld", "Học viên", ColumnType.NUMBER), Field("fld0", "Gửi lúc", 1001)) == {}


def test_the_best_name_wins_and_each_column_is_used_once() -> None:
    assert ours(text("Mã phiếu", 1), text("Submission ID", 2)) == {"reference": "Submission ID"}


def test_what_was_chosen_before_is_kept() -> None:
    kept = (Column(text("Cột lạ"), "student_name"),)
    chosen = mapping.suggest([NAME, ID, text("Cột lạ")], kept=kept)
    assert {column.ours: column.field.name for column in chosen} == {
        "student_name": "Cột lạ",
        "reference": "Submission ID",
    }


def test_a_complete_mapping_has_nothing_wrong() -> None:
    assert mapping.validate(MAPPED) == []


def test_a_mapping_without_reference_says_what_to_add() -> None:
    with translation.override("en"):
        [sentence] = mapping.validate(MAPPED[1:])
    assert "Submission ID" in sentence
    assert "Text" in sentence


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (Column(NAME, "contact_name").stored(), "twice"),
        (Column(Field("fld8", "Số", ColumnType.NUMBER), "note").stored(), "cannot hold"),
    ],
)
def test_a_mapping_that_cannot_be_written_says_why(entry: dict[str, Any], word: str) -> None:
    with translation.override("en"):
        [sentence] = mapping.validate([*MAPPED, entry])
    assert word in sentence


def test_what_we_no_longer_tell_is_passed_over() -> None:
    assert mapping.columns([{"field_id": "fld", "field_name": "x", "type": 1, "ours": "horoscope"}]) == ()


@pytest.mark.parametrize("item", [None, 1, {}, {"field_id": "f", "field_name": "n"}, {"field_name": "n", "type": 1}])
def test_what_is_no_column_in_larks_answer_is_passed_over(item: Any) -> None:
    assert mapping.fields([item]) == ()


def kinds(*fields: Field) -> list[tuple[str, str, str]]:
    return [(entry["kind"], entry["was"], entry["now"]) for entry in mapping.compare(MAPPED, fields)]


def test_an_unchanged_base_differs_in_nothing() -> None:
    assert kinds(ID, NAME, SENT, text("Cột khác")) == []


def test_renamed_removed_retyped_and_new_columns_are_told_apart() -> None:
    assert kinds(
        ID, Field("fld2", "Tên bé", ColumnType.TEXT), Field("fld3", "Gửi lúc", ColumnType.CHECKBOX), text("Ghi chú")
    ) == [("renamed", "Học viên", "Tên bé"), ("retyped", "Gửi lúc", "Gửi lúc"), ("new", "", "Ghi chú")]
    assert kinds(ID, NAME) == [("removed", "Gửi lúc", "")]


def test_another_type_that_can_hold_it_too_is_no_difference() -> None:
    assert kinds(ID, NAME, Field("fld3", "Gửi lúc", ColumnType.TEXT)) == []


def test_a_column_that_took_the_name_of_a_removed_one_takes_its_place() -> None:
    assert kinds(ID, text("Học viên", 7), SENT) == []


def test_taking_over_changes_keeps_what_the_base_has_lost() -> None:
    renewed = mapping.renewed(MAPPED, [ID, Field("fld2", "Tên bé", ColumnType.TEXT)])
    assert [entry["field_name"] for entry in renewed] == ["Submission ID", "Tên bé", "Gửi lúc"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_difference_is_a_sentence(language: str) -> None:
    found = mapping.compare(
        MAPPED, [Field("fld1", "Mã", ColumnType.TEXT), Field("fld3", "Gửi lúc", 1001), text("Ghi chú")]
    )
    with translation.override(language):
        sentences = [mapping.sentence(entry) for entry in found]
    assert len({entry["kind"] for entry in found}) == len(sentences) == 4
    assert "“Mã”" in sentences[0]


def test_proposals_name_the_columns_that_could_be_added() -> None:
    proposed = {proposal.ours: proposal for proposal in mapping.proposals(mapping.columns(MAPPED))}
    assert "reference" not in proposed
    assert (proposed["work_status"].name, proposed["work_status"].type) == ("Trạng thái", ColumnType.SINGLE)


MOMENT = datetime(2026, 8, 21, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "column", "expected"),
    [
        ("x", ColumnType.TEXT, "x"),
        (("a", "b"), ColumnType.TEXT, "a, b"),
        (MOMENT, ColumnType.TEXT, "17:30 21/08/2026"),
        (date(2026, 8, 21), ColumnType.TEXT, "21/08/2026"),
        (Link("NP-1", "https://x/"), ColumnType.TEXT, "https://x/"),
        (3, ColumnType.TEXT, "3"),
        (3, ColumnType.NUMBER, 3),
        ("a", ColumnType.SINGLE, "a"),
        ("a", ColumnType.MULTI, ["a"]),
        (("a", "b"), ColumnType.MULTI, ["a", "b"]),
        (MOMENT, ColumnType.DATE, 1787308200000),
        (date(2026, 8, 21), ColumnType.DATE, 1787245200000),
        (False, ColumnType.CHECKBOX, False),
        ("+84912345678", ColumnType.PHONE, "+84912345678"),
        (Link("NP-1", "https://x/"), ColumnType.URL, {"text": "NP-1", "link": "https://x/"}),
        ("", ColumnType.SINGLE, None),
        ((), ColumnType.MULTI, None),
        ("", ColumnType.DATE, None),
    ],
)
def test_values_are_written_as_their_column_wants_them(value: Value, column: int, expected: object) -> None:
    assert shape(value, column) == expected


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ("3", ColumnType.NUMBER),
        (True, ColumnType.NUMBER),
        (("a",), ColumnType.SINGLE),
        (3, ColumnType.MULTI),
        ("21/08", ColumnType.DATE),
        ("có", ColumnType.CHECKBOX),
        ("0912 345 678", ColumnType.PHONE),
        ("https://x/", ColumnType.URL),
        ("x", 11),
        ("x", 1005),
    ],
)
def test_a_value_that_does_not_fit_is_never_sent(value: Value, column: int) -> None:
    with pytest.raises(UnfitError):
        shape(value, column)


def test_text_is_cut_to_what_a_cell_holds() -> None:
    cell = shape("a" * 150_000, ColumnType.TEXT)
    assert (len(cell), cell[-1]) == (100_000, "…")


@pytest.mark.parametrize(
    ("yes", "language", "word"), [(True, "vi", "có"), (False, "vi", "không"), (True, "en", "yes"), (False, "en", "no")]
)
def test_yes_and_no_stand_as_words_in_a_text(yes: bool, language: str, word: str) -> None:
    with translation.override(language):
        assert shape(yes, ColumnType.TEXT) == word


@pytest.mark.parametrize(
    "address",
    [
        "https://phimnga.sg.larksuite.com/base/bascnDemo?table=tblSlips",
        " https://phimnga.larksuite.com/base/bascnDemo?table=tblSlips&view=vewABC#x\n",
        "https://PhimNga.LarkSuite.com/base/bascnDemo/?view=vew1&table=tblSlips",
        "https://abc.feishu.cn/base/bascnDemo?table=tblSlips",
    ],
)
def test_the_address_of_a_table_is_read(address: str) -> None:
    assert base_address.parse(address) == {"app_token": "bascnDemo", "table_id": "tblSlips"}


def test_the_emulators_address_is_taken_too(settings: Settings) -> None:
    settings.LARK_BASE_URL = "http://127.0.0.1:8010"
    assert base_address.parse("http://127.0.0.1:8010/base/bascnDemo?table=tblSlips")["table_id"] == "tblSlips"


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("", "copy its whole address"),
        ("bascnDemo", "copy its whole address"),
        ("http://x.larksuite.com/base/bascnDemo?table=tblSlips", "copy its whole address"),
        ("https://evil.example/base/bascnDemo?table=tblSlips", "copy its whole address"),
        ("https://evil-larksuite.com/base/bascnDemo?table=tblSlips", "copy its whole address"),
        ("https://x.larksuite.com.evil.example/base/b?table=tblSlips", "copy its whole address"),
        ("https://user@x.larksuite.com/base/bascnDemo?table=tblSlips", "copy its whole address"),
        ("https://[", "copy its whole address"),
        ("https://x.larksuite.com/wiki/Abc?table=tblSlips", "wiki"),
        ("https://x.larksuite.com/docx/Abc", "leads to no Base"),
        ("https://x.larksuite.com/base/../x?table=tblSlips", "leads to no Base"),
        ("https://x.larksuite.com/base/bascnDemo", "names no table"),
        ("https://x.larksuite.com/base/bascnDemo?table=../fields", "names no table"),
    ],
)
def test_any_other_address_says_what_to_copy(address: str, word: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match=word):
        base_address.parse(address)


@pytest.mark.parametrize(
    "config", [None, {}, {"app_token": "a/b", "table_id": "tblSlips"}, {"app_token": "bascnDemo", "table_id": "x"}]
)
def test_a_stored_place_that_is_none_is_not_used(config: object) -> None:
    assert base_address.of(config) is None
