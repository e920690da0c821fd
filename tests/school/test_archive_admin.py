"""Archive and restore in the admin site, the same for every kind of row."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from rooms.enums import ClosedReason, RoomStatus
from school import archive, archive_admin, clock
from tests import factories

pytestmark = pytest.mark.django_db

KINDS: dict[str, Callable[[], Any]] = {
    "accounts_user": lambda: factories.user(name="Trần Thu Hà"),
    "catalog_branch": lambda: factories.branch(name="Cơ sở Thủ Đức"),
    "catalog_product": lambda: factories.product(name="Piano kèm 45 phút"),
    "rooms_room": lambda: factories.room(title="Phòng cô Hà"),
    "forms_intake_submission": lambda: factories.submission(),
}
EVERY = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def boss() -> User:
    return factories.user(Role.ADMIN)


@pytest.fixture
def admin(client: Client, boss: User) -> Client:
    return signed_in(client, boss)


def signed_in(client: Client, person: User) -> Client:
    """The person's browser, in English."""
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


def address(kind: str, page: str, *arguments: Any) -> str:
    """An admin page."""
    return reverse(f"admin:{kind}_{page}", args=arguments)


def text(client: Client, where: str, **query: Any) -> str:
    """The page that is shown."""
    answer = client.get(where, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def archived(client: Client, kind: str, *rows: Any, reason: str = "left us") -> str:
    """The page after archiving."""
    given = {"pk": [row.pk for row in rows], "reason": reason}
    return unescape(client.post(address(kind, "archive"), given, follow=True).content.decode())


def restored(client: Client, kind: str, *rows: Any) -> str:
    """The page after restoring."""
    given = {"pk": [row.pk for row in rows]}
    return unescape(client.post(address(kind, "restore"), given, follow=True).content.decode())


def again(row: Any) -> Any:
    """The row as it is now."""
    return type(row)._base_manager.get(pk=row.pk)


@EVERY
def test_it_asks_why_and_archives_with_who_and_when(admin: Client, boss: User, kind: str) -> None:
    row = KINDS[kind]()
    assert str(row) in text(admin, address(kind, "archive"), pk=row.pk)
    archived(admin, kind, row)
    now = again(row)
    assert (now.archive_reason, now.archived_by_id, now.is_archived) == ("left us", boss.pk, True)


@EVERY
def test_an_archived_row_leaves_the_list_and_stands_in_the_archive(admin: Client, kind: str) -> None:
    row = KINDS[kind]()
    link = address(kind, "change", row.pk)
    assert link in text(admin, address(kind, "changelist"))
    archived(admin, kind, row)
    assert link not in text(admin, address(kind, "changelist"))
    archive_page = text(admin, address(kind, "changelist"), archived="yes")
    assert link in archive_page
    assert "left us" in archive_page


@EVERY
def test_the_way_back_is_one_click(admin: Client, kind: str) -> None:
    row = KINDS[kind]()
    page = archived(admin, kind, row)
    assert "1 entry is archived." in page
    assert ">Undo<" in page.replace("\n", "").replace(" ", "")
    assert "1 entry is restored." in restored(admin, kind, row)
    assert not again(row).is_archived


@EVERY
def test_an_archived_row_is_read_only_and_says_why(admin: Client, boss: User, kind: str) -> None:
    row = KINDS[kind]()
    archived(admin, kind, row)
    page = text(admin, address(kind, "change", row.pk))
    assert f"by {boss}" in page
    assert "Reason: left us" in page
    assert 'name="_save"' not in page
    assert address(kind, "restore") in page


@EVERY
def test_a_page_of_before_changes_nothing(admin: Client, kind: str) -> None:
    row = KINDS[kind]()
    archived(admin, kind, row)
    answer = admin.post(address(kind, "change", row.pk), {"name": "Other"}, follow=True)
    assert "This was archived meanwhile. Restore it, then change it." in unescape(answer.content.decode())
    assert str(again(row)) == str(row)


@EVERY
@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * 201, "a\x00"])
def test_without_a_readable_reason_nothing_happens(admin: Client, kind: str, reason: str) -> None:
    row = KINDS[kind]()
    answer = admin.post(address(kind, "archive"), {"pk": row.pk, "reason": reason})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not again(row).is_archived


