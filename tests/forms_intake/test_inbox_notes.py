"""Notes among colleagues, and what they have to do by when."""

from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import notes, office_tasks, personal
from forms_intake.enums import TaskKind
from forms_intake.models import Note, Submission, Task
from forms_intake.models.note import LONGEST_NOTE
from forms_intake.models.task import LONGEST_TEXT
from forms_intake.work import Refused
from school import archive, clock, live
from tests import factories

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "detail"}
TODAY = clock.today()


@pytest.fixture
def ha(client: Client) -> User:
    """Signed in."""
    person = factories.user(Role.STAFF, name="cô Hà")
    client.force_login(person)
    return person


@pytest.fixture
def slip() -> Submission:
    return factories.submission()


def write(client: Client, slip: Submission, text: str) -> HttpResponse:
    address = reverse("inbox:note", args=[slip.reference])
    answer: HttpResponse = client.post(address, {"text": text}, headers=PART)  # type: ignore[assignment]  # the test client's own class
    return answer


def task(slip: Submission, by: User, **fields: object) -> Task:
    given = {"text": "Gọi cho mẹ", "due_on": clock.today(), "assignee": by}
    return office_tasks.add(slip, **given | fields, by=by)  # type: ignore[arg-type]  # as the form hands it over


def test_a_note_and_a_task_that_are_sent_twice_are_one_each(ha: User, slip: Submission) -> None:
    assert len({notes.add(slip, text="Không bắt máy", by=ha) for _ in range(2)}) == 1
    assert len({task(slip, ha) for _ in range(2)}) == 1
    Note.objects.update(at=clock.now() - timedelta(hours=1))
    office_tasks.finish(Task.objects.get(), by=ha)
    notes.add(slip, text="Không bắt máy", by=ha)
    task(slip, ha)
    assert (Note.objects.count(), Task.objects.count()) == (2, 2)


# ---- Notes ----


def test_a_note_is_read_by_colleagues(client: Client, ha: User, slip: Submission) -> None:
    page = write(client, slip, "  Mẹ hay gọi\nbuổi tối ").content.decode()
    note = Note.objects.get()
    assert (note.text, note.author) == ("Mẹ hay gọi\nbuổi tối", ha)
    assert "Mẹ hay gọi<br>buổi tối" in page


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n ", 422), ("a" * (LONGEST_NOTE + 1), 409)])
def test_an_empty_or_endless_note_is_not_kept(
    client: Client, ha: User, slip: Submission, text: str, status: int
) -> None:
    answer = write(client, slip, text)
    assert (answer.status_code, Note.objects.count()) == (status, 0)
    assert text.strip() in answer.content.decode()


def test_no_note_is_written_to_an_archived_slip_and_the_text_stays(client: Client, ha: User, slip: Submission) -> None:
    archive.archive(slip, by=ha, reason="gửi thử")
    answer = write(client, slip, "Nhắc lại")
    assert (answer.status_code, Note.objects.count()) == (409, 0)


def test_whoever_wrote_a_note_and_administrators_can_remove_it(ha: User, slip: Submission) -> None:
    own, others = notes.add(slip, text="một", by=ha), notes.add(slip, text="hai", by=ha)
    with translation.override("en"), pytest.raises(Refused, match="Only whoever wrote"):
        notes.remove(own, by=factories.user(Role.STAFF))
    notes.remove(own, by=ha)
    notes.remove(others, by=factories.user(Role.ADMIN))
    assert not Note.objects.filter(archived_at=None).exists()


def test_a_removed_note_is_gone_from_the_page(client: Client, ha: User, slip: Submission) -> None:
    note = notes.add(slip, text="Mẹ hay gọi", by=ha)
    page = client.post(reverse("inbox:note_remove", args=[slip.reference, note.pk]), headers=PART).content.decode()
    assert "Mẹ hay gọi" not in page


def test_somebody_elses_note_is_not_removed_by_its_address(client: Client, ha: User, slip: Submission) -> None:
    note = notes.add(slip, text="Mẹ hay gọi", by=factories.user(Role.STAFF))
    answer = client.post(reverse("inbox:note_remove", args=[slip.reference, note.pk]), headers=PART)
    assert answer.status_code == 409
    other = factories.submission()
    assert client.post(reverse("inbox:note_remove", args=[other.reference, note.pk])).status_code == 404


def test_notes_and_the_words_of_tasks_go_with_the_sender(ha: User) -> None:
    person = factories.user(Role.STUDENT)
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(account=person)
    notes.add(slip, text="Mẹ hay gọi", by=ha)
    task(slip, ha)
    personal.forget(person, "Người 1")
    assert not Note.objects.exists()
    assert Task.objects.get().text == "—"


# ---- Tasks ----


def add(client: Client, slip: Submission, **given: object) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("inbox:task", args=[slip.reference]), given, headers=PART)  # type: ignore[assignment]  # the test client's own class
    return answer


def test_a_task_is_put_down_with_its_day_and_person(client: Client, ha: User, slip: Submission) -> None:
    assert add(client, slip, text="Gọi cho mẹ", due_on="02/12/2026", assignee=ha.pk).status_code == 200
    stored = Task.objects.get()
    assert (stored.kind, stored.words, stored.due_on) == (TaskKind.CUSTOM, "Gọi cho mẹ", date(2026, 12, 2))
    assert (stored.assignee, stored.created_by) == (ha, ha)


