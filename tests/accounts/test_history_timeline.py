"""The timeline's data: which entries, in which order, in which words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts import people
from accounts.enums import AccountEventKind, Role
from accounts.history import entries, receivers, timeline
from accounts.history.kinds import Kind
from accounts.history.sources import Wanted, all_sources
from accounts.models import Profile, User
from catalog.models import Branch, Product
from forms_intake.models import Destination, Submission
from school import archive, origin
from school.models import Tombstone
from tests import factories
from tests.accounts.history import changes, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def test_a_change_is_told_from_what_to_what() -> None:
    branch = factories.branch(name="Quận 7")
    branch.name, branch.is_active = "Tân Phong", False
    branch.save()
    entry = told(table=Branch)[0]
    assert (entry.kind, entry.name, entry.pk) == ("update", "Tân Phong", str(branch.pk))
    assert changes(entry) == {"name": ("Quận 7", "Tân Phong"), "active": ("Yes", "No")}


def test_a_new_row_is_told_with_what_is_filled_in() -> None:
    Product.objects.create(name="Sách", sku="S1", price=96000, kind="book")
    assert changes(told(table=Product)[0]) == {
        "name": ("—", "Sách"),
        "SKU": ("—", "S1"),
        "price": ("—", "96.000đ"),
        "kind": ("—", "Book"),
    }


def test_a_deleted_row_is_told_with_what_it_was() -> None:
    factories.branch(name="Quận 7", code="q7").delete()
    entry = told(table=Branch)[0]
    assert (entry.kind, entry.name, entry.address) == ("delete", "Quận 7 (deleted)", "")
    assert changes(entry)["name"] == ("Quận 7", "—")


def test_of_a_purged_row_the_tombstone_speaks() -> None:
    branch = factories.branch()
    Tombstone.objects.create(label="catalog.Branch", object_pk=str(branch.pk), pseudonym="Cơ sở #1", rule="test")
    branch.delete()
    assert told(table=Branch)[0].name == "Cơ sở #1 (deleted)"


def test_times_and_people_are_told_in_words() -> None:
    boss, branch = factories.user(Role.ADMIN, name="Cô Hà"), factories.branch()
    archive.archive(branch, by=boss, reason="đóng cửa")
    archived = Branch.objects.get().archived_at
    assert archived
    assert changes(told(table=Branch)[0]) == {
        "archived at": ("—", timezone.localtime(archived).strftime("%d/%m/%Y %H:%M")),
        "archived by": ("—", "Cô Hà"),
        "reason for archiving": ("—", "đóng cửa"),
    }


def test_secrets_are_hidden_and_saving_them_unchanged_is_no_change() -> None:
    place = Destination.objects.create(name="Giáo vụ", config={"url": "https://lark.test/secret-1"})
    place.name = "Văn phòng"
    place.save()
    assert changes(told(table=Destination)[0]) == {"name": ("Giáo vụ", "Văn phòng")}
    place.config = {"url": "https://lark.test/secret-2"}
    place.save()
    assert changes(told(table=Destination)[0]) == {"access": ("hidden", "hidden, changed")}


def test_a_secret_whose_key_is_lost_does_not_break_the_timeline(settings: Any) -> None:
    place = Destination.objects.create(name="Giáo vụ", config={"url": "x"})
    settings.FIELD_ENCRYPTION_KEYS = ["MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="]
    Destination.objects.filter(pk=place.pk).update(name="Văn phòng")
    assert changes(told(table=Destination)[0]) == {"name": ("Giáo vụ", "Văn phòng")}


def test_answers_are_told_key_by_key_with_the_labels_of_the_slip() -> None:
    slip = factories.submission()
    slip.payload = slip.payload | {"lesson_time": "18:00", "reason": "travel", "unheard_of": 1}
    slip.save()
    with translation.override("vi"):
        found = changes(told(table=Submission)[0])
    assert found == {
        "nội dung: Giờ học": ("17:30", "18:00"),
        "nội dung: Lý do": ("Ốm, sức khoẻ", "Đi xa, du lịch"),
        "nội dung: unheard_of": ("—", "1"),
    }


def test_flags_and_sensitive_answers_of_a_slip(settings: Any) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    assert "hen suyễn" not in str(told(table=Submission))
    slip.flags = ["late_notice"]
    slip.save()
    assert changes(told(table=Submission)[0]) == {"flags": ("—", "Late notice")}


def test_a_long_text_is_cut_down_to_where_it_differs() -> None:
    profile = Profile.objects.create(user=factories.user(), bio="a" * 500 + "cũ" + "b" * 300)
    profile.bio = "a" * 500 + "mới" + "b" * 300
    profile.save()
    edge = "a" * 40, "b" * 40
    assert changes(told(table=Profile)[0])["about"] == (
        f"… {edge[0]}cũ{edge[1]} …",
        f"… {edge[0]}mới{edge[1]} …",
    )


def test_who_and_from_where() -> None:
    boss = factories.user(Role.ADMIN, name="Cô Hà")
    with origin.socket({"client": ("192.0.2.7", 1)}, user=boss, route="admin/catalog/"):
        factories.branch()
    entry = told(table=Branch)[0]
    assert (entry.who, entry.origin.place, entry.origin.address) == ("Cô Hà", "the administration", "192.0.2.7")


def test_commands_tasks_and_sql_say_what_they_are() -> None:
    with origin.command("seed"):
        factories.branch()
    with origin.task("forms_intake.tasks.sweep", "1"):
        factories.branch()
    factories.branch()
    places = [entry.origin.place for entry in told(table=Branch)]
    assert places == ["outside the system", "background task sweep", "command seed"]


def test_the_person_who_impersonates_is_named_and_found() -> None:
    boss, clerk = factories.user(Role.ADMIN, name="Cô Hà"), factories.user(Role.STAFF, name="Thu")
    with origin.command("x") as context:
        context.metadata.update(user=clerk.pk, impersonated_by=boss.pk)
        factories.branch()
    for person in (boss, clerk):
        (entry,) = told(person=person.pk)
        assert (entry.who, entry.through) == ("Thu", "Cô Hà")


def test_filters_narrow_and_combine() -> None:
    kept, other = factories.branch(), factories.branch()
    Branch.objects.update(is_active=False)
    assert {entry.kind for entry in told(table=Branch, row=str(kept.pk))} == {"insert", "update"}
    assert [entry.pk for entry in told(table=Branch, kind=Kind.INSERT)] == [str(other.pk), str(kept.pk)]
    tomorrow = timezone.now() + timedelta(days=1)
    assert told(since=tomorrow) == []
    assert len(told(table=Branch, until=tomorrow)) == 4


@pytest.mark.parametrize("row", ["abc", "99999999999999999999999", "-1", "é"])
def test_an_id_that_is_none_finds_nothing(row: str) -> None:
    factories.branch()
    assert told(table=Branch, row=row) == []


def test_a_profile_is_called_after_its_person_and_a_slip_by_its_reference() -> None:
    Profile.objects.create(user=factories.user(name="Thu"))
    slip = factories.submission()
    assert [told(table=model)[0].name for model in (Profile, Submission)] == ["Thu", slip.reference]


def test_account_events_stand_among_the_changes() -> None:
    person = factories.user(name="Thu")
    receivers.record(AccountEventKind.FACTOR_ADDED, person=person, by=person, detail="totp")
    newest = told()[0]
    assert (newest.kind, newest.what, newest.who) == ("account", "Second factor added (authenticator app)", "Thu")
    assert told(table=User, row=str(person.pk))[0] == newest


def pages(wanted: Wanted, size: int) -> list[list[timeline.Key]]:
    """All pages from the newest to the oldest."""
    found = [timeline.page(wanted, size=size)]
    while found[-1].older:
        found.append(timeline.page(wanted, size=size, cursor=found[-1].older))
    return [page.keys for page in found]


def mixed() -> None:
    """Entries of several tables, among them several of one moment."""
    boss = factories.user(Role.ADMIN)
    for number in range(3):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalog_branch (code, name, address, phone, is_active, archive_reason)"
                " SELECT %s || n, 'x', '', '', true, '' FROM generate_series(1, 4) n",
                [f"b{number}-"],
            )
            people.set_role(factories.user(), Role.TEACHER, by=boss)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_show_every_entry_once_and_in_order(size: int) -> None:
    mixed()
    everything = timeline.page(Wanted(), size=1000).keys
    walked = [key for page in pages(Wanted(), size) for key in page]
    assert walked == everything
    assert walked == sorted(walked, reverse=True)


@pytest.mark.parametrize("size", [2, 5])
def test_the_way_back_shows_the_same_pages(size: int) -> None:
    mixed()
    first = timeline.page(Wanted(), size=size)
    second = timeline.page(Wanted(), size=size, cursor=first.older or "")
    third = timeline.page(Wanted(), size=size, cursor=second.older or "")
    assert timeline.page(Wanted(), size=size, cursor=third.newer or "").keys == second.keys
    assert timeline.page(Wanted(), size=size, cursor=second.newer or "").keys == first.keys


@pytest.mark.parametrize("cursor", ["x", "W10:abc", "", "é" * 500])
def test_a_cursor_that_is_not_ours_shows_the_newest(cursor: str) -> None:
    mixed()
    assert timeline.page(Wanted(), size=2, cursor=cursor) == timeline.page(Wanted(), size=2)


def test_a_cursor_of_other_filters_shows_the_newest() -> None:
    mixed()
    other = timeline.page(Wanted(table=Branch), size=2).older
    assert timeline.page(Wanted(), size=2, cursor=other or "") == timeline.page(Wanted(), size=2)


def test_a_cursor_behind_purged_rows_shows_the_newest() -> None:
    mixed()
    cursor = timeline.page(Wanted(table=Branch), size=2).older
    all_sources()["catalog.Branch"].model._default_manager.order_by("pgh_id")[:10]
    with connection.cursor() as database:
        database.execute(
            "DELETE FROM catalog_branchevent WHERE pgh_id NOT IN (SELECT max(pgh_id) FROM catalog_branchevent)"
        )
    assert len(timeline.page(Wanted(table=Branch), size=2, cursor=cursor or "").keys) == 1


def test_reading_everything_in_chunks_is_the_same_history_oldest_first() -> None:
    mixed()
    chunks = list(timeline.every(Wanted(), chunk=4))
    assert {len(chunk) for chunk in chunks[:-1]} == {4}
    assert [key for chunk in chunks for key in chunk] == timeline.page(Wanted(), size=1000).keys[::-1]


def test_the_number_of_queries_does_not_grow_with_the_entries(django_assert_num_queries: Any) -> None:
    boss = factories.user(Role.ADMIN)

    def change(times: int) -> None:
        for _ in range(times):
            with origin.command("x") as context:
                context.metadata["user"] = boss.pk
                archive.archive(factories.branch(), by=boss, reason="x")

    change(1)
    # Keys; rows and the rows before them; contexts; names of people and of branches.
    with django_assert_num_queries(6):
        told(table=Branch)
    change(2)
    with django_assert_num_queries(6):
        assert len(told(table=Branch)) == 6


def test_an_entry_that_was_purged_between_the_queries_is_left_out() -> None:
    factories.branch()
    gone = timeline.Key(datetime.now(tz=timezone.get_current_timezone()), "catalog.Branch", 10**9)
    assert entries.told([gone]) == []