@EVERY
def test_many_are_archived_at_once_by_the_action_of_the_list(admin: Client, kind: str) -> None:
    rows = [KINDS[kind](), factories.submission() if "submission" in kind else OTHERS[kind]()]
    chosen = {"action": "archive_selected", "_selected_action": [row.pk for row in rows]}
    page = unescape(admin.post(address(kind, "changelist"), chosen).content.decode())
    assert all(str(row) in page for row in rows)
    assert "2 entries are archived." in archived(admin, kind, *rows)
    assert all(again(row).is_archived for row in rows)


@EVERY
def test_many_are_restored_at_once(admin: Client, kind: str) -> None:
    row = KINDS[kind]()
    archived(admin, kind, row)
    chosen = {"action": "restore_selected", "_selected_action": [row.pk]}
    admin.post(f"{address(kind, 'changelist')}?archived=yes", chosen)
    assert not again(row).is_archived


@EVERY
def test_twice_is_once(admin: Client, boss: User, kind: str) -> None:
    row = KINDS[kind]()
    archived(admin, kind, row)
    assert "Archived before: 1." in archived(admin, kind, row, reason="other")
    assert again(row).archive_reason == "left us"
    restored(admin, kind, row)
    restored(admin, kind, row)
    assert not again(row).is_archived


@EVERY
@pytest.mark.parametrize("key", ["0", "999999999", "x", "", "99999999999999999999999"])
def test_a_row_that_is_not_there_gets_a_sentence(admin: Client, kind: str, key: str) -> None:
    given = {"pk": key, "reason": "left us"}
    page = admin.post(address(kind, "archive"), given, follow=True).content.decode()
    assert "There is nothing left to archive." in page
    page = admin.post(address(kind, "restore"), {"pk": key}, follow=True).content.decode()
    assert "There is nothing left to restore." in page


@EVERY
@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_outside_the_office_archives(client: Client, kind: str, role: Role) -> None:
    row = KINDS[kind]()
    signed_in(client, factories.user(role))
    client.post(address(kind, "archive"), {"pk": row.pk, "reason": "left us"})
    assert not again(row).is_archived


def test_the_office_does_not_archive_branches(client: Client) -> None:
    branch = factories.branch()
    signed_in(client, factories.user(Role.STAFF))
    assert client.post(address("catalog_branch", "archive"), {"pk": branch.pk, "reason": "x"}).status_code == 403
    assert not again(branch).is_archived


def test_an_address_that_changes_something_takes_no_get(admin: Client) -> None:
    assert admin.get(address("catalog_product", "restore")).status_code == 405


