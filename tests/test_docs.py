"""The documents name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
TEST = re.compile(r"\[`(test_\w+)`\]\(([^)#]+\.py)\)")
NAMED = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|md|toml|yaml|yml|txt|po|css|js|html))`")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text()
    links = {link for link in LINK.findall(text) if not ((ROOT / name).parent / link).exists()}
    named = {path for path in NAMED.findall(text) if not (ROOT / path).exists()}
    assert (links, named) == (set(), set())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_that_a_document_names_exists(name: str) -> None:
    named = TEST.findall((ROOT / name).read_text())
    assert [test for test, path in named if f"def {test}(" not in ((ROOT / name).parent / path).read_text()] == []


def test_each_dependency_has_its_line_of_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    declared = re.findall(r'^    "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    packages = [name for name in declared if (ROOT / "requirements" / "dev.txt").read_text().find(f"\n{name}==") >= 0]
    assert [name for name in packages if name not in reasons] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
