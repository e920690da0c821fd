"""Old slips show what their sender saw, whatever became of the product and the branch."""

from collections.abc import Mapping

import pytest
from django.utils import translation

from catalog import pricing, products
from catalog.enums import ProductKind
from catalog.models import Product
from forms_intake.enums import FormType
from forms_intake.slips.online import SLIPS
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db
CHANGE = {
    "change_kinds": ["course"],
    "current_course": "P12",
    "current_course_name": "Piano 12 buổi",
    "current_course_price": 5_000_000,
}


def renamed_dearer_and_archived(product: Product) -> None:
    products.change(product, name="Tên mới", kind=ProductKind.COURSE, by=None)
    pricing.change(product, 9_000_000, by=None, reason="Tăng giá")
    archive.archive(product, by=None, reason="Không bán nữa")


def words(form_type: FormType, answers: Mapping[str, object]) -> str:
    with translation.override("vi"):
        groups = SLIPS[form_type].groups({**factories.PAYLOAD, **answers})
    return " ".join(f"{row.label}: {row.value}" for group in groups for row in group.rows)


def test_a_change_slip_shows_the_name_and_the_price_of_its_day() -> None:
    renamed_dearer_and_archived(factories.product(sku="P12", name="Piano 12 buổi", price=5_000_000))
    assert "Piano 12 buổi · 5.000.000đ" in words(FormType.CHANGE, CHANGE)


def test_a_registration_shows_the_courses_of_its_day() -> None:
    renamed_dearer_and_archived(factories.product(sku="P12", name="Piano 12 buổi", price=5_000_000))
    wanted = {"purpose": "new", "courses": [{"sku": "P12", "name": "Piano 12 buổi", "price": 5_000_000}]}
    assert "Piano 12 buổi · 5.000.000đ" in words(FormType.STUDENT_INFO, wanted | {"course_interest": ["P12"]})


def test_a_slip_of_an_archived_branch_stays_readable() -> None:
    branch = factories.branch(code="quan-7", name="Cơ sở Quận 7")
    archive.archive(branch, by=None, reason="Chuyển đi")
    assert "Cơ sở Quận 7" in words(FormType.LEAVE_REQUEST, {})


def test_a_product_that_is_restored_is_offered_again() -> None:
    product = factories.product()
    archive.archive(product, by=None, reason="x")
    assert not Product.objects.courses().exists()
    archive.restore(product, by=None)
    assert Product.objects.courses().get() == product