def test_the_offer_to_undo_ends_after_a_minute(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    archived(admin, "catalog_product", factories.product())
    assert "1 entry is archived." in text(admin, address("catalog_product", "changelist"))
    monkeypatch.setattr(archive_admin, "UNDO_SECONDS", -1)
    assert "1 entry is archived." not in text(admin, address("catalog_product", "changelist"))


def test_the_offer_stands_on_the_list_of_that_kind_only(admin: Client) -> None:
    archived(admin, "catalog_product", factories.product())
    assert "1 entry is archived." not in text(admin, address("catalog_branch", "changelist"))


def test_the_filters_of_the_list_are_kept(admin: Client) -> None:
    product = factories.product()
    where = f"{address('catalog_product', 'archive')}?_changelist_filters=kind%3Dbook"
    answer = admin.post(where, {"pk": product.pk, "reason": "sold out"})
    assert answer.headers["Location"] == f"{address('catalog_product', 'changelist')}?kind=book"


def test_too_many_at_once_get_a_sentence(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_admin, "MOST_AT_ONCE", 1)
    rows = [factories.product(), factories.product()]
    chosen = {"action": "archive_selected", "_selected_action": [row.pk for row in rows]}
    page = admin.post(address("catalog_product", "changelist"), chosen, follow=True).content.decode()
    assert "Choose 1 rows at most." in page


def test_a_conflict_is_told_in_words(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    product = factories.product()
    archived(admin, "catalog_product", product)

    def conflicts(*_: Any, **__: Any) -> None:
        raise archive.ArchiveConflict("Another active entry has taken this place.")

    monkeypatch.setattr(archive, "restore", conflicts)
    page = restored(admin, "catalog_product", product)
    assert f"{product}: Another active entry has taken this place." in page


def test_purged_people_do_not_come_back(admin: Client) -> None:
    person = factories.user()
    archived(admin, "accounts_user", person)
    User.objects.filter(pk=person.pk).update(purged_at=clock.now(), email=None, is_active=False)
    assert "deleted for good" in restored(admin, "accounts_user", person)
    assert again(person).is_archived


def test_an_open_room_is_closed_first(admin: Client) -> None:
    room = factories.room()
    archived(admin, "rooms_room", room)
    now = again(room)
    assert (now.status, now.closed_reason) == (RoomStatus.CLOSED, ClosedReason.STAFF_CLOSED)


def test_saving_writes_only_what_was_changed(admin: Client) -> None:
    product = factories.product(name="Piano", price=100, stock=3)
    given = {"name": "Piano 60", "sku": product.sku, "price": 100, "kind": product.kind, "stock": 3}
    with CaptureQueriesContext(connection) as queries:
        admin.post(address("catalog_product", "change", product.pk), given)
    (update,) = [query["sql"] for query in queries if 'UPDATE "catalog_product"' in query["sql"]]
    assert "archived_at" not in update
    assert again(product).name == "Piano 60"


def test_a_slip_names_its_branch_and_stays_readable_when_the_branch_is_archived(admin: Client) -> None:
    branch = factories.branch(name="Cơ sở Thủ Đức")
    slip = factories.submission(branch=branch)
    archived(admin, "catalog_branch", branch)
    assert again(slip).branch == branch
    assert "Cơ sở Thủ Đức" in text(admin, address("forms_intake_submission", "changelist"))


@EVERY
@pytest.mark.parametrize("view", ["", "yes"])
def test_a_longer_list_asks_no_more_queries(admin: Client, kind: str, view: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(admin, address(kind, "changelist"), **({"archived": view} if view else {}))
        return len(queries)

    def one_more() -> None:
        row = OTHERS[kind]()
        if view:
            archive.archive(row, by=factories.user(Role.STAFF), reason="left us")

    one_more()
    count()
    first = count()
    one_more()
    one_more()
    assert count() == first


@EVERY
def test_each_list_carries_the_lamp_and_its_topic(admin: Client, kind: str) -> None:
    topic = {"accounts_user": "users", "catalog_branch": "branches", "catalog_product": "products"} | {
        "rooms_room": "rooms",
        "forms_intake_submission": "submissions",
    }
    page = text(admin, address(kind, "changelist"))
    assert f'content="{topic[kind]}"' in page
    assert "data-live-lamp" in page


OTHERS: dict[str, Callable[[], Any]] = {
    "accounts_user": lambda: factories.user(),
    "catalog_branch": lambda: factories.branch(),
    "catalog_product": lambda: factories.product(),
    "rooms_room": lambda: factories.room(),
    "forms_intake_submission": lambda: factories.submission(),
}


def test_a_slip_that_was_dealt_with_meanwhile_is_not_archived(admin: Client) -> None:
    slip = factories.submission()
    asked = text(admin, f"{address('forms_intake_submission', 'archive')}?pk={slip.pk}")
    assert f'name="seen-{slip.pk}"' in asked
    given = {"pk": slip.pk, "reason": "xong", f"seen-{slip.pk}": slip.revision}
    work.take(slip, by=factories.user(Role.STAFF))
    admin.post(address("forms_intake_submission", "archive"), given)
    slip.refresh_from_db()
    assert not slip.is_archived
