"""What saving a row tells the open pages."""

import pytest

from school import live
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_row_is_news_for_the_list_and_a_changed_one_for_its_page_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(live, "changed", lambda *topics: told.extend(topics))
    product = factories.product()
    assert ("products" in told, f"product:{product.pk}" in told) == (True, False)
    product.save()
    assert f"product:{product.pk}" in told
