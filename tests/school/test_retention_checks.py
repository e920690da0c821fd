"""The system check of retention.yaml."""

from pathlib import Path

import pytest
import yaml
from django.core.checks import CheckMessage, run_checks

from school.retention import rules


def found(ids: str) -> list[CheckMessage]:
    """Our own errors of that kind."""
    return [error for error in run_checks(tags=["school"]) if error.id == ids]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the retention rules that a test may spoil."""
    copy = tmp_path / "retention.yaml"
    copy.write_text(rules.RETENTION.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(rules, "RETENTION", copy)
    return copy


def spoil(copy: Path, label: str, rule: object) -> None:
    """Replaces the rule of one table."""
    copy.write_text(yaml.safe_dump(yaml.safe_load(copy.read_text("utf-8")) | {label: rule}), "utf-8")


def test_every_table_has_its_retention_and_every_rule_can_be_carried_out() -> None:
    assert run_checks(tags=["school"]) == []


@pytest.mark.parametrize("label", ["accounts.User", "history"])
def test_a_table_without_retention_is_an_error(copy: Path, label: str) -> None:
    known = yaml.safe_load(copy.read_text("utf-8"))
    del known[label]
    copy.write_text(yaml.safe_dump(known), "utf-8")
    assert [error.msg for error in found("school.E001")] == [f"{label} has no retention."]


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("accounts.Ghost", "none"),
        ("ghost.User", "none"),
        ("User", "none"),
        ("accounts.User", "never"),
        ("accounts.User", None),
        ("accounts.User", []),
        ("accounts.User", {"days": 30}),
        ("accounts.User", {"days": -1, "after": "archived_at"}),
        ("accounts.User", {"days": "30", "after": "archived_at"}),
        ("accounts.User", {"days": 30, "after": "ghost_at"}),
        ("accounts.User", {"days": 30, "after": "name"}),
        ("accounts.User", {"days": 30, "after": "archived_at", "unless": "x"}),
        ("accounts.User", {"forget": 30}),
        ("accounts.User", [{"forget": 30, "after": "archived_at"}, {"forget": 30, "after": "ghost_at"}]),
        ("accounts.User", {"with": "accounts.Ghost"}),
        ("accounts.User", {"with": "school.Heartbeat"}),
        ("rooms.Room", {"forget": 30, "after": "closed_at"}),
        ("rooms.Room", {"days": 30, "after": "closed_at", "leaves": "ghost"}),
        ("rooms.Room", {"with": "forms_intake.Submission"}),
        ("history", {"days": 30, "after": "archived_at"}),
    ],
)
def test_a_rule_that_cannot_be_followed_is_an_error(copy: Path, label: str, rule: object) -> None:
    spoil(copy, label, rule)
    errors = [error for error in found("school.E002") if error.msg.startswith(f"retention.yaml: {label}: ")]
    assert len(errors) == 1
    assert errors[0].is_serious()


def test_the_way_to_the_owner_may_lead_through_tables_that_go_too() -> None:
    found = {rule.label: rules.way_to_owner(rule.model, owner(rule)) for rule in rules.every() if rule.owner}
    assert found["accounts.Profile"] == "user"
    assert found["account.EmailConfirmation"] == "email_address__user"
    assert found["socialaccount.SocialToken"] == "account__user"
    assert found["forms_intake.DeliveryAttempt"] == "delivery__submission"


def owner(rule: rules.Rule) -> type:
    """The table with which the rule's own goes."""
    return rules.Rule(rule.owner).model
