"""Products as a spreadsheet: read back as they are, and never calculated."""

import pytest
from django.utils import translation

from catalog import exporting
from catalog.importing import reading, running
from catalog.importing.running import Outcome
from catalog.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [exporting.CSV, exporting.XLSX])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_exported_is_understood_by_the_import_and_changes_nothing(form: str, language: str) -> None:
    factories.product(sku="S1", name='Sách, "tập 1"', kind="lesson-package", price=9_600_000, stock=4)
    factories.product(sku="S2", name="Đàn 88 phím", kind="instrument")
    with translation.override(language):
        rows = reading.read(exporting.sheet(Product.objects.all(), form)).rows
        assert [step.outcome for step in running.plan(rows, stock_too=True)] == [Outcome.SAME] * 2


@pytest.mark.parametrize("name", ["=1+1", "+84", "-5", "@SUM(A1)", "\tx"])
def test_a_name_from_before_the_rules_is_text_in_both_kinds_of_file(name: str) -> None:
    factories.product(sku="S1", name=name)
    [typed] = reading.read(exporting.sheet(Product.objects.all(), exporting.CSV)).rows
    [saved] = reading.read(exporting.sheet(Product.objects.all(), exporting.XLSX)).rows
    assert typed.cells["name"] == f"'{name}"
    assert saved.cells["name"] == name
    assert b"<f>" not in exporting.sheet(Product.objects.all(), exporting.XLSX)


@pytest.mark.parametrize("form", [exporting.CSV, exporting.XLSX])
def test_the_template_is_a_sheet_that_can_be_imported(form: str) -> None:
    [step] = running.plan(reading.read(exporting.template(form)).rows, stock_too=False)
    assert step.outcome == Outcome.NEW
