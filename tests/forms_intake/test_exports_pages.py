"""The pages of an export: what they say, who may open them, and the file as it is sent."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncRequestFactory, Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import tasks
from forms_intake.enums import ExportFormat, ExportState
from forms_intake.exports import jobs, selection, storage, views, writing
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export
from school import clock
from school.live import topics
from tests import factories
from tests.forms_intake.export_rows import asked, folder, fresh, head

__all__ = ["folder", "head"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
PAGE = reverse("inbox:export")


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.write_exports, "apply_async", lambda **_: None)


@pytest.fixture
def desk(client: Client, head: User) -> Client:
    """An administrator's browser, in English."""
    client.force_login(head)
    client.cookies["language"] = "en"
    return client


def address(export: Export, name: str = "progress") -> str:
    return reverse(f"inbox:export_{name}", args=[export.pk])


def choices(**given: Any) -> dict[str, Any]:
    return {"content": "common", "format": "csv", "key": uuid.uuid4()} | given


def ready(by: User, **given: Any) -> Export:
    export = asked(by, **given)
    assert writing.write_next()
    return fresh(export)


def test_the_page_says_what_the_file_will_hold(desk: Client) -> None:
    factories.submission()
    answer = desk.get(f"{PAGE}?form_type=leave-request&q=an")
    page = answer.context
    assert b'data-follow="exports submissions"' in answer.content
    assert ("“an”" in [value for _label, value in page["told"]], len(page["told"])) == (True, 3)
    assert (page["number"].count, page["number"].is_more) == (1, False)
    assert [value for value, _label in page["form"].fields["content"].choices] == ["common", "answers"]


def test_answers_are_offered_for_one_kind_of_slip_only(desk: Client) -> None:
    assert [value for value, _label in desk.get(PAGE).context["form"].fields["content"].choices] == ["common"]
    answer = desk.post(PAGE, choices(content="answers"))
    assert (answer.status_code, Export.objects.count()) == (422, 0)


def test_many_slips_are_told_as_more_than_so_many(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST_COUNTED", 1)
    factories.submission(), factories.submission()
    assert selection.number(Filters(), reader=head) == selection.Number(1, is_more=True)


def test_the_page_costs_few_queries(
    desk: Client, head: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        ready(head)
    with django_assert_max_num_queries(12):
        desk.get(PAGE)


def test_the_button_starts_one_and_a_second_click_leads_to_the_same(desk: Client, head: User) -> None:
    given = choices()
    answers = [desk.post(f"{PAGE}?view=done&q=Nguyen", given) for _click in range(2)]
    export = Export.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {address(export)}
    assert (export.created_by, export.query, export.search, export.format) == (head, "view=done", "Nguyen", "csv")


@pytest.mark.parametrize("bad", [{"key": "x"}, {"key": ""}, {"format": "exe"}, {"content": "\0"}])
def test_what_no_page_of_ours_sends_gets_a_sentence(desk: Client, bad: dict[str, str]) -> None:
    answer = desk.post(PAGE, choices(**bad))
    assert (answer.status_code, bool(answer.context["problems"])) == (422, True)
    assert not Export.objects.exists()


def test_a_third_at_once_gets_a_sentence(desk: Client, head: User) -> None:
    asked(head), asked(head)
    answer = desk.post(PAGE, choices())
    assert (answer.status_code, len(answer.context["problems"]), Export.objects.count()) == (422, 1, 2)


def test_a_filter_that_is_no_more_is_said_and_left_out(desk: Client) -> None:
    assert desk.get(f"{PAGE}?branch=gone&view=nonsense").context["filters"].problems


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT, None])
def test_only_those_with_the_right_open_any_of_the_pages(client: Client, head: User, role: Role | None) -> None:
    export = ready(head)
    if role:
        client.force_login(factories.user(role))
    pages = [PAGE, address(export), address(export, "file")]
    answers = [client.get(page).status_code for page in pages] + [client.post(address(export, "cancel")).status_code]
    assert set(answers) <= {302, 403, 404}
    assert fresh(export).downloads == 0


