"""Which files of products can be read, and what is said about the others."""

import io
import time
import zipfile
from datetime import date

import pytest
from django.utils import translation

from catalog.importing import reading, xlsx
from catalog.importing.columns import COLUMNS, column_of, kind_of, status_of
from school import turns
from school.csv_text import Unreadable
from tests.catalog import sheets
from tests.catalog.sheets import HEADING

SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes) -> str:
    with translation.override("en"), pytest.raises(Unreadable) as refused:
        reading.read(data)
    return str(refused.value)


def test_both_kinds_of_file_say_the_same() -> None:
    typed = sheets.csv(";".join(HEADING), "S1;Sách;Sách;9.600.000đ;4", "S2;Đàn;Nhạc cụ;9600;")
    saved = sheets.xlsx(HEADING, ("S1", "Sách", "Sách", "9.600.000đ", 4), ("S2", "Đàn", "Nhạc cụ", 9600.0, None))
    assert reading.read(typed).rows == reading.read(saved).rows


def test_numbers_dates_and_fractions_of_a_workbook_become_text_that_is_no_other_number() -> None:
    [row] = reading.read(sheets.xlsx(HEADING, ("S1", date(2026, 1, 2), True, 9.123, 4.0))).rows
    assert list(row.cells.values()) == ["S1", "2026-01-02 00:00:00", "True", "9.123000", "4", ""]


def test_formulas_are_not_calculated() -> None:
    [row] = reading.read(sheets.xlsx(HEADING, ("S1", "Sách", "Sách", "=1+1", 4))).rows
    assert row.cells["price"] == "=1+1"


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    found = reading.read(sheets.xlsx(HEADING, (), ("S1",), (None, " "), ("S2",)))
    assert [row.number for row in found.rows] == [3, 5]
    assert "status" not in found.columns


