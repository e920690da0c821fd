"""`manage.py messages`."""

import gettext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

SOURCE = """
_("Send the slip")
_("Dear %(name)s")
ngettext("%(n)s row", "%(n)s rows", n)
pgettext("button", "Answer")
"""
VIETNAMESE = {
    "Send the slip": "Gửi phiếu",
    "Dear %(name)s": "Chào %(name)s",
    "%(n)s rows": "%(n)s dòng",
    "Answer": "Trả lời",
}


@pytest.fixture
def po(tmp_path: Path, settings: Settings) -> Path:
    """The catalogue of a project of one module, completely translated."""
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms/texts.py").write_text(SOURCE, "utf-8")
    call_command("messages")
    po = tmp_path / "locale/vi/LC_MESSAGES/django.po"
    lines = po.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        for original, translation in VIETNAMESE.items():
            if line in {f'msgid "{original}"', f'msgid_plural "{original}"'}:
                lines[number + 1] = lines[number + 1].replace('""', f'"{translation}"')
    po.write_text("\n".join(lines), "utf-8")
    call_command("messages")
    return po


def complaints() -> list[str]:
    """What --check says, one line per fault."""
    with pytest.raises(CommandError) as caught:
        call_command("messages", "--check")
    assert caught.value.returncode == 1
    return str(caught.value).splitlines()


def change(po: Path, old: str, new: str) -> None:
    """Edits the catalogue by hand, and compiles what it says then."""
    text = po.read_text("utf-8")
    assert old in text
    po.write_text(text.replace(old, new), "utf-8")
    call_command("messages")


def test_a_complete_translation_passes_and_is_what_readers_get(po: Path) -> None:
    call_command("messages", "--check")
    with po.with_suffix(".mo").open("rb") as file:
        vietnamese = gettext.GNUTranslations(file)
    assert vietnamese.gettext("Send the slip") == "Gửi phiếu"
    assert vietnamese.ngettext("%(n)s row", "%(n)s rows", 1) == "%(n)s dòng"
    assert vietnamese.pgettext("button", "Answer") == "Trả lời"


def test_a_new_text_fails_until_it_is_translated(po: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (po.parents[3] / "rooms/more.py").write_text('_("Close the room")', "utf-8")
    stale = ["out of date, run `manage.py messages`: django.po"]
    assert complaints() == ["not translated: Close the room", *stale]
    call_command("messages")
    assert capsys.readouterr().out.splitlines()[-1] == "not translated: Close the room"
    assert complaints() == ["not translated: Close the room"]


def test_a_text_in_an_f_string_fails_because_nobody_would_find_it(po: Path) -> None:
    (po.parents[3] / "rooms/more.py").write_text("title = f\"[{_('Close the room')}] {name}\"\n", "utf-8")
    assert complaints() == ["in an f-string, where it is not found: rooms/more.py:1"]


def test_a_text_that_is_gone_leaves_the_catalogue(po: Path) -> None:
    (po.parents[3] / "rooms/texts.py").write_text('_("Send the slip")', "utf-8")
    assert [line.split(": ")[1] for line in complaints()] == ["django.po", "django.mo"]
    call_command("messages")
    assert "Answer" not in po.read_text("utf-8")


def test_a_fuzzy_translation_fails_and_is_not_given_to_readers(po: Path) -> None:
    change(po, 'msgid "Send the slip"', '#, fuzzy\nmsgid "Send the slip"')
    assert complaints() == ["fuzzy: Send the slip"]
    assert "Gửi phiếu".encode() not in po.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("wrong", ["Chào", "Chào %(ten)s", "Chào %s", "Chào {name} %(name)s"])
def test_other_placeholders_fail(po: Path, wrong: str) -> None:
    change(po, "Chào %(name)s", wrong)
    assert complaints() == [f"placeholders differ: Dear %(name)s -> {wrong}"]


def test_a_translation_of_blanks_fails(po: Path) -> None:
    change(po, "Gửi phiếu", "  ")
    assert complaints() == ["not translated: Send the slip"]


def test_a_stale_or_missing_compilation_fails(po: Path) -> None:
    po.with_suffix(".mo").write_bytes(b"old")
    assert complaints() == ["out of date, run `manage.py messages`: django.mo"]
    po.with_suffix(".mo").unlink()
    assert complaints() == ["out of date, run `manage.py messages`: django.mo"]


def test_writing_twice_changes_nothing_and_names_no_line_date_or_version(po: Path) -> None:
    before = po.read_bytes(), po.with_suffix(".mo").read_bytes()
    call_command("messages")
    assert (po.read_bytes(), po.with_suffix(".mo").read_bytes()) == before
    assert not {"texts.py", "Date", "Babel", "20"} & set(
        po.read_text("utf-8").replace(":", " ").replace('"', " ").split()
    )


def test_this_project_is_completely_translated() -> None:
    call_command("messages", "--check")
