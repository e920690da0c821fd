"""Rows as CSV and XLSX: text stays text, figures are figures, and nothing is too long, too strange or too many."""

import csv
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forms_intake.enums import ExportFormat
from forms_intake.exports import writers
from forms_intake.exports.cells import LONGEST, Cell, harmless, writable
from forms_intake.exports.writers import Column, Kind, writing

SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
COLUMNS = [Column("Học viên"), Column("Ngày", Kind.DAY), Column("Gửi lúc", Kind.MOMENT), Column("Số", Kind.NUMBER)]
ROW: list[Cell] = ["Nguyễn Bảo An", date(2026, 8, 21), datetime(2026, 8, 21, 17, 30), 3_600_000]  # noqa: DTZ001 - cells know no zone


def written(kind: ExportFormat, folder: Path, *rows: list[Cell], columns: list[Column] = COLUMNS) -> Path:
    path = folder / "file"
    with writing(kind, path, columns, title="Phiếu") as writer:
        for row in rows:
            writer.write(row)
    return path


def sheets(path: Path) -> list[list[list[tuple[str, str]]]]:
    """(type, text) of each cell of each row of each sheet."""
    with zipfile.ZipFile(path) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        trees = [ElementTree.fromstring(book.read(name)) for name in names]  # noqa: S314 - our own file
    return [[[_cell(cell) for cell in row] for row in tree.iterfind(".//s:row", SHEET)] for tree in trees]


def _cell(cell: ElementTree.Element) -> tuple[str, str]:
    return cell.get("t", "n"), "".join(cell.itertext())


def test_csv_begins_with_the_mark_of_utf_8_and_ends_its_lines_as_excel_does(tmp_path: Path) -> None:
    content = written(ExportFormat.CSV, tmp_path, ROW).read_bytes()
    assert content.startswith("\ufeffHọc viên,Ngày,Gửi lúc,Số\r\n".encode())
    assert content.endswith("Nguyễn Bảo An,2026-08-21,2026-08-21 17:30,3600000\r\n".encode())


def test_csv_keeps_commas_quotation_marks_and_line_ends_inside_a_cell(tmp_path: Path) -> None:
    text = 'Học, "chơi"\nvà thi'
    path = written(ExportFormat.CSV, tmp_path, [text], columns=COLUMNS[:1])
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["Học viên"], [text]]


def test_xlsx_holds_text_days_moments_and_numbers_as_what_they_are(tmp_path: Path) -> None:
    (rows,) = sheets(written(ExportFormat.XLSX, tmp_path, ROW))
    assert rows[1] == [("inlineStr", "Nguyễn Bảo An"), ("n", "46255"), ("n", "46255.72916666666"), ("n", "3600000")]


def test_the_headings_of_xlsx_stay_in_sight(tmp_path: Path) -> None:
    path = written(ExportFormat.XLSX, tmp_path, ROW)
    with zipfile.ZipFile(path) as book:
        assert b'state="frozen"' in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1+1", "+84912345678", "-1", "@SUM(A1)", "\t=1", "＝1", " =1", "\n=1"])
def test_what_excel_would_calculate_gets_an_apostrophe_in_csv_and_is_text_in_xlsx(text: str, tmp_path: Path) -> None:
    assert harmless(text) == f"'{text}"
    (rows,) = sheets(written(ExportFormat.XLSX, tmp_path, [text], columns=COLUMNS[:1]))
    assert rows[1] == [("inlineStr", text)]


@pytest.mark.parametrize("text", ["0912345678", "123456789012", "1E5", "3-4", "21/08/2026", "17:30"])
def test_what_excel_would_take_for_a_number_or_a_day_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "0912 345 678", "NP-260821-7K3F", "Piano 24 buổi", "HV-0123", "12"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["a\0b", "a\x0bb", "a\ud800b", "a\ufffeb"])
def test_signs_that_xml_forbids_are_left_out(text: str, tmp_path: Path) -> None:
    assert writable(text, "") == "ab"
    (rows,) = sheets(written(ExportFormat.XLSX, tmp_path, [text], columns=COLUMNS[:1]))
    assert rows[1] == [("inlineStr", "ab")]
    assert "ab" in written(ExportFormat.CSV, tmp_path, [text], columns=COLUMNS[:1]).read_text("utf-8-sig")


@pytest.mark.parametrize("sign", ["a", "ễ", "🎹"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(sign: str) -> None:
    cut = writable(sign * 40_000, " [đã cắt]")
    assert cut.endswith(f"{sign} [đã cắt]")
    assert LONGEST - 1 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert writable(sign * 100, " [đã cắt]") == sign * 100


def test_a_text_that_just_fits_is_whole() -> None:
    assert writable("a" * LONGEST, " [đã cắt]") == "a" * LONGEST


def test_emoji_and_words_that_look_like_escapes_come_back_as_they_were(tmp_path: Path) -> None:
    (rows,) = sheets(written(ExportFormat.XLSX, tmp_path, ["🎹 Đàn", "_x0041_"], columns=COLUMNS[:2]))
    assert rows[1] == [("inlineStr", "🎹 Đàn"), ("inlineStr", "_x005F_x0041_")]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_with_headings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "ROWS_OF_A_SHEET", 3)
    rows: list[list[Cell]] = [[str(number)] for number in range(5)]
    found = sheets(written(ExportFormat.XLSX, tmp_path, *rows, columns=COLUMNS[:1]))
    assert [[row[0][1] for row in sheet] for sheet in found] == [
        ["Học viên", "0", "1"],
        ["Học viên", "2", "3"],
        ["Học viên", "4"],
    ]


def broken_off(kind: ExportFormat, path: Path, breaking: Callable[[], object]) -> None:
    with writing(kind, path, COLUMNS, title="Phiếu") as writer:
        writer.write(ROW)
        breaking()


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_whatever_breaks_off_leaves_no_parts_behind(kind: ExportFormat, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        broken_off(kind, tmp_path / "file", lambda: 1 // 0)
    assert {path.name for path in tmp_path.iterdir()} <= {"file"}


def test_a_disk_that_takes_nothing_at_the_end_of_xlsx_is_told_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    with pytest.raises(OSError, match="gone"):
        broken_off(ExportFormat.XLSX, folder / "file", lambda: folder.rename(tmp_path / "elsewhere"))
