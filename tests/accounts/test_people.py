"""Verbs that change a person's rank or standing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from structlog.testing import capture_logs

from accounts import people
from accounts.enums import Role
from accounts.models import OFFICE, User
from accounts.people import RANK, Refused
from school import clock
from tests import factories
from tests.accounts import codes

pytestmark = pytest.mark.django_db
Deed = Callable[[User, User], object]

DEEDS: dict[str, Deed] = {
    "demote": lambda person, by: people.set_role(person, Role.STAFF, by=by),
    "shut out": lambda person, by: people.set_active(person, False, by=by),
    "archive": lambda person, by: people.archive(person, by=by, reason="left"),
}


@pytest.fixture
def boss() -> User:
    return factories.user(Role.ADMIN)


def refusal(deed: Callable[[], object]) -> str:
    """The English sentence with which it is refused."""
    with translation.override("en"), pytest.raises(Refused) as refused:
        deed()
    return str(refused.value)


def stored(person: User) -> User:
    """The row as it is now."""
    now: User = User.objects.get(pk=person.pk)
    return now


def test_a_role_is_given_and_the_object_at_hand_says_so(boss: User) -> None:
    person = factories.user()
    people.set_role(person, Role.TEACHER, by=boss)
    assert (person.role, stored(person).role) == (Role.TEACHER, Role.TEACHER)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("asking", Role)
def test_nobody_gives_a_role_above_their_own(asking: Role, role: Role) -> None:
    by = factories.user(asking)
    assert people.may_grant(by, role) == (asking in OFFICE and RANK[role] <= RANK[asking])


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("asking", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_an_administrator_is_touched_by_administrators_only(boss: User, asking: Role, deed: Deed) -> None:
    factories.user(Role.ADMIN)
    by = factories.user(asking)
    assert refusal(lambda: deed(boss, by)) == "This account ranks above yours. Ask an administrator."
    assert stored(boss).is_superuser


def test_the_office_promotes_up_to_the_office() -> None:
    clerk, person = factories.user(Role.STAFF), factories.user()
    people.set_role(person, Role.STAFF, by=clerk)
    sentence = refusal(lambda: people.set_role(person, Role.ADMIN, by=clerk))
    assert sentence == "You can give roles up to your own only. Ask an administrator."
    assert stored(person).role == Role.STAFF


def test_who_lost_their_own_role_meanwhile_is_refused() -> None:
    clerk = factories.user(Role.STAFF)
    User.objects.filter(pk=clerk.pk).update(role=Role.STUDENT)
    assert clerk.role == Role.STAFF
    assert "ranks above" in refusal(lambda: people.set_role(factories.user(), Role.STAFF, by=clerk))


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_who_lost_their_rank_meanwhile_removes_nobody_above_them(boss: User, deed: Deed) -> None:
    other, stale = factories.user(Role.ADMIN), User.objects.get(pk=boss.pk)
    factories.user(Role.ADMIN)
    User.objects.filter(pk=boss.pk).update(role=Role.STAFF)
    assert "ranks above" in refusal(lambda: deed(other, stale))
    assert stored(other).is_superuser


@pytest.mark.parametrize("verb", ["set_role", "leave"])
def test_the_last_administrator_stays(boss: User, verb: str) -> None:
    factories.user(Role.ADMIN, is_active=False)
    deeds = {
        "set_role": lambda: people.set_role(boss, Role.STAFF, by=boss),
        "leave": lambda: people.leave(boss, reason="tired"),
    }
    sentence = "This is the last administrator. Make somebody else an administrator first."
    assert refusal(deeds[verb]) == sentence
    assert stored(boss).is_superuser


def test_an_administrator_may_step_down_while_there_is_another(boss: User) -> None:
    factories.user(Role.ADMIN)
    people.set_role(boss, Role.TEACHER, by=boss)
    assert stored(boss).role == Role.TEACHER


def test_nobody_shuts_themselves_out_by_mistake(boss: User) -> None:
    factories.user(Role.ADMIN)
    assert refusal(lambda: people.set_active(boss, False, by=boss)) == "You cannot shut yourself out. Ask a colleague."
    assert "cannot archive yourself" in refusal(lambda: people.archive(boss, by=boss, reason="tired"))


def test_a_guest_gets_no_role(boss: User) -> None:
    guest = User.objects.create_guest("An", expires_at=clock.now().replace(year=2099))
    assert "guest" in refusal(lambda: people.set_role(guest, Role.TEACHER, by=boss))


@pytest.mark.parametrize(
    "deed",
    [
        lambda person, by: people.set_role(person, Role.TEACHER, by=by),
        lambda person, by: people.set_active(person, False, by=by),
    ],
)
def test_an_archived_person_is_restored_first(boss: User, deed: Deed) -> None:
    person = people.archive(factories.user(), by=boss, reason="left")
    assert refusal(lambda: deed(person, boss)) == "This account is archived. Restore it first."


def test_the_time_without_a_second_factor_counts_from_entering_the_office(boss: User) -> None:
    person = factories.user()
    people.set_role(person, Role.STAFF, by=boss)
    since = stored(person).office_since
    assert since is not None
    people.set_role(person, Role.ADMIN, by=boss)
    assert stored(person).office_since == since
    people.set_role(person, Role.TEACHER, by=boss)
    assert stored(person).office_since is None


def test_a_restored_person_may_enter_again(boss: User) -> None:
    person = people.archive(factories.user(), by=boss, reason="left")
    assert not stored(person).may_enter
    people.restore(person, by=boss)
    assert stored(person).may_enter


def test_the_office_does_not_restore_an_administrator(boss: User) -> None:
    other = people.archive(factories.user(Role.ADMIN), by=boss, reason="left")
    clerk = factories.user(Role.STAFF)
    assert "ranks above" in refusal(lambda: people.restore(other, by=clerk))
    assert stored(other).is_archived


def test_a_new_person_has_no_password_and_no_role_above_the_one_who_adds() -> None:
    clerk = factories.user(Role.STAFF)
    made = people.add(User(email="lan@school.test", name="Lan", role=Role.STAFF), by=clerk)
    assert not made.has_usable_password()
    assert stored(made).office_since is not None
    other = User(email="ha@school.test", name="Hà", role=Role.ADMIN)
    assert "up to your own" in refusal(lambda: people.add(other, by=clerk))
    assert not User.objects.filter(email="ha@school.test").exists()


@pytest.mark.parametrize("verb", ["shut out", "archive"])
def test_open_sessions_end(boss: User, verb: str) -> None:
    person, client = factories.user(), Client()
    client.force_login(person)
    client.get("/")
    key = client.session.session_key
    DEEDS[verb](person, boss)
    assert not Session.objects.filter(session_key=key).exists()


def test_the_sessions_of_others_go_on(boss: User) -> None:
    client = Client()
    client.force_login(factories.user())
    people.archive(factories.user(), by=boss, reason="left")
    assert Session.objects.filter(session_key=client.session.session_key).exists()


@pytest.mark.parametrize("verb", ["shut out", "archive"])
def test_a_code_that_was_sent_before_lets_nobody_in(boss: User, client: Client, verb: str) -> None:
    person = factories.user()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    DEEDS[verb](person, boss)
    client.post(reverse("account_confirm_login_code"), {"code": codes.mailed(person.email)})
    assert not codes.is_signed_in(client)


@pytest.mark.parametrize("verb", ["shut out", "archive"])
def test_no_session_of_others_is_read_while_administrators_are_locked(boss: User, verb: str) -> None:
    person = factories.user()
    with CaptureQueriesContext(connection) as asked:
        DEEDS[verb](person, boss)
    about_sessions = [query["sql"] for query in asked if '"django_session"' in query["sql"]]
    assert [sql for sql in about_sessions if '"session_key" IN (' not in sql] == []


def test_every_change_is_logged_with_ids_only(boss: User) -> None:
    person = factories.user(name="Nguyễn Bảo An")
    with capture_logs() as logs:
        people.set_role(person, Role.TEACHER, by=boss)
        people.set_active(person, False, by=boss)
    assert [entry["event"] for entry in logs] == ["role.set", "active.set"]
    assert "An" not in str(logs)


@pytest.mark.parametrize(
    "change", [{"role": Role.STAFF}, {"is_active": False}, {"archived_at": clock.now(), "archive_reason": "left"}]
)
def test_not_even_a_bulk_update_removes_the_last_administrator(boss: User, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="last administrator"), transaction.atomic():
        User.objects.update(**change)
    assert stored(boss).is_superuser


def test_a_bulk_update_of_other_things_is_free(boss: User) -> None:
    User.objects.update(name="An")
    assert stored(boss).name == "An"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", DEEDS)
@pytest.mark.parametrize("first", DEEDS)
def test_two_administrators_cannot_remove_each_other(first: str, second: str) -> None:
    one, other = factories.user(Role.ADMIN), factories.user(Role.ADMIN)
    outcomes = at_once(lambda: DEEDS[first](one, other), lambda: DEEDS[second](other, one))
    assert sorted(outcomes) == ["done", "refused"]
    assert sum(stored(person).is_superuser for person in (one, other)) == 1


@pytest.mark.django_db(transaction=True)
def test_nor_by_raw_updates_at_the_same_moment() -> None:
    two = [factories.user(Role.ADMIN) for _ in range(2)]
    outcomes = at_once(*(lambda pk=person.pk: _demote_raw(pk) for person in two))
    assert sorted(outcomes) == ["done", "refused"]
    assert sum(stored(person).is_superuser for person in two) == 1


def test_addresses_stay_with_a_person_who_is_archived(boss: User) -> None:
    person = people.archive(factories.user(), by=boss, reason="left")
    assert EmailAddress.objects.filter(user=person).count() == 1


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What becomes of deeds that begin together, each in a thread and connection of its own."""
    ready = Barrier(len(deeds))

    def outcome(deed: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            ready.wait(10)
            deed()
        except (Refused, IntegrityError):
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(outcome, deeds))


def _demote_raw(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET role = 'student' WHERE id = %s", [pk])
