"""Reading a sheet of people: encodings, separators, headings, cells."""

import contextlib
import csv
import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.importing import people, reading, sheets
from accounts.importing.columns import COLUMNS, column_of
from accounts.importing.reading import Row
from school.csv_text import Unreadable, neutral

HEAD = "name,email,role\n"


def refusal(data: bytes) -> str:
    with translation.override("en"), pytest.raises(Unreadable) as refused:
        reading.read(data)
    return str(refused.value)


def person(**cells: str) -> people.Person:
    given = {
        "name": "Lan",
        "email": "lan@school.test",
        "phone": "",
        "role": "teacher",
        "language": "",
        "student_code": "",
    }
    with translation.override("en"):
        return people.read(Row(2, given | cells))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_files_of_every_unicode_kind_are_read(encoding: str) -> None:
    text = "họ tên,email,vai trò\nNguyễn Thị Hường,huong@school.test,giáo viên\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)

    sheet = reading.read(data)
    assert sheet.rows[0].cells["name"] == "Nguyễn Thị Hường"
    assert not sheet.is_guessed


def test_what_vietnamese_windows_wrote_is_read_and_said_to_be_a_guess() -> None:
    # Windows-1258 writes the tone as a sign of its own.
    sheet = reading.read("name,email,role\nHươ\u0300ng,h@school.test,teacher\n".encode("cp1258"))

    assert people.read(sheet.rows[0]).name == "Hường"
    assert sheet.is_guessed


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_separators_and_line_ends_are_recognised(separator: str, newline: str) -> None:
    lines = [["Họ tên", "Email", "Vai trò"], ["Lan", "lan@school.test", "giáo viên"]]
    sheet = reading.read(newline.join(separator.join(line) for line in lines).encode())

    assert list(sheet.rows[0].cells.values()) == ["Lan", "lan@school.test", "", "giáo viên", "", ""]


def test_excels_own_line_about_the_separator_is_obeyed_and_counted() -> None:
    [row] = reading.read(b"sep=;\r\nname;email;role\r\nLan;lan@school.test;teacher\r\n").rows

    assert (row.number, row.cells["email"]) == (3, "lan@school.test")


def test_quoted_cells_may_hold_separators_and_line_ends() -> None:
    [row] = reading.read(b'name,email,role\n"Lan, ""Mai""\nThu",lan@school.test,teacher\n').rows

    assert row.cells["name"] == 'Lan, "Mai"\nThu'


def test_rows_carry_the_numbers_of_the_spreadsheet() -> None:
    rows = reading.read((HEAD + "A,a@school.test,teacher\n\n,,\nB,b@school.test,teacher\n").encode()).rows

    assert [row.number for row in rows] == [2, 5]


def test_columns_may_stand_in_any_order() -> None:
    [row] = reading.read(b"role,e-mail,full name\nteacher,lan@school.test,Lan\n").rows

    assert (row.cells["name"], row.cells["role"], row.cells["phone"]) == ("Lan", "teacher", "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \n,,\n", "is empty"),
        (HEAD.encode(), "no rows below"),
        (b"name,phone\nLan,0912345678\n", "E-mail, Role"),
        (b"Lan,lan@school.test,teacher\n", "Full name, E-mail, Role"),
        (b"name,email,role,salary\nLan,lan@school.test,teacher,1\n", "salary"),
        (b"name,email,role,Email\nLan,lan@school.test,teacher,x\n", "twice: E-mail"),
        (b'name,email,role\n"Lan,lan@school.test,teacher\n', "quotation mark"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no CSV file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "no CSV file"),
        (b"\xff\xfen\x00a", "no CSV file"),
        (b"a" * (reading.MOST_BYTES + 1), "larger than 500 kB"),
    ],
)
def test_what_cannot_be_used_as_a_whole_is_answered_with_what_to_do(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_ten_thousand_rows_are_too_many_at_a_time() -> None:
    data = HEAD + "".join(f"P{n},p{n}@s.test,student\n" for n in range(10_000))
    assert "10000 rows; 2000 at a time" in refusal(data.encode())


def test_pasted_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Unreadable):
        reading.read_text("a" * (reading.MOST_BYTES + 1))


def test_every_cell_is_cleaned() -> None:
    found = person(name="  Nguyễn\u200b  Lan ", email=" LAN@School.Test", phone="0912.345.678", language="Tiếng Anh")

    assert found == people.Person("Nguyễn Lan", "lan@school.test", "+84912345678", "teacher", "en")


@pytest.mark.parametrize("typed", ["912345678", "'0912345678", "+84 912 345 678", "84912345678"])
def test_what_excel_does_to_telephone_numbers_is_undone(typed: str) -> None:
    assert person(phone=typed).phone == "+84912345678"


@pytest.mark.parametrize("word", ["Giáo viên", "GIAO VIEN", "teacher", " giáo  viên "])
def test_roles_are_understood_in_both_languages(word: str) -> None:
    assert person(role=word).role == "teacher"


@pytest.mark.parametrize("name", ["=1+1", "+A", "-A", "@SUM(A1)", " =cmd|' /C calc'!A0"])
def test_a_formula_is_no_name(name: str) -> None:
    assert any("begin with a letter" in error for error in person(name=name).errors)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": ""}, "Full name: Enter"),
        ({"name": "A" * 81}, "Full name: Shorten"),
        ({"email": ""}, "E-mail: Enter"),
        ({"email": "lan"}, "E-mail: Check"),
        ({"email": "a" * 300 + "@school.test"}, "E-mail: Check"),
        ({"phone": "=1+1"}, "Phone number: "),
        ({"phone": "12"}, "Phone number: "),
        ({"role": ""}, "Role: write"),
        ({"role": "boss"}, "Role: write"),
        ({"language": "fr"}, "Language: write"),
    ],
)
def test_each_wrong_cell_is_named(cells: dict[str, str], said: str) -> None:
    [error] = person(**cells).errors
    assert error.startswith(said)


def test_all_errors_of_a_row_are_told_at_once() -> None:
    assert len(person(name="", email="", role="", language="fr").errors) == 4


@pytest.mark.parametrize("line", ["A,a@school.test,teacher,x", "A,a@school.test,teacher,,x"])
def test_more_cells_than_headings_are_never_dropped_silently(line: str) -> None:
    [row] = reading.read(f"{HEAD}{line}\n".encode()).rows

    assert row.has_more
    assert people.read(row).errors


def test_a_column_without_heading_is_never_dropped_silently() -> None:
    [row] = reading.read(b"name,email,role,\nA,a@school.test,teacher,x\n").rows
    assert row.has_more


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert reading.read(data).rows


@given(st.lists(st.lists(st.text(max_size=20), min_size=6, max_size=6), min_size=1, max_size=5))
def test_any_cells_become_a_person_or_sentences(cells: list[list[str]]) -> None:
    for line in cells:
        found = people.read(Row(2, dict(zip(COLUMNS, line, strict=True))))
        assert found.errors or (found.name and found.email and found.role and found.language)
        assert len(found.name) <= 80


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_written_cell_is_read_back_and_never_calculated(cell: str) -> None:
    safe = neutral(cell)

    assert not safe.startswith(("=", "+", "-", "@"))
    assert safe.removeprefix("'") == cell.removeprefix("'")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_can_be_imported_as_it_is(language: str) -> None:
    with translation.override(language):
        text = sheets.template()
        [row] = reading.read(text.encode()).rows

    assert text.startswith("\ufeff")
    assert people.read(row).errors == ()
    assert [column_of(cell) for cell in next(csv.reader(io.StringIO(text[1:])))] == list(COLUMNS)
