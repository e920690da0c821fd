"""The history as CSV."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import AccountEventKind, Role
from accounts.history.export import COLUMNS
from accounts.history.spreadsheet import cell
from accounts.models import AccountEvent
from catalog.models import Branch
from forms_intake.models import Destination
from school import origin
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.csv"


def export(file: Path, **options: Any) -> list[dict[str, str]]:
    call_command("history", "export", output=str(file), **{"language": "en"} | options)
    text = file.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_one_line_for_each_changed_column_oldest_first(file: Path) -> None:
    branch = factories.branch(name="Quận 7", code="q7")
    with origin.command("seed"):
        Branch.objects.filter(pk=branch.pk).update(name="Tân Phong", is_active=False)
    lines = export(file, table="catalog.Branch")
    told = [(line["kind"], line["column"], line["before"], line["after"], line["place"]) for line in lines]
    assert told[-2:] == [
        ("Changed", "name", "Quận 7", "Tân Phong", "command seed"),
        ("Changed", "active", "Yes", "No", "command seed"),
    ]
    assert tuple(lines[0]) == COLUMNS


def test_the_words_are_vietnamese_unless_asked_otherwise(file: Path) -> None:
    factories.branch()
    assert {line["table"] for line in export(file, table="catalog.branch", language="vi")} == {"cơ sở"}


@pytest.mark.parametrize("name", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1"])
def test_nothing_that_people_typed_is_a_formula(file: Path, name: str) -> None:
    factories.branch(name=name)
    (line,) = [line for line in export(file, table="catalog.Branch") if line["column"] == "name"]
    assert line["after"] == f"'{name}"
    assert cell("Quận 7") == "Quận 7"


def test_secrets_are_not_in_the_file(file: Path) -> None:
    Destination.objects.create(name="Giáo vụ", config={"url": "https://lark.test/secret"})
    factories.submission(sensitive={"health_note": "hen suyễn"})
    export(file)
    assert not [secret for secret in ("secret", "hen suyễn", "lesson-piano") if secret in file.read_text("utf-8")]


def test_the_export_itself_is_noted(file: Path) -> None:
    boss = factories.user(Role.ADMIN)
    export(file, person=boss.email, table="accounts.User", since="01/01/2026")
    event = AccountEvent.objects.get()
    assert (event.kind, event.person, event.by) == (AccountEventKind.HISTORY_EXPORTED, None, None)
    assert event.detail == f"since=01/01/2026 table=accounts.User person={boss.pk}"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "gestern"}, "--since: Write the day as dd/mm/yyyy"),
        ({"until": "31/02/2026"}, "--until: Write the day as dd/mm/yyyy"),
        ({"table": "school.Secret"}, "Tables: accounts.Invitation, accounts.Profile"),
        ({"object": "5"}, "--table: Choose the table of this entry"),
        ({"table": "catalog.Branch", "object": "x"}, "--object: Open the history"),
        ({"person": "nobody@school.test"}, "nobody has this e-mail address"),
        ({"person": "x"}, "--person: Choose a person"),
        ({"kind": "truncate"}, "--kind: Choose a kind"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_is_written(
    file: Path, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(file, **options)
    assert not file.exists()
    assert not AccountEvent.objects.exists()


def test_a_file_that_is_there_is_not_overwritten(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        export(file)
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        export(tmp_path / "nowhere" / "history.csv")


def test_the_file_is_for_its_owner_only(file: Path) -> None:
    export(file)
    assert file.stat().st_mode & 0o077 == 0


def test_standard_output_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    factories.branch(name="Quận 7")
    call_command("history", "export", table="catalog.Branch")
    assert "Quận 7" in capsys.readouterr().out


def test_more_entries_than_one_chunk(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.history.export._CHUNK", 3)
    for _ in range(8):
        factories.branch()
    lines = export(file, table="catalog.Branch")
    assert len({line["id"] for line in lines}) == 8
