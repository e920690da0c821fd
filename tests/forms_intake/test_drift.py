"""Columns of a Base that change under way: slips go on where they can, and people hear of it."""

from typing import Any

import pytest

from forms_intake import alerts, drift
from forms_intake.enums import AlertKind
from forms_intake.lark import mapping
from forms_intake.lark.mapping import Field
from forms_intake.models import Alert, Destination
from tests.forms_intake.lark import bases
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(lark: Lark) -> Destination:
    return bases.destination()


def fields(base: Destination, **changes: Any) -> list[Field]:
    """The mapped columns, some under another name, of another type, or (None) gone."""
    columns = [column.field for column in mapping.columns(base.mapping)]
    kept = [field for field in columns if changes.get(field.name, "") is not None]
    return [_changed(field, changes.get(field.name)) for field in kept]


def _changed(field: Field, change: Any) -> Field:
    name, column_type = (change, field.type) if isinstance(change, str) else (field.name, change or field.type)
    return Field(field.id, name, column_type)


def names(base: Destination) -> set[str]:
    base.refresh_from_db()
    return {entry["field_name"] for entry in base.mapping}


def test_unchanged_columns_write_nothing_and_alert_nobody(base: Destination) -> None:
    before = base.mapping
    assert drift.note(base.pk, fields(base)) == []
    base.refresh_from_db()
    assert (base.mapping, base.drift) == (before, [])
    assert not Alert.objects.exists()


def test_a_new_name_is_taken_over_and_told(base: Destination) -> None:
    drift.note(base.pk, fields(base, **{"Học viên": "Tên bé"}))
    assert "Tên bé" in names(base)
    assert base.drift == []
    alert = Alert.objects.get()
    assert (alert.kind, alert.destination) == (AlertKind.DRIFT, base)
    [told] = alert.detail["differences"]
    assert (told["was"], told["now"]) == ("Học viên", "Tên bé")


def test_a_column_that_is_gone_stays_in_the_mapping_and_is_told_until_it_is_back(base: Destination) -> None:
    drift.note(base.pk, fields(base, **{"Số buổi": None}))
    assert "Số buổi" in names(base)
    assert [(entry["kind"], entry["ours"]) for entry in base.drift] == [("removed", "lessons")]
    drift.note(base.pk, [*fields(base, **{"Số buổi": None}), Field("fldNew", "Số buổi", 2)])
    base.refresh_from_db()
    assert base.drift == []
    assert "fldNew" in {entry["field_id"] for entry in base.mapping}


def test_a_column_of_a_type_that_cannot_hold_it_is_told(base: Destination) -> None:
    drift.note(base.pk, fields(base, **{"Gửi lúc": 7}))
    base.refresh_from_db()
    assert [(entry["kind"], entry["was_type"], entry["type"]) for entry in base.drift] == [("retyped", 5, 7)]


def test_new_columns_alert_nobody(base: Destination) -> None:
    drift.note(base.pk, [*fields(base), Field("fldNew", "Ghi chú", 1)])
    base.refresh_from_db()
    assert base.drift == []
    assert not Alert.objects.exists()


def test_the_sweep_keeps_the_alert_while_columns_are_missing(base: Destination) -> None:
    drift.note(base.pk, fields(base, **{"Số buổi": None}))
    Alert.objects.update(mailed_at="2026-01-01T00:00Z")
    alerts.watch()
    assert Alert.objects.get().closed_at is None
    Destination.objects.filter(pk=base.pk).update(drift=[])
    alerts.watch()
    assert Alert.objects.get().closed_at is not None


def test_credentials_are_neither_read_nor_written(base: Destination) -> None:
    Destination.objects.filter(pk=base.pk).update(name="Sổ")
    before = Destination.objects.get(pk=base.pk).config
    drift.note(base.pk, fields(base, **{"Học viên": "Tên bé"}))
    assert Destination.objects.get(pk=base.pk).config == before
