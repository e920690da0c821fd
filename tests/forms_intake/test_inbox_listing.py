"""Lists of the inbox: what is in which, in what order, page by page."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from forms_intake.enums import LarkStatus, WorkStatus
from forms_intake.inbox import finding, listing
from forms_intake.inbox.filters import Filters
from forms_intake.models import Submission
from school import clock
from school.keyset import Page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return factories.user(Role.STAFF)


@pytest.fixture(params=[finding.WINDOW, 1], ids=["found on the way", "found by facets"])
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of asking must have the same answer."""
    monkeypatch.setattr(finding, "WINDOW", request.param)


def slip(**columns: Any) -> Submission:
    row = factories.submission(student_name=columns.pop("student_name", "Nguyễn Bảo An"))
    columns = {"lark_status": LarkStatus.PENDING, "lark_error": ""} | columns
    if columns.get("archived_at"):
        columns["archive_reason"] = "trùng"
    if columns.get("work_status") in (WorkStatus.NEEDS_INFO, WorkStatus.DECLINED):
        columns["status_reason"] = "Buổi nào?"
    if columns["lark_status"] == LarkStatus.FAILED:
        columns["lark_error"] = "possible_spam"
    Submission.objects.filter(pk=row.pk).update(**columns)
    return row


def shown(reader: User, **given: Any) -> list[int]:
    return [row.pk for row in listing.page(Filters(**given), reader=reader, cursor=None).items]


def test_each_view_has_its_slips_and_no_others(reader: User, window: None) -> None:
    now = clock.now()
    new, mine = slip(), slip(assignee=reader, work_status=WorkStatus.IN_REVIEW)
    late, waiting = slip(due_at=now - timedelta(hours=1)), slip(work_status=WorkStatus.NEEDS_INFO, due_at=now)
    failed, agreed = slip(lark_status=LarkStatus.FAILED), slip(work_status=WorkStatus.APPROVED)
    done = [slip(work_status=status) for status in (WorkStatus.DONE, WorkStatus.DECLINED, WorkStatus.WITHDRAWN)]
    spam = slip(flags=["possible_spam"], due_at=now, lark_status=LarkStatus.FAILED)
    put_away = slip(archived_at=now, due_at=now, assignee=reader)
    views = {
        "open": [agreed, failed, waiting, late, mine, new],
        "mine": [mine],
        "late": [late],
        "waiting": [waiting],
        "failed": [failed],
        "done": done[::-1],
        "spam": [spam],
        "archived": [put_away],
        "all": [put_away, spam, *done[::-1], agreed, failed, waiting, late, mine, new],
    }
    assert {view: shown(reader, view=view) for view in views} == {
        view: [row.pk for row in rows] for view, rows in views.items()
    }
    assert listing.alerts(reader) == {"late", "failed"}


def test_nothing_is_late_and_nothing_failed_in_an_empty_inbox(reader: User) -> None:
    slip(due_at=clock.now() + timedelta(hours=1))
    assert listing.alerts(reader) == frozenset()


def test_every_filter_narrows_and_all_of_them_together(reader: User, window: None) -> None:
    branch = factories.branch()
    columns: dict[str, Any] = {"form_type": "hold", "work_status": "in_review", "flags": ["late_notice"]}
    columns |= {"branch": branch, "assignee": reader, "lark_status": "sent"}
    for name, value in columns.items():
        slip(**{name: value})
    wanted, _plain = slip(**columns), slip()
    given = {"form_type": "hold", "work_status": "in_review", "flag": "late_notice", "branch": branch.code}
    given |= {"assignee": "me", "delivery": "sent"}
    assert [len(shown(reader, **{name: value})) for name, value in given.items()] == [2] * 6
    assert shown(reader, **given, q="an") == [wanted.pk]
    assert len(shown(reader, branch="none", assignee="none")) == 5


@pytest.mark.parametrize("order", ["newest", "name"])
def test_days_are_those_of_the_school_and_both_are_included(reader: User, window: None, order: str) -> None:
    day = clock.today() - timedelta(days=3)
    start = clock.on_school_day(day)
    moments = [start - timedelta(seconds=1), start, start + timedelta(hours=23, minutes=59), start + timedelta(days=1)]
    slips = [slip(submitted_at=moment) for moment in moments]
    assert sorted(shown(reader, since=day, until=day, order=order)) == [row.pk for row in slips[1:3]]


def by_name(reader: User, *names: str) -> list[str]:
    for name in names:
        slip(student_name=name)
    return [row.student_name for row in listing.page(Filters(order="name"), reader=reader, cursor=None).items]


def test_names_are_sorted_by_the_given_name_then_the_rest_and_the_same_name_stands_together(
    reader: User, window: None
) -> None:
    names = ["Trần Bình", "Nguyễn Vân An", "Đỗ An", "Nguyễn Văn An", "Bảo", "Nguyễn Vân An"]
    assert by_name(reader, *names) == [
        *["Đỗ An", "Nguyễn Văn An", "Nguyễn Vân An", "Nguyễn Vân An"],
        *["Bảo", "Trần Bình"],
    ]


def test_names_are_sorted_as_vietnamese_dictionaries_do(reader: User) -> None:
    """A before Ă before Â, D before Đ; of the same letters by tone, of the same name by the rest."""
    given = "An Án Anh Ánh Ăn Ân Ấn Ậu Dung Dũng Đạt Em Ên Oanh Ôn Ơn Uyên Ưng Ý"
    people = ["Đỗ An", "Lê An", *(f"Trần {name}" for name in given.split())]
    apart = [unicodedata.normalize("NFD", name) if number % 2 else name for number, name in enumerate(people)]
    assert [unicodedata.normalize("NFC", name) for name in by_name(reader, *reversed(apart))] == people


