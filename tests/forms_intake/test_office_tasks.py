"""What the office has to do by when."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.db.models import Q
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import office_tasks
from forms_intake.enums import TaskKind
from forms_intake.inbox import rail
from forms_intake.models import Submission, Task
from forms_intake.work import Refused
from school import archive, clock
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


@pytest.fixture
def slip() -> Submission:
    return factories.submission()


def opened(slip: Submission, kind: TaskKind = TaskKind.HOLD_RETURN, due_on: date = DAY) -> Task:
    office_tasks.open_once(slip, kind, due_on=due_on)
    return Task.objects.latest("pk")


def test_a_task_waits_once_for_whoever_deals_with_the_slip(slip: Submission, ha: User) -> None:
    slip.assignee = ha
    assert office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=DAY)
    assert not office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=DAY + timedelta(days=1))
    assert (Task.objects.get().due_on, Task.objects.get().assignee) == (DAY, ha)


@pytest.mark.parametrize(("days", "is_late"), [(-1, True), (0, False)])
def test_the_rail_counts_the_readers_own_and_says_when_one_is_overdue(ha: User, days: int, is_late: bool) -> None:
    for assignee in (ha, ha, None):
        slip = factories.submission()
        slip.assignee = assignee
        opened(slip, due_on=clock.today() + timedelta(days=days))
    assert rail.jobs(ha) == rail.Jobs(2, is_late)


def test_a_task_that_is_done_may_come_again(slip: Submission, ha: User) -> None:
    office_tasks.finish(opened(slip), by=ha)
    assert office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=DAY)
    assert Task.objects.count() == 2


def test_the_database_keeps_one_open_task_of_a_kind(slip: Submission) -> None:
    opened(slip)
    with pytest.raises(IntegrityError):
        Task.objects.create(submission=slip, kind=TaskKind.HOLD_RETURN, due_on=DAY)


def test_the_first_who_finishes_it_is_written_down(slip: Submission, ha: User) -> None:
    task = opened(slip)
    first = office_tasks.finish(task, by=ha)
    second = office_tasks.finish(task, by=factories.user(Role.STAFF))
    assert (second.done_by, second.done_at) == (ha, first.done_at)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_only_the_office_finishes_tasks(slip: Submission, role: Role) -> None:
    with translation.override("en"), pytest.raises(Refused, match="You may look at slips"):
        office_tasks.finish(opened(slip), by=factories.user(role))


def test_a_task_that_went_with_its_slip_cannot_be_finished(slip: Submission, ha: User) -> None:
    task = opened(slip)
    Task.objects.all().delete()
    with translation.override("en"), pytest.raises(Refused, match="have been deleted"):
        office_tasks.finish(task, by=ha)


def test_a_task_of_an_archived_slip_is_not_finished(slip: Submission, ha: User) -> None:
    task = opened(slip)
    archive.archive(slip, by=None, reason="Nhập nhầm")
    with translation.override("en"), pytest.raises(Refused, match="This slip is archived"):
        office_tasks.finish(task, by=ha)
    task.refresh_from_db()
    assert task.done_at is None


def test_what_is_needless_ends_and_the_rest_stays(slip: Submission) -> None:
    needless, other = opened(slip), opened(slip, TaskKind.HOLD_LAPSED)
    assert office_tasks.settle(slip, Q(kind=TaskKind.HOLD_RETURN), by=None) == 1
    assert office_tasks.settle(slip, Q(kind=TaskKind.HOLD_RETURN), by=None) == 0
    needless.refresh_from_db()
    assert needless.done_at
    assert list(Task.objects.open()) == [other]


def test_open_and_overdue_are_those_of_slips_that_are_still_there(slip: Submission) -> None:
    today = clock.today()
    late = opened(slip, due_on=today - timedelta(days=1))
    opened(slip, TaskKind.HOLD_LAPSED, due_on=today)
    assert list(Task.objects.overdue(today)) == [late]
    archive.archive(slip, by=None, reason="Nhập nhầm")
    assert not Task.objects.open().exists()