@pytest.mark.parametrize("language", ["vi", "en"])
def test_our_own_headings_and_words_are_understood(language: str) -> None:
    with translation.override(language):
        assert [column_of(str(label)) for label in COLUMNS.values()] == list(COLUMNS)
        assert [kind_of("GÓI BUỔI"), kind_of("lesson package"), kind_of("xe đạp")] == ["lesson-package"] * 2 + [""]
        assert [status_of("Active"), status_of("Lưu trữ"), status_of("x" * 200)] == ["active", "archived", ""]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n ,\n", "empty"),
        (sheets.xlsx(), "empty"),
        (b"sku,name\n", "no rows"),
        (b"name,price\nA,5\n", "Add these columns"),
        (b"sku,colour\nA,5\n", "Rename or remove these columns: colour"),
        (b"sku,sku\nA,5\n", "there twice"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no CSV file"),
        (b"%PDF-1.4\n1 0 obj\n", "Choose a CSV or XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Excel"),
        (b"PK\x03\x04 and nothing else", "cannot be read"),
        (b"sku\n" + b"A" * reading.MOST_BYTES, "larger than 900 kB. Divide it into several of at most 2.000 rows each"),
        (b'sku,name\nA,"x\n', "quotation mark"),
        (sheets.with_part(sheets.xlsx(HEADING, ("S1",)), SHEET, b"<worksheet"), "cannot be read"),
        (sheets.with_part(sheets.xlsx(HEADING, ("S1",)), "xl/workbook.xml", b"<x/>"), "empty"),
        (sheets.with_part(sheets.xlsx(HEADING), SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_workbook_that_grows_when_it_is_unpacked_is_refused_before_it_is_parsed() -> None:
    bomb = sheets.with_part(sheets.xlsx(HEADING), SHEET, b" " * (xlsx.MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    assert "The file holds too much" in refusal(bomb)


SPACE = b"xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
BOOK = sheets.xlsx(HEADING, ("S1",))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (SHEET, b"<worksheet %s><sheetData><row>%s</row></sheetData></worksheet>" % (SPACE, b"<c/>" * xlsx.MOST_TAGS)),
        ("xl/styles.xml", b"<styleSheet %s><cellXfs>%s</cellXfs></styleSheet>" % (SPACE, b"<xf/>" * xlsx.MOST_TAGS)),
    ],
)
def test_a_small_file_of_very_many_tags_is_refused_before_it_is_parsed(name: str, content: bytes) -> None:
    begun = time.process_time()
    assert "The file holds too much" in refusal(sheets.with_part(BOOK, name, content))
    assert time.process_time() - begun < 0.5


def test_a_workbook_of_a_hundred_thousand_rows_is_refused_with_how_many_are_possible() -> None:
    row = b"<row><c t='inlineStr'><is><t>GT-01</t></is></c><c><v>120000</v></c></row>" * 100_000
    book = sheets.with_part(BOOK, SHEET, b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (SPACE, row))
    assert len(book) < reading.MOST_BYTES
    assert "at most 2.000 rows each" in refusal(book)


@pytest.mark.parametrize("encoding", ["UTF-7", "cp037", "IBM1047"])
def test_letters_in_which_tags_would_hide_are_refused(encoding: str) -> None:
    content = f"<?xml version='1.0' encoding='{encoding}'?><x/>".encode(encoding.replace("IBM1047", "cp1140"))
    assert "cannot be read" in refusal(sheets.with_part(BOOK, "xl/styles.xml", content))


def test_a_sheet_as_full_as_may_be_is_read() -> None:
    row = ("SACH-01", "Giáo trình", "Sách", "120.000đ", 10, "Đang bán")
    assert (
        len(reading.read(sheets.xlsx((*HEADING, "Trạng thái"), *[row] * reading.MOST_ROWS)).rows) == reading.MOST_ROWS
    )


def cut(data: bytes) -> bytes:
    """One part's packed letters are overwritten."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        part = parts.getinfo(SHEET)
    begin = part.header_offset + 30 + len(SHEET) + 4
    return data[:begin] + b"\xff" * 20 + data[begin + 20 :]


def test_a_workbook_that_was_damaged_on_its_way_cannot_be_read() -> None:
    beyond = b"<worksheet %s><sheetData><row><c t='s'><v>7</v></c></row></sheetData></worksheet>" % SPACE
    for data in (cut(BOOK), BOOK[:-30], BOOK[: len(BOOK) // 2], sheets.with_part(BOOK, SHEET, beyond)):
        assert "cannot be read" in refusal(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"sku" + b",x" * 400_000, "more than 100 columns"),
        (b"sku,name\n" + b"A,b\n" * 200_000, "more than 2.000 rows"),
        (b"sku,name\n" + b"," * 890_000, "no rows"),
        (b"," * 890_000, "empty"),
        (b"\n" * 890_000, "empty"),
    ],
)
def test_a_file_of_signs_only_is_refused_soon(data: bytes, words: str) -> None:
    begun = time.process_time()
    assert words in refusal(data)
    assert time.process_time() - begun < 0.7


@pytest.mark.parametrize("data", [b"sku\nA", BOOK])
def test_files_of_both_kinds_are_read_one_at_a_time(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_S", 0.01)
    with turns.taken(), pytest.raises(turns.Busy):
        reading.read(data)


def test_very_many_rows_are_refused_soon() -> None:
    # Repeated rows, which pack well: nothing but the count can refuse them.
    row = b"<row><c t='n'><v>1</v></c></row>"
    heading = b"<row><c t='inlineStr'><is><t>SKU</t></is></c></row>"
    content = b"<worksheet %s><sheetData>%s%s</sheetData></worksheet>" % (SPACE, heading, row * (xlsx.MOST_TAGS // 7))
    data, begun = sheets.with_part(BOOK, SHEET, content), time.process_time()
    assert "more than 2.000 rows" in refusal(data)
    assert time.process_time() - begun < 2