def test_somebody_who_may_export_does_not_see_anothers_file(client: Client, head: User) -> None:
    export = ready(head)
    other = factories.user(Role.ADMIN)
    client.force_login(other)
    assert client.get(address(export)).status_code == 200
    assert Export.objects.get(pk=export.pk).created_by == head


def test_the_page_shows_how_far_it_is(desk: Client, head: User) -> None:
    export = asked(head)
    assert b"<progress" in desk.get(address(export)).content
    taken = jobs.take()
    assert taken
    jobs.note(taken, done=1500, total=30000)
    page = desk.get(address(export)).content.decode()
    assert 'value="1500" max="30000"' in page
    assert f'data-topic="export:{export.pk}"' in page


def test_the_button_cancels(desk: Client, head: User) -> None:
    export = asked(head)
    assert desk.post(address(export, "cancel")).headers["Location"] == address(export)
    assert fresh(export).state == ExportState.CANCELLED
    assert PAGE in desk.get(address(export)).content.decode()


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_the_file_comes_with_its_name_and_is_kept_by_nobody(desk: Client, head: User, kind: ExportFormat) -> None:
    export = ready(head, format=kind.value)
    answer: Any = desk.get(address(export, "file"))
    assert len(b"".join(answer)) == int(answer.headers["Content-Length"]) == export.size
    assert answer.headers["Cache-Control"].startswith("no-store, private")
    with translation.override("vi"):
        assert (
            f'filename="phieu-{clock.at_school(export.created_at):%Y-%m-%d-%H%M}.{kind}"'
            in (answer.headers["Content-Disposition"])
        )
    assert fresh(export).downloads == 1


async def test_under_the_real_server_the_file_is_sent_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_PART", 10)
    (tmp_path / "file").write_bytes(b"a" * 25)
    export = Export(format="csv", size=25, language="vi", created_at=clock.now())
    answer = views._bare(AsyncRequestFactory().get("/"), export, tmp_path / "file")
    assert answer.is_async
    assert [len(part) async for part in answer] == [10, 10, 5]


def test_a_look_at_the_head_of_the_file_is_no_download(desk: Client, head: User) -> None:
    export = ready(head)
    assert desk.head(address(export, "file")).status_code == 200
    assert fresh(export).downloads == 0


def test_when_its_time_is_over_the_page_says_so_even_before_the_sweep(desk: Client, head: User) -> None:
    export = ready(head)
    Export.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert desk.get(address(export, "file")).headers["Location"] == address(export)
    assert address(export, "file") not in desk.get(address(export)).content.decode()


def test_a_file_that_is_gone_from_the_disk_is_not_found(desk: Client, head: User) -> None:
    export = ready(head)
    assert export.stored
    storage.delete(export.stored)
    assert desk.get(address(export, "file")).status_code == 404


def test_the_list_of_the_admin_tells_who_took_what(
    desk: Client, head: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    export = ready(head)
    jobs.cancel(asked(head, "q=An"), by=head)
    with django_assert_max_num_queries(14):
        page = desk.get(reverse("admin:forms_intake_export_changelist")).content.decode()
    assert str(head.name) in page
    row = desk.get(reverse("admin:forms_intake_export_change", args=[export.pk])).content.decode()
    assert address(export) in row


def test_only_exporters_hear_how_far_files_are(head: User) -> None:
    assert topics.allows("export:1", head)
    assert not topics.allows("export:1", factories.user(Role.STAFF))


@pytest.mark.parametrize(("role", "is_offered"), [(Role.ADMIN, True), (Role.STAFF, False)])
def test_the_list_offers_its_file_to_those_who_may_export(client: Client, role: Role, is_offered: bool) -> None:
    client.force_login(factories.user(role))
    page = client.get(reverse("inbox:list"), {"view": "done"}).content.decode()
    assert (f'href="{PAGE}?view=done"' in page) is is_offered
