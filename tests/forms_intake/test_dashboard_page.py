"""The overview's page and its files: what it says, to whom, and what it makes of a bad address."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.dashboard import counting, period, views
from forms_intake.enums import Flag, FormType
from forms_intake.inbox.together import Together
from forms_intake.models import Submission
from rooms.models import RoomPeer
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/"


@pytest.fixture
def linh(client: Client) -> User:
    person = factories.user(Role.STAFF, name="cô Linh")
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def html(client: Client, query: str = "") -> str:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def of(page: str, section: str) -> str:
    """The words of one section."""
    found = re.search(rf'<section[^>]*id="{section}".*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_an_empty_school_is_told_that_nothing_came(client: Client, linh: User) -> None:
    page = html(client)
    for words in ("No slip came", "No answer was due", "No slip of these days is in Lark", "No room was used"):
        assert words in page
    assert 'role="img"' not in page


def test_what_has_just_come_is_shown_without_any_counting(client: Client, linh: User) -> None:
    factories.submission(flags=(Flag.LATE_NOTICE,), branch=factories.branch(name="Cơ sở Đà Lạt"))
    work.approve(factories.submission(form_type=FormType.HOLD, due_at=clock.now() + timedelta(hours=1)), by=linh)
    page = html(client)
    assert "2 slips came." in of(page, "s-arrivals")
    assert "100% were answered within the promised time: 1 of 1." in of(page, "s-replies")
    assert "Cơ sở Đà Lạt 1 1 100%" in of(page, "s-late")


def test_counted_days_and_today_are_shown_together_and_nothing_twice(client: Client, linh: User) -> None:
    for days in (0, 0, 3):
        made = factories.submission()
        Submission.objects.filter(pk=made.pk).update(submitted_at=clock.now() - timedelta(days=days))
    counting.keep_true()
    assert "3 slips came." in html(client)
    assert "3 slips came." in html(client, "period=365")


def test_days_that_are_not_yet_counted_are_told_of(client: Client, linh: User) -> None:
    assert "still being counted" in html(client)
    counting.keep_true()
    assert "still being counted" not in html(client)


def test_a_missed_promise_counts_before_anybody_answers(client: Client, linh: User) -> None:
    factories.submission(due_at=clock.now() - timedelta(minutes=1))
    page = html(client)
    assert "0% were answered within the promised time: 0 of 1." in of(page, "s-replies")
    assert "Promise missed 1" in of(page, "dashboard-now")


def test_a_branch_is_shown_alone(client: Client, linh: User) -> None:
    branch = factories.branch()
    factories.submission(branch=branch, due_at=clock.now() - timedelta(minutes=1)), factories.submission()
    counting.keep_true()
    page = html(client, f"branch={branch.code}")
    assert "1 slip came." in page
    assert f"view=late&amp;branch={branch.code}" in page


def test_screens_that_look_together_share_what_is_drawn_but_not_what_each_has_asked(
    client: Client, linh: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, shared = period.usual(period.USUAL), Together[Any]()
    monkeypatch.setattr(views, "_TOGETHER", shared)
    # Somebody looks, and the next one has just begun for all who ask now.
    _running, following = (shared._enlist((asked, "en"))[1] for _ in range(2))
    following.set_result(views._Look("drawn by another", []))
    page = html(client, "period=200")
    assert "drawn by another" in page
    assert "This period does not exist" in page
    assert "drawn by another" not in html(client, "period=7")


def test_rooms_in_use_are_counted_once_for_two_people(client: Client, linh: User) -> None:
    room, began = factories.room(), clock.on_school_day(clock.today()) - timedelta(hours=5)
    for minutes in (0, 15):
        RoomPeer.objects.create(
            room=room,
            user=factories.user(),
            status="left",
            joined_at=began + timedelta(minutes=minutes),
            last_seen_at=began + timedelta(minutes=minutes + 45),
        )
    assert "Rooms were in use for 1 hour." in html(client)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-05-01&until=2026-04-01", "The first day is after the last day"),
        ("since=0001-01-01", "is not a date like 21/08/2026"),
        ("since=tomorrow", "is not a date like 21/08/2026"),
        ("since=2020-01-01&until=2026-01-01", "more than a year"),
        ("period=200", "This period does not exist"),
        ("branch=nowhere", "This branch does not exist"),
    ],
)
def test_a_bad_address_is_answered_with_a_sentence(client: Client, linh: User, query: str, words: str) -> None:
    assert words in html(client, query)


def test_charts_have_names_summaries_and_figures_that_browsers_read(client: Client, linh: User) -> None:
    work.approve(factories.submission(due_at=clock.now() + timedelta(hours=1)), by=linh)
    client.cookies["language"] = "vi"
    page = html(client)
    charts = re.findall(r"<svg class=\"chart__plot.*?</svg>", page, re.DOTALL)
    assert len(charts) == 6  # three in two sizes
    for chart in charts:
        named = re.search(r'role="img"\s+aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert all(f'id="{name}"' in chart for name in named.groups())
        assert not re.search(r'\s(?:x|y|width|d)="[^"]*,', chart)


def test_names_of_colleagues_are_for_administrators(client: Client, linh: User) -> None:
    work.take(factories.submission(), by=linh)
    assert "s-load" not in html(client)
    client.force_login(factories.user(Role.ADMIN))
    client.cookies["language"] = "en"
    assert "cô Linh 1" in of(html(client), "s-load")


@pytest.mark.parametrize("role", [None, Role.STUDENT, Role.TEACHER])
def test_nobody_else_sees_figures(client: Client, role: Role | None) -> None:
    if role:
        client.force_login(factories.user(role))
    for address in (PAGE, f"{PAGE}tables/arrivals.csv"):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert "slips came" not in answer.content.decode()


def test_each_table_is_a_file_of_raw_figures(client: Client, linh: User) -> None:
    work.approve(factories.submission(due_at=clock.now() + timedelta(hours=1)), by=linh)
    for name in ("arrivals", "replies", "reply-types", "deliveries", "late", "rooms"):
        assert client.get(f"{PAGE}tables/{name}.csv").content.startswith(b"\xef\xbb\xbf")
    lines = client.get(f"{PAGE}tables/arrivals.csv?period=7").content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[-1]) == (8, f"{clock.today()},0,1,0,0,0,1")
    excel = client.get(f"{PAGE}tables/replies.xlsx")
    rows = list(load_workbook(BytesIO(excel.content)).active.values)
    assert ("Leave request slip", 1, 1, 100, 0, 0) in [row[1:] for row in rows]


@pytest.mark.parametrize("address", ["tables/people.csv", "tables/arrivals.pdf", "tables/load.csv"])
def test_other_tables_and_kinds_of_file_do_not_exist(client: Client, linh: User, address: str) -> None:
    assert client.get(PAGE + address).status_code == 404


def test_the_page_costs_as_many_questions_with_many_days_as_with_none(
    client: Client, linh: User, django_assert_max_num_queries: Any
) -> None:
    for days in (0, 40, 80):
        made = factories.submission(branch=factories.branch())
        Submission.objects.filter(pk=made.pk).update(submitted_at=clock.now() - timedelta(days=days))
    counting.keep_true()
    html(client)
    with django_assert_max_num_queries(18):
        html(client, "period=365")
