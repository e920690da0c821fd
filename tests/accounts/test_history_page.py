"""The page of the timeline, its filters, and the ways that lead to it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AccountEventKind, Role
from accounts.history import following
from accounts.history.receivers import record
from accounts.history.sources import Wanted
from accounts.models import User
from catalog.models import Branch
from forms_intake import notes
from forms_intake.models import Note
from school import live
from school.live import topics
from school.live.frames import MOST_TOPICS
from school.models import SensitiveRead
from tests import factories
from tests.accounts.history import TIMELINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> User:
    person = factories.user(Role.ADMIN, name="Cô Hà")
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def page(client: Client, **query: Any) -> str:
    answer = client.get(f"{TIMELINE}?{urlencode(query)}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_who_changed_what_from_what_to_what(client: Client, boss: User) -> None:
    branch = factories.branch(name="Quận 7")
    changed = {"code": branch.code, "name": "Tân Phong", "is_active": "on"}
    client.post(reverse("admin:catalog_branch_change", args=[branch.pk]), changed, REMOTE_ADDR="192.0.2.7")
    found = page(client, table="catalog.Branch", kind="update")
    for words in ("<del>Quận 7</del>", "<ins>Tân Phong</ins>", "Cô Hà", "192.0.2.7", "the administration"):
        assert words in found


def test_an_entry_leads_to_its_row_and_to_its_own_history(client: Client, boss: User) -> None:
    branch = factories.branch()
    found = page(client)
    assert f'href="{reverse("admin:catalog_branch_change", args=[branch.pk])}"' in found
    assert f"?table=catalog.Branch&amp;row={branch.pk}" in found


def test_what_people_typed_is_never_markup(client: Client, boss: User) -> None:
    factories.branch(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(client)


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_only_administrators_read_it(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get(TIMELINE).status_code == 403


def test_somebody_who_is_not_signed_in_is_led_to_the_entrance(client: Client) -> None:
    assert client.get(TIMELINE).status_code == 302


def test_it_cannot_be_posted_to(client: Client, boss: User) -> None:
    assert client.post(TIMELINE).status_code == 405


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"table": "auth.Secret"}, "Choose a table from the list"),
        ({"table": "accounts.UserEvent"}, "Choose a table from the list"),
        ({"kind": "truncate"}, "Choose a kind from the list"),
        ({"person": "x"}, "Choose a person from the list"),
        ({"person": "0"}, "Choose a person from the list"),
        ({"person": "9" * 40}, "Choose a person from the list"),
        ({"person": "²"}, "Choose a person from the list"),
        ({"since": "yesterday"}, "Write the day as dd/mm/yyyy"),
        ({"since": "31/02/2026"}, "Write the day as dd/mm/yyyy"),
        ({"until": "0000-00-00"}, "Write the day as dd/mm/yyyy"),
        ({"since": "02/01/2026", "until": "01/01/2026"}, "must not be before"),
        ({"row": "5"}, "Choose the table of this entry"),
        ({"table": "catalog.Branch", "row": "x" * 41}, "Open the history from the page of this entry"),
        ({"table": "catalog.Branch", "row": "no number"}, "Open the history from the page of this entry"),
        ({"table": "rooms.RoomPeer", "row": "7"}, "Open the history from the page of this entry"),
    ],
)
def test_a_filter_that_is_none_is_told_and_lists_nothing(
    client: Client, boss: User, query: dict[str, str], sentence: str
) -> None:
    factories.branch()
    found = page(client, **query)
    assert sentence in found
    assert "history__entry" not in found


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "forged"},
        {"page": "99999999999999999999"},
        {"person": str(2**63 - 1)},
        {"since": "01/01/0001"},
        {"until": "31/12/9999"},
        {"unknown": "x" * 3000},
    ],
)
def test_strange_addresses_are_answered(client: Client, boss: User, query: dict[str, str]) -> None:
    factories.branch()
    page(client, **query)


def test_days_are_meant_whole_and_at_the_school(client: Client, boss: User) -> None:
    factories.branch(name="Quận 7")
    with_today = page(client, since="01/01/2020", until="31/12/2099")
    assert "Quận 7" in with_today
    assert "Nothing matches" in page(client, until="01/01/2020")


def test_the_person_who_was_asked_for_stays_chosen_though_not_of_the_office(client: Client, boss: User) -> None:
    student = factories.user(name="Bảo An")
    assert f'<option value="{student.pk}" selected>Bảo An</option>' in page(client, person=student.pk)


def test_older_entries_are_one_click_away_and_keep_the_filters(client: Client, boss: User) -> None:
    for _ in range(51):
        factories.branch()
    answer = client.get(TIMELINE, {"table": "catalog.Branch"})
    older = client.get(TIMELINE + answer.context["older"])
    assert (len(answer.context["entries"]), len(older.context["entries"])) == (50, 1)
    assert "table=catalog.Branch" in answer.context["older"]
    assert older.context["newer"]
    # An open page finds again by them what had the focus, and what was read.
    assert 'id="history-older"' in answer.content.decode()
    assert 'id="history-newer"' in older.content.decode()
    (last,) = older.context["entries"]
    assert f'<li class="history__entry" id="{last.key}" data-live-entry>' in older.content.decode()


def test_the_number_of_queries_is_bounded(client: Client, boss: User, django_assert_max_num_queries: Any) -> None:
    factories.branch()
    # Session, person, what the admin asks for each page; keys, people of the filter; two a table; contexts and names.
    with django_assert_max_num_queries(16) as first:
        client.get(TIMELINE, {"table": "catalog.Branch"})
    factories.branch()
    factories.branch()
    with django_assert_max_num_queries(len(first)):
        client.get(TIMELINE, {"table": "catalog.Branch"})


def test_the_menu_leads_there(client: Client, boss: User) -> None:
    menu = reverse("admin:accounts_history_changelist")
    assert menu in client.get(reverse("admin:index")).content.decode()
    assert client.get(menu)["Location"] == TIMELINE


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_the_page_of_a_row_leads_to_its_history_for_whoever_may_read_it(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    branch = factories.branch()
    button = reverse("admin:catalog_branch_history", args=[branch.pk])
    found = client.get(reverse("admin:catalog_branch_change", args=[branch.pk])).content.decode()
    assert (button in found) == (role == Role.ADMIN)


def test_the_button_narrows_the_timeline_to_the_row(client: Client, boss: User) -> None:
    branch = factories.branch(name="Quận 7")
    other = factories.branch(name="Quận 1")
    found = client.get(reverse("admin:catalog_branch_history", args=[branch.pk]), follow=True).content.decode()
    assert "Only the history of <strong>Quận 7</strong>" in found
    assert other.name not in found


def test_the_history_of_a_row_that_is_gone_can_still_be_read(client: Client, boss: User) -> None:
    branch = factories.branch(name="Quận 7")
    pk = branch.pk
    branch.delete()
    found = page(client, table="catalog.Branch", row=pk)
    assert "Quận 7 (deleted)" in found
    assert not Branch.objects.exists()


def test_an_open_timeline_follows_every_list_that_it_tells_of(boss: User) -> None:
    found = following.followed(Wanted(), boss)
    assert set(found) >= {"history", "users", "branches", "submissions", "deliveries", "exports", "rooms"}
    # The bell and the alerts stand on the page too.
    assert len(found) + 2 <= MOST_TOPICS


def test_the_history_of_a_row_follows_the_row_and_what_may_be_followed_only(client: Client, boss: User) -> None:
    branch = factories.branch()
    shown = page(client, table="catalog.Branch", row=branch.pk)
    assert f'content="branch:{branch.pk} branches history"' in shown
    assert "data-live-part" in shown
    assert following.followed(Wanted(table=Branch), factories.user(Role.TEACHER)) == []


def test_a_table_that_has_no_list_is_told_of_by_all_of_them(boss: User) -> None:
    assert following.followed(Wanted(table=Note), boss) == following.followed(Wanted(), boss)


def test_what_no_list_tells_is_told_to_the_timeline(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    slip, told = factories.submission(), list[str]()
    monkeypatch.setattr(live, "changed", lambda *names: told.append("history" if "history" in names else ""))
    record(AccountEventKind.SIGN_IN_FAILED, person=boss, by=None)
    SensitiveRead.objects.create(reader=boss, label="forms_intake.Submission", object_pk=str(slip.pk), field="x")
    notes.add(slip, text="gọi lại", by=boss)
    assert told.count("history") == 3
    assert [topics.allows("history", factories.user(role)) for role in (Role.ADMIN, Role.STAFF)] == [True, False]
