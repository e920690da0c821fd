"""Keyset pages, compared with slices of a plain list."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import Settings

from school import keyset
from school.keyset import Page
from school.models import Heartbeat

DESCENDING, ASCENDING = ("-seen_at", "-name"), ("seen_at", "name")
START = datetime(2026, 8, 21, 10, 0, tzinfo=UTC)
# Few different times, so that many rows share one; microseconds must survive the cursor.
times = st.integers(0, 3).map(lambda steps: START + timedelta(microseconds=steps))
tables = st.lists(times, max_size=12).map(lambda seen: list(zip(seen, "abcdefghijkl", strict=False)))
orders = st.sampled_from([DESCENDING, ASCENDING])


def fill(rows: list[tuple[datetime, str]]) -> None:
    """Exactly these rows."""
    Heartbeat.objects.all().delete()
    Heartbeat.objects.bulk_create(Heartbeat(name=name, seen_at=seen_at) for seen_at, name in rows)


def turn(cursor: str | None = None, **changes: Any) -> Page[Heartbeat]:
    """One page of all heartbeats."""
    asked: dict[str, Any] = {"order": DESCENDING, "size": 2, "filters": {"q": "an"}} | changes
    return keyset.page(Heartbeat.objects.all(), cursor=cursor, **asked)


def names(page: Page[Heartbeat]) -> str:
    return "".join(row.name for row in page.items)


class Properties(TestCase):
    """Each example runs in a transaction of its own."""

    @given(rows=tables, order=orders, size=st.integers(1, 5))
    def test_walking_older_shows_every_row_once_in_order(self, rows: Any, order: Any, size: int) -> None:
        fill(rows)
        seen, page = "", turn(order=order, size=size)
        assert page.newer is None
        while True:
            seen += names(page)
            if page.older is None:
                break
            page = turn(page.older, order=order, size=size)
            assert page.newer is not None
        assert seen == "".join(name for _, name in sorted(rows, reverse=order == DESCENDING))

    @given(rows=tables, order=orders, size=st.integers(1, 5))
    def test_walking_back_shows_the_pages_that_were_there(self, rows: Any, order: Any, size: int) -> None:
        fill(rows)
        pages = [turn(order=order, size=size)]
        while pages[-1].older:
            pages.append(turn(pages[-1].older, order=order, size=size))
        for before, after in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
            assert turn(after.newer, order=order, size=size) == before

    @given(rows=tables, later=tables, data=st.data())
    def test_a_cursor_keeps_its_place_among_inserts_and_deletes(self, rows: Any, later: Any, data: Any) -> None:
        fill(rows)
        page = turn()
        if page.older is None:
            return
        last = (page.items[-1].seen_at, page.items[-1].name)
        now = data.draw(st.lists(st.sampled_from([*rows, *later]), unique_by=lambda row: row[1])) if later else []
        fill(now)
        beyond = [name for seen_at, name in sorted(now, reverse=True) if (seen_at, name) < last]
        expected = beyond or [name for _, name in sorted(now, reverse=True)]
        assert list(names(turn(page.older))) == expected[:2]


pytestmark = pytest.mark.django_db


def five() -> None:
    """Rows a to e, e the newest."""
    fill([(START + timedelta(hours=hour), name) for hour, name in enumerate("abcde")])


def test_pages_go_older_and_newer() -> None:
    five()
    first = turn()
    second = turn(first.older)
    third = turn(second.older)
    assert [names(page) for page in (first, second, third)] == ["ed", "cb", "a"]
    assert (first.newer, third.older) == (None, None)
    assert names(turn(turn(third.newer).newer)) == "ed"


def test_what_came_meanwhile_is_met_on_the_way_back() -> None:
    five()
    second = turn(turn().older)
    Heartbeat.objects.create(name="f", seen_at=START + timedelta(days=1))
    assert names(turn(second.newer)) == "ed"
    assert names(turn(turn(second.newer).newer)) == "fe"


def test_when_everything_beyond_the_cursor_is_gone_the_first_page_is_shown() -> None:
    five()
    second = turn(turn().older)
    Heartbeat.objects.filter(name="a").delete()
    assert turn(second.older) == turn()
    Heartbeat.objects.filter(name__in="de").delete()
    assert turn(second.newer) == turn()


def test_an_empty_table_has_one_empty_page() -> None:
    assert turn() == Page([], None, None)


@pytest.mark.parametrize("changes", [{"filters": {"q": "anh"}}, {"filters": {}}, {"order": ASCENDING}])
def test_a_cursor_of_another_list_shows_the_first_page(changes: dict[str, Any]) -> None:
    five()
    cursor = turn().older
    assert turn(cursor, **changes) == turn(**changes)


def test_filters_bind_whatever_their_order() -> None:
    five()
    cursor = turn(filters={"a": "1", "b": "2"}).older
    assert names(turn(cursor, filters={"b": "2", "a": "1"})) == "cb"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_no_text_at_all_is_an_error(text: str) -> None:
    assert turn(text) == turn()


@pytest.mark.parametrize(
    "values", [[], ["older"], ["older", "yesterday", "a"], ["older", "2026-08-21", "a", "b"], "ab"]
)
def test_values_of_an_older_release_show_the_first_page(values: Any) -> None:
    five()
    keys = keyset._Keys(Heartbeat, DESCENDING, {"q": "an"})
    assert turn(keys.seal.close(values)) == turn()


def test_a_cursor_sealed_elsewhere_is_not_ours() -> None:
    five()
    assert turn(keyset._Seal("other").close(["older", START.isoformat(), "c"])) == turn()


def test_nobody_reads_in_a_cursor_what_a_row_is_sorted_by() -> None:
    fill([(START, "Nguyễn Minh An"), (START, "a")])
    cursor = turn(size=1).older
    assert cursor == turn(size=1).older
    read = urlsafe_b64decode(f"{cursor}==")
    assert b"Minh" not in read
    assert b"older" not in read


def test_a_cursor_of_the_former_key_is_good_while_that_is_kept(settings: Settings) -> None:
    five()
    cursor = turn().older
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert names(turn(cursor)) == "cb"
    settings.SECRET_KEY_FALLBACKS = []
    assert turn(cursor) == turn()


@pytest.mark.parametrize("rows", [5, 50])
def test_queries_use_the_row_comparison_and_neither_offset_nor_count(rows: int) -> None:
    fill([(START + timedelta(hours=hour), f"{hour:02}") for hour in range(rows)])
    cursor = turn().older
    with CaptureQueriesContext(connection) as queries:
        turn(cursor)
    sql = " ".join(query["sql"] for query in queries)
    assert len(queries) == 2
    assert '("school_heartbeat"."seen_at", "school_heartbeat"."name") < (' in sql
    assert "OFFSET" not in sql
    assert "COUNT(" not in sql


@pytest.mark.parametrize("order", [("-seen_at", "name"), ("seen_at", "-name")])
def test_a_mixed_order_is_refused(order: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="in one direction"):
        turn(order=order)


def test_a_column_that_may_be_null_is_refused() -> None:
    from accounts.models import User

    with pytest.raises(ValueError, match="never null"):
        keyset.page(User.objects.all(), order=("email",), cursor=None, size=2, filters={})
