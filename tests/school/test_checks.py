"""System checks of the building blocks."""

from pathlib import Path

import pytest
import yaml
from django.core.checks import CheckMessage, run_checks
from pytest_django.fixtures import Settings

from school import checks


def found(ids: str) -> list[CheckMessage]:
    """Our own errors of that kind."""
    return [error for error in run_checks(tags=["school"]) if error.id == ids]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the retention rules that a test may spoil."""
    copy = tmp_path / "retention.yaml"
    copy.write_text(checks.RETENTION.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(checks, "RETENTION", copy)
    return copy


def spoil(rules: Path, label: str, rule: object) -> None:
    """Replaces the rule of one table."""
    rules.write_text(yaml.safe_dump(yaml.safe_load(rules.read_text("utf-8")) | {label: rule}), "utf-8")


def test_every_table_has_its_retention() -> None:
    assert run_checks(tags=["school"]) == []


def test_a_table_without_retention_is_an_error(rules: Path) -> None:
    known = yaml.safe_load(rules.read_text("utf-8"))
    del known["accounts.User"]
    rules.write_text(yaml.safe_dump(known), "utf-8")
    assert [error.msg for error in found("school.E001")] == ["accounts.User has no retention."]


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("accounts.Ghost", "none"),
        ("ghost.User", "none"),
        ("User", "none"),
        ("accounts.User", "never"),
        ("accounts.User", None),
        ("accounts.User", {"days": 30}),
        ("accounts.User", {"days": -1, "after": "archived_at"}),
        ("accounts.User", {"days": "30", "after": "archived_at"}),
        ("accounts.User", {"days": 30, "after": "ghost_at"}),
        ("accounts.User", {"with": "accounts.Ghost"}),
        ("accounts.User", {"with": "school.Heartbeat"}),
    ],
)
def test_a_rule_that_cannot_be_followed_is_an_error(rules: Path, label: str, rule: object) -> None:
    spoil(rules, label, rule)
    (error,) = [error for error in found("school.E002") if error.msg.startswith(f"retention.yaml: {label}: ")]
    assert error.is_serious()


def test_an_unreadable_encryption_key_is_an_error(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["not a key"]
    (error,) = found("school.E003")
    assert "not a key" not in error.msg
