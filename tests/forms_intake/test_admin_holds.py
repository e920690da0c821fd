"""The office extends and ends holds, and works its tasks off."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import office_tasks, work
from forms_intake.admin.tasks import TaskAdmin
from forms_intake.enums import HoldState, TaskKind
from forms_intake.models import Hold, Submission, Task
from school import archive, clock
from tests import factories
from tests.forms_intake.hold_answers import ending, leave

pytestmark = pytest.mark.django_db
HOLDS = reverse("admin:forms_intake_hold_changelist")
TASKS = reverse("admin:forms_intake_task_changelist")


@pytest.fixture
def slip() -> Submission:
    return ending(20)


def hold() -> Hold:
    return Hold.objects.get()


def deed(verb: str) -> str:
    return reverse(f"admin:forms_intake_hold_{verb}", args=[hold().pk])


def task(slip: Submission, days: int = 0) -> Task:
    office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=clock.today() + timedelta(days=days))
    return Task.objects.latest("pk")


def slip_page(client: Client, slip: Submission) -> str:
    page = client.get(reverse("admin:forms_intake_submission_change", args=[slip.pk])).content.decode()
    return " ".join(page.split())


def listed(client: Client, address: str, **chosen: str) -> list[object]:
    return list(client.get(address, chosen).context["cl"].result_list)


def test_the_slips_page_shows_the_hold_and_what_can_be_done(client: Client, ha: User, slip: Submission) -> None:
    page = slip_page(client, slip)
    assert f"From {hold().starts_on:%d/%m/%Y} until {hold().ends_on:%d/%m/%Y}" in page
    assert deed("extend") in page
    assert deed("returned") in page


def test_the_slips_page_names_the_leaves_that_are_to_be_closed(client: Client, ha: User, slip: Submission) -> None:
    inside = leave(clock.today() + timedelta(days=2), phone=str(slip.contact_phone))
    address = reverse("admin:forms_intake_submission_change", args=[inside.pk])
    assert f'<a href="{address}">{inside.reference}</a>' in slip_page(client, slip)
    work.decline(inside, by=ha, reason="Nằm trong thời gian bảo lưu")
    assert "Leaves inside the hold" not in slip_page(client, slip)


def test_a_slip_without_hold_and_tasks_shows_neither(client: Client, ha: User) -> None:
    page = slip_page(client, factories.submission())
    assert 'id="hold"' not in page
    assert 'id="tasks"' not in page


def test_the_student_is_back_at_one_press(client: Client, ha: User, slip: Submission) -> None:
    page = client.post(deed("returned"), follow=True).content.decode()
    assert (hold().state, hold().changed_by) == (HoldState.RETURNED, ha)
    assert f"{slip.reference}: the student is back." in page
    assert deed("returned") not in page


def test_a_refused_return_says_why(client: Client, ha: User, slip: Submission) -> None:
    Hold.objects.update(state=HoldState.CANCELLED)
    assert "This hold was cancelled" in client.post(deed("returned"), follow=True).content.decode()


def test_an_extension_asks_until_when_and_why(client: Client, ha: User, slip: Submission) -> None:
    page = client.get(deed("extend")).content.decode()
    assert f"Extend the hold {slip.reference}" in page
    until = hold().ends_on + timedelta(days=10)
    answer = client.post(deed("extend"), {"until": f"{until:%d/%m/%Y}", "reason": "Đi xa"}, follow=True)
    assert f"is on hold until {until:%d/%m/%Y}." in answer.content.decode()
    assert (hold().ends_on, hold().reason) == (until, "Đi xa")


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        ("", "Đi xa", "Enter the last day of the hold"),
        ("31/02/2027", "Đi xa", "Đi xa"),
        ("01/01/2020", "Đi xa", "Choose a day after"),
        ("01/01/2020", "", "Enter the reason. Whoever looks at the hold later reads it."),
    ],
)
def test_a_refused_extension_keeps_what_was_typed(
    client: Client, ha: User, slip: Submission, until: str, reason: str, words: str
) -> None:
    before = hold().ends_on
    page = client.post(deed("extend"), {"until": until, "reason": reason}).content.decode()
    assert words in page
    assert reason in page
    assert hold().ends_on == before


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
@pytest.mark.parametrize("verb", ["extend", "returned"])
def test_nobody_else_gets_there(client: Client, slip: Submission, role: Role, verb: str) -> None:
    client.force_login(factories.user(role))
    assert client.post(deed(verb)).status_code in (302, 403)
    assert hold().state == HoldState.ACTIVE


def test_holds_are_listed_by_their_return_and_found_like_slips(client: Client, ha: User) -> None:
    late, soon = ending(20), ending(5)
    assert [str(row) for row in listed(client, HOLDS)] == [soon.reference, late.reference]
    assert [str(row) for row in listed(client, HOLDS, q=late.reference)] == [late.reference]
    assert len(listed(client, HOLDS, q="nguyen bao")) == 2
    assert len(listed(client, HOLDS, q=" ")) == 2
    assert listed(client, HOLDS, state__exact="lapsed") == []


def test_a_hold_has_a_page_of_its_own(client: Client, ha: User, slip: Submission) -> None:
    page = client.get(reverse("admin:forms_intake_hold_change", args=[hold().pk])).content.decode()
    assert slip.student_name in page
    assert deed("extend") in page


def asked(client: Client) -> int:
    """How many questions both lists cost."""
    with CaptureQueriesContext(connection) as asked:
        client.get(HOLDS)
        client.get(TASKS)
    return len(asked)


def test_the_lists_ask_as_often_for_three_rows_as_for_one(client: Client, ha: User) -> None:
    task(ending(20))
    asked(client)
    before = asked(client)
    for _ in range(2):
        task(ending(20))
    assert asked(client) == before


def test_the_office_works_its_tasks_off(client: Client, ha: User, slip: Submission) -> None:
    late, soon = task(slip, -1), task(ending(10), 3)
    assert listed(client, TASKS) == [late, soon]
    assert listed(client, TASKS, which="overdue") == [late]
    assert f"{late.due_on:%d/%m/%Y}, overdue" in client.get(TASKS).content.decode()
    client.post(TASKS, {"action": "finish_selected", "_selected_action": [late.pk]})
    assert listed(client, TASKS) == [soon]
    assert listed(client, TASKS, which="done") == [late]
    late.refresh_from_db()
    assert late.done_by == ha


def test_of_several_tasks_those_of_slips_archived_meanwhile_stay_and_the_rest_is_done(
    rf: RequestFactory, ha: User
) -> None:
    kept, done = task(ending(10)), task(ending(20))
    archive.archive(kept.submission, by=ha, reason="gửi thử")
    request: Any = rf.post(TASKS)
    request.user, request._messages = ha, CookieStorage(request)
    with translation.override("en"):
        TaskAdmin(Task, admin.site).finish_selected(request, Task.objects.all())
    assert [str(told) for told in request._messages] == ["This slip is archived. Restore it first.", "1 task is done."]
    assert list(Task.objects.filter(done_by=ha)) == [done]


def test_a_task_is_finished_on_the_slips_page(client: Client, ha: User, slip: Submission) -> None:
    address = reverse("admin:forms_intake_task_finish", args=[task(slip).pk])
    assert address in slip_page(client, slip)
    assert "Done: Arrange lessons after the hold" in client.post(address, follow=True).content.decode()
    assert address not in slip_page(client, slip)


def test_a_task_has_a_page_and_nobody_else_finishes_it(client: Client, ha: User, slip: Submission) -> None:
    waiting = task(slip)
    assert client.get(reverse("admin:forms_intake_task_change", args=[waiting.pk])).status_code == 200
    client.force_login(factories.user(Role.TEACHER))
    assert client.post(reverse("admin:forms_intake_task_finish", args=[waiting.pk])).status_code in (302, 403)
    assert Task.objects.open().exists()


def test_a_task_is_listed_in_the_words_of_whoever_added_it(client: Client, ha: User, slip: Submission) -> None:
    office_tasks.add(slip, text="Gọi cho mẹ", due_on=clock.today(), assignee=ha, by=ha)
    assert "Gọi cho mẹ" in client.get(TASKS).content.decode()
