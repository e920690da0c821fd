"""Promised answers that run out: told in time, once, and to those who can do something about it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import profiles
from accounts.enums import Notice as Kind
from accounts.enums import Role
from accounts.models import User
from forms_intake import policies, quarantine, work
from forms_intake.enums import Flag, FormType, Happening
from forms_intake.models import Notice, Submission
from forms_intake.notices import promises
from forms_intake.rules import hours
from school import archive, clock
from tests import factories
from tests.forms_intake.test_races import at_once
from tests.processes import eventually
from tests.waiting import somebody_waits

pytestmark = pytest.mark.django_db
NOON = clock.on_school_day(date(2026, 8, 20), time(12))


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, hour=12)


@pytest.fixture
def linh() -> User:
    return factories.user(Role.STAFF, name="cô Linh")


def at(monkeypatch: pytest.MonkeyPatch, *, hour: float, day: int = 20) -> None:
    """Sets the school's clock."""
    moment = NOON + timedelta(days=day - 20, hours=hour - 12)
    monkeypatch.setattr(clock, "now", lambda: moment)


def due(**left: float) -> Submission:
    """A slip whose answer is promised so much later."""
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(due_at=clock.now() + timedelta(**left))
    slip.refresh_from_db()
    return slip


def told() -> list[tuple[User, str]]:
    return [(notice.user, notice.what) for notice in Notice.objects.order_by("pk")]


def approve(slip: Submission, by: User) -> None:
    """In a thread of its own."""
    work.approve(slip, by=by)
    connection.close()


@pytest.mark.parametrize(
    ("hour", "left", "later"),
    [(12, 60, 13), (7, 60, 9), (19.5, 60, 24 + 8.5), (22, 30, 24 + 8.5), (12, 16 * 60, 24 + 16)],
)
def test_working_time_runs_while_the_office_is_open(hour: float, left: int, later: float) -> None:
    policy = policies.PolicyValues(form_type=FormType.HOLD, version=1)
    midnight = NOON - timedelta(hours=12)
    found = hours.later(midnight + timedelta(hours=hour), timedelta(minutes=left), policy)
    assert found == midnight + timedelta(hours=later)


def test_a_promise_is_told_an_hour_before_and_when_it_is_missed(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    work.take(due(minutes=90), by=linh)
    assert (promises.look(), told()) == (0, [])
    at(monkeypatch, hour=12.6)
    assert [promises.look() for _twice in range(2)] == [1, 0]
    assert told() == [(linh, Happening.DUE)]
    at(monkeypatch, hour=14)
    assert [promises.look() for _twice in range(2)] == [1, 0]
    assert told() == [(linh, Happening.DUE), (linh, Happening.MISSED)]


def test_the_hour_is_one_of_work(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty minutes before closing, what is due forty minutes after the next opening is near."""
    at(monkeypatch, hour=19 + 40 / 60)
    work.take(due(hours=12, minutes=59), by=linh)
    work.take(due(hours=13, minutes=2), by=linh)
    assert promises.look() == 1


def test_a_slip_of_nobody_is_told_to_everybody_who_wants_it(linh: User) -> None:
    deaf = factories.user(Role.STAFF)
    profiles.change(deaf, by=deaf, notices=[Kind.ASSIGNED])
    factories.user(Role.TEACHER)
    chief = factories.user(Role.ADMIN)
    due(minutes=30)
    assert promises.look() == 1
    assert told() == [(linh, Happening.DUE), (chief, Happening.DUE)]


def test_many_of_one_minute_are_one_notice(linh: User) -> None:
    slips = [due(minutes=30) for _ in range(4)]
    assert promises.look() == 4
    [notice] = Notice.objects.all()
    assert (set(notice.slips), notice.submission) == ({slip.pk for slip in slips}, None)
    newest = due(minutes=30)
    assert promises.look() == 1
    assert Notice.objects.latest("pk").slips == [newest.pk]


def test_whoever_takes_it_over_is_told_as_well(linh: User) -> None:
    ha = factories.user(Role.STAFF)
    slip = work.take(due(minutes=30), by=linh)
    promises.look()
    work.take(slip, by=ha, seen=slip.revision)
    promises.look()
    assert told() == [(ha, Happening.DUE)]


def test_what_left_a_stack_and_comes_back_is_told_again(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = (work.take(due(minutes=30), by=linh) for _ in range(2))
    promises.look()
    away = work.assign(first, to=factories.user(Role.ADMIN), by=linh)
    work.assign(away, to=linh, by=linh)
    at(monkeypatch, hour=12 + 1 / 60)
    assert [promises.look() for _twice in range(2)] == [1, 0]
    assert Notice.objects.latest("pk").slips == [first.pk]


def test_an_archived_slip_is_news_no_more(linh: User) -> None:
    slip = work.assign(due(minutes=30), to=linh, by=factories.user(Role.STAFF))
    promises.look()
    archive.archive(slip, by=linh, reason="Gửi nhầm")
    assert told() == []


def test_what_is_answered_is_news_no_more(linh: User) -> None:
    slips = [due(minutes=30), due(minutes=30)]
    promises.look()
    work.approve(slips[0], by=linh)
    assert Notice.objects.get().slips == [slips[1].pk]
    work.change(slips[1], to="needs_info", by=linh, reason="Buổi nào?")
    assert (told(), promises.look()) == ([], 0)


def test_nobody_waits_for_what_is_put_away(linh: User) -> None:
    archive.archive(due(minutes=30), by=linh, reason="Gửi nhầm")
    spam = due(minutes=30)
    Submission.objects.filter(pk=spam.pk).update(flags=[Flag.POSSIBLE_SPAM])
    Submission.objects.filter(pk=due(minutes=30).pk).update(purged_at=clock.now(), work_status="received")
    assert promises.look() == 0
    quarantine.release(Submission.objects.get(pk=spam.pk), by=linh)
    assert promises.look() == 1


def test_what_was_missed_long_ago_stays_with_the_inbox(linh: User) -> None:
    due(days=-3)
    assert promises.look() == 0


def test_a_colleague_who_has_left_is_told_nothing(linh: User) -> None:
    slip = work.take(due(minutes=30), by=linh)
    archive.archive(linh, by=factories.user(Role.STAFF), reason="Nghỉ việc")
    assert (promises.look(), slip.assignee) == (0, linh)


def test_a_quiet_minute_asks_little(linh: User, django_assert_max_num_queries: Any) -> None:
    due(days=2)
    with django_assert_max_num_queries(10):
        promises.look()


def test_promises_are_found_by_their_index(linh: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Submission.objects.filter(due_key__gt=NOON, due_key__lte=NOON, purged_at=None).order_by("-due_key", "-pk")
    assert "submission_due_key" in plan.explain()


@pytest.mark.django_db(transaction=True)
def test_of_two_slips_that_are_answered_at_once_no_empty_notice_is_left(linh: User) -> None:
    slips = [work.take(due(minutes=30), by=linh) for _ in range(2)]
    promises.look()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            work.approve(slips[0], by=linh)
            other = pool.submit(approve, slips[1], linh)
            eventually(somebody_waits)
        other.result(10)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_it_once(linh: User) -> None:
    due(minutes=30)
    at_once(lambda _number: promises.look(), 3)
    assert told() == [(linh, Happening.DUE)]