def test_the_soonest_promise_that_somebody_still_waits_for_stands_first(reader: User, window: None) -> None:
    now = clock.now()
    answered, unpromised = slip(due_at=now, work_status=WorkStatus.APPROVED), slip(due_at=None)
    later, sooner = slip(due_at=now + timedelta(hours=2)), slip(due_at=now + timedelta(hours=1))
    assert shown(reader, order="due") == [sooner.pk, later.pk, answered.pk, unpromised.pk]


@pytest.mark.parametrize("order", ["newest", "due", "name"])
@pytest.mark.parametrize("q", ["", "an"])
def test_pages_lead_through_all_slips_and_back(reader: User, window: None, order: str, q: str) -> None:
    for number in range(5):
        slip(student_name=f"Trần {'AB'[number % 2]}n", due_at=clock.now() + timedelta(hours=number % 2))
    filters = Filters(view="all", order=order, q=q.replace("an", "trần"))

    def page(cursor: str | None) -> Page[Submission]:
        return listing.page(filters, reader=reader, cursor=cursor, size=2)

    first = page(None)
    second = page(first.older)
    last = page(second.older)
    rows = [row.pk for each in (first, second, last) for row in each.items]
    assert rows == list(listing.rows(filters, reader=reader).values_list("pk", flat=True))
    assert len(rows) == 5
    assert last.older is None
    assert page(page(last.newer).newer).items == first.items


@pytest.mark.parametrize("order", ["newest", "name"])
def test_a_walk_that_fills_half_of_the_page_goes_on(reader: User, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    slips = [slip(flags=["late_notice"] if number % 2 else []) for number in range(8)]
    monkeypatch.setattr(finding, "WINDOW", 4)
    filters = Filters(view="all", flag="late_notice", order=order)
    with CaptureQueriesContext(connection) as asked:
        first = listing.page(filters, reader=reader, cursor=None, size=3)
    rows = slips[::-2] if order == "newest" else slips[1::2]
    assert [row.pk for row in first.items] == [row.pk for row in rows[:3]]
    assert not any("MATERIALIZED" in each["sql"] for each in asked)
    assert [row.pk for row in listing.page(filters, reader=reader, cursor=first.older, size=3).items] == [rows[3].pk]


def test_a_cursor_that_is_tampered_with_or_of_another_list_shows_the_first_page(reader: User) -> None:
    for _number in range(3):
        slip()
    older = listing.page(Filters(), reader=reader, cursor=None, size=1).older
    assert older
    for filters, cursor in [(Filters(), older + "x"), (Filters(view="all"), older), (Filters(assignee="none"), older)]:
        assert listing.page(filters, reader=reader, cursor=cursor, size=1).newer is None


def test_the_board_has_a_column_for_each_status_that_can_occur(reader: User) -> None:
    slip(), slip(work_status=WorkStatus.IN_REVIEW)
    columns = {status.value: len(page.items) for status, page in listing.board(Filters(), reader=reader)}
    assert columns == {"received": 1, "in_review": 1, "needs_info": 0, "approved": 0}
    assert [status for status, _page in listing.board(Filters(work_status="approved"), reader=reader)] == ["approved"]
    assert len(listing.board(Filters(view="all"), reader=reader)) == len(WorkStatus)


@pytest.mark.parametrize("q", ["", "an", "0"])
def test_a_board_of_few_slips_has_the_columns_that_each_would_find_for_itself(
    reader: User, monkeypatch: pytest.MonkeyPatch, q: str
) -> None:
    for number in range(5):
        slip(work_status=(WorkStatus.RECEIVED, WorkStatus.APPROVED)[number % 2], due_at=clock.now())

    def columns() -> list[tuple[str, list[int], str | None]]:
        found = listing.board(Filters(q=q, order="due"), reader=reader, size=2)
        return [(status.value, [row.pk for row in page.items], page.older) for status, page in found]

    at_once = columns()
    monkeypatch.setattr(listing, "FEW", -1)
    assert at_once == columns()
    assert [len(pks) for _status, pks, _older in at_once] == [2, 0, 0, 2]


def test_columns_of_a_board_of_many_share_one_walk(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FEW", -1)
    for number in range(6):
        slip(work_status=(WorkStatus.RECEIVED, WorkStatus.IN_REVIEW)[number % 2], due_at=clock.now())
    with CaptureQueriesContext(connection) as asked:
        columns = listing.board(Filters(view="late"), reader=reader, size=2)
    assert [(len(page.items), bool(page.older)) for _status, page in columns] == [(2, True), (2, True)]
    # How many there are, where the walk ends, whom it meets, and their rows.
    assert len(asked) == 4


@pytest.mark.parametrize("given", [{}, {"view": "mine"}, {"q": "an"}, {"order": "name"}])
def test_three_slips_cost_no_more_questions_than_one(reader: User, given: dict[str, Any]) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = listing.page(Filters(**given), reader=reader, cursor=None)
            assert all(row.branch and row.assignee for row in page.items)
        return len(asked)

    slip(assignee=reader, branch=factories.branch())
    once = questions()
    slip(assignee=reader, branch=factories.branch()), slip(assignee=reader, branch=factories.branch())
    assert questions() == once


def test_what_is_kept_apart_is_not_read_with_a_list(reader: User) -> None:
    slip()
    (row,) = listing.page(Filters(), reader=reader, cursor=None).items
    assert {"sensitive", "search_text", "search_words", "facets"} <= row.get_deferred_fields()
    assert not {"payload", "flags", "revision"} & row.get_deferred_fields()
