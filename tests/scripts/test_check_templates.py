"""A template that does not compile is found without opening a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from scripts import check_templates


@pytest.fixture
def templates(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "templates"
    folder.mkdir()
    engine = settings.TEMPLATES[0] | {"DIRS": [folder], "APP_DIRS": False}
    with override_settings(BASE_DIR=tmp_path, TEMPLATES=[engine]):
        yield folder


def test_the_projects_own_templates_compile() -> None:
    assert check_templates.main() == []


def test_a_template_that_does_not_compile_is_named_with_its_error(templates: Path) -> None:
    (templates / "good.html").write_text("{% if yes %}{{ name }}{% endif %}")
    (templates / "bad.html").write_text("{% if yes %}")
    assert [error.split(".html")[0] for error in check_templates.main()] == ["bad"]
    assert "Unclosed tag on line 1: 'if'" in check_templates.main()[0]