@pytest.mark.parametrize(
    ("text", "day", "status"),
    [
        ("", "02/12/2026", 422),
        ("Gọi", "31/02/2026", 422),
        ("Gọi", "", 422),
        ("a" * (LONGEST_TEXT + 1), "02/12/2026", 409),
    ],
)
def test_a_task_that_says_nothing_or_no_day_is_not_put_down(
    client: Client, ha: User, slip: Submission, text: str, day: str, status: int
) -> None:
    answer = add(client, slip, text=text, due_on=day, assignee="")
    assert (answer.status_code, Task.objects.count()) == (status, 0)


def test_no_task_is_given_to_who_has_left(ha: User, slip: Submission) -> None:
    gone = factories.user(Role.STAFF, name="cô Lan")
    archive.archive(gone, by=None, reason="nghỉ việc")
    with translation.override("en"), pytest.raises(Refused, match="cô Lan does not deal with slips any more"):
        task(slip, ha, assignee=User.objects.get(pk=gone.pk))


def test_two_tasks_of_a_person_may_wait_at_once_and_come_back(ha: User, slip: Submission) -> None:
    first, second = task(slip, ha), task(slip, ha)
    office_tasks.finish(first, by=ha)
    assert office_tasks.reopen(first, by=ha).done_at is None
    assert office_tasks.reopen(second, by=ha).done_at is None


def test_what_a_rule_has_opened_is_not_reopened_by_hand(ha: User, slip: Submission) -> None:
    office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=TODAY)
    with translation.override("en"), pytest.raises(Refused, match="rules opened this task"):
        office_tasks.reopen(Task.objects.get(), by=ha)


def test_whatever_becomes_of_a_task_is_told_to_the_inbox_whose_rail_counts_it(
    ha: User, slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(live, "changed", lambda *names: told.extend(names))
    one = task(slip, ha)
    office_tasks.finish(one, by=ha)
    office_tasks.reopen(one, by=ha)
    office_tasks.settle(slip, Q(kind=TaskKind.CUSTOM), by=ha)
    office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=TODAY)
    assert told.count("submissions") == 5


def test_ticking_off_and_taking_it_back_on_the_slip(client: Client, ha: User, slip: Submission) -> None:
    one = task(slip, ha)
    assert client.post(reverse("inbox:task_done", args=[one.pk]), headers=PART).status_code == 200
    one.refresh_from_db()
    assert one.done_by == ha
    client.post(reverse("inbox:task_reopen", args=[one.pk]), headers=PART)
    one.refresh_from_db()
    assert one.done_at is None


def test_a_task_of_an_archived_slip_is_refused_where_the_button_was(client: Client, ha: User, slip: Submission) -> None:
    one = task(slip, ha)
    office_tasks.finish(one, by=ha)
    archive.archive(slip, by=ha, reason="gửi thử")
    assert client.post(reverse("inbox:task_reopen", args=[one.pk]), headers=PART).status_code == 409
    answer = client.post(reverse("inbox:task_reopen", args=[one.pk]), {"back": "all"})
    assert answer.headers["Location"] == reverse("inbox:tasks") + "?who=all"


def test_the_list_holds_ones_own_open_tasks_and_what_is_overdue_first(client: Client, ha: User) -> None:
    slip = factories.submission()
    task(slip, ha, text="Sau", due_on=TODAY + timedelta(days=3))
    task(slip, ha, text="Trước", due_on=TODAY - timedelta(days=3))
    task(slip, ha, text="Của người khác", assignee=None)
    office_tasks.finish(task(slip, ha, text="Xong rồi"), by=ha)
    page = client.get(reverse("inbox:tasks")).content.decode()
    assert page.index("Trước") < page.index("Sau")
    assert "Xong rồi" not in page
    assert "Của người khác" not in page
    assert "Của người khác" in client.get(reverse("inbox:tasks") + "?who=all").content.decode()


def test_the_list_goes_on_behind_fifty_tasks_and_survives_a_broken_cursor(
    client: Client, ha: User, slip: Submission
) -> None:
    given = {"submission": slip, "kind": TaskKind.CUSTOM, "due_on": TODAY, "assignee": ha}
    Task.objects.bulk_create([Task(**given, text=f"Việc {n}.") for n in range(51)])
    page = client.get(reverse("inbox:tasks"))
    older = page.context["older"]
    assert "Việc 50." not in page.content.decode()
    assert "Việc 50." in client.get(older).content.decode()
    assert "Việc 0." in client.get(reverse("inbox:tasks") + "?cursor=x").content.decode()


def test_the_list_asks_as_often_for_three_tasks_as_for_one(
    client: Client, ha: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    task(factories.submission(), ha)
    with django_assert_max_num_queries(20) as first:
        client.get(reverse("inbox:tasks"))
    for _each in range(2):
        task(factories.submission(), ha)
    with django_assert_max_num_queries(len(first)) as asked:
        client.get(reverse("inbox:tasks"))
    assert not [query for query in asked if '_submission"."search_' in query["sql"]]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_but_the_office_has_notes_and_tasks(client: Client, ha: User, slip: Submission, role: Role) -> None:
    one, note = task(slip, ha), notes.add(slip, text="một", by=ha)
    client.force_login(factories.user(role))
    addresses = [
        reverse("inbox:note", args=[slip.reference]),
        reverse("inbox:note_remove", args=[slip.reference, note.pk]),
        reverse("inbox:task", args=[slip.reference]),
        reverse("inbox:task_done", args=[one.pk]),
        reverse("inbox:task_reopen", args=[one.pk]),
    ]
    assert {client.post(address, {"text": "x"}).status_code for address in addresses} == {403}
