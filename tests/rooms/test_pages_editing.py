"""Making a room, and changing it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from accounts import profiles
from accounts.models import User
from rooms.enums import RoomKind
from rooms.forms import EditRoomForm, NewRoomForm
from rooms.models import Room, RoomInvite, RoomMember
from tests import factories
from tests.rooms.pages import signed_in

pytestmark = pytest.mark.django_db
TYPED = {"title": "Piano với cô Hà", "kind": "one-on-one", "has_lobby": "on"}


def window(day: str, time: str, last_day: str, end: str) -> dict[str, str]:
    """As the form sends it."""
    return {"not_before_0": day, "not_before_1": time, "not_after_0": last_day, "not_after_1": end}


def refusals(**typed: str) -> dict[str, Any]:
    """The fields that are refused."""
    return dict(NewRoomForm(TYPED | typed).errors)


def test_a_room_is_made_open_with_a_link_to_send(browser: Client, teacher: User) -> None:
    response = browser.post("/rooms/new/", TYPED)

    room = Room.objects.get()
    assert response.headers["Location"] == f"/rooms/{room.slug}/"
    assert (room.host, room.title, room.kind, room.capacity) == (teacher, "Piano với cô Hà", "one-on-one", 2)
    assert (room.has_lobby, room.relay_only, RoomInvite.objects.count()) == (True, False, 1)


def test_a_room_for_an_account_needs_no_link(browser: Client) -> None:
    student = factories.user()
    page = browser.post("/rooms/new/", TYPED | {"student": student.email}, follow=True).content.decode()

    assert "Send its link" not in page
    assert RoomMember.objects.get().user == student
    assert not RoomInvite.objects.exists()


def test_no_room_is_made_for_somebody_who_cannot_be_added(browser: Client, teacher: User) -> None:
    page = browser.post("/rooms/new/", TYPED | {"student": teacher.email})

    assert (page.status_code, Room.objects.count()) == (200, 0)


@pytest.mark.parametrize(("typed", "capacity"), [("", 20), ("7", 7), ("５０", 50)])
def test_a_class_has_a_capacity(browser: Client, typed: str, capacity: int) -> None:
    browser.post("/rooms/new/", TYPED | {"kind": "class", "capacity": typed})

    assert (Room.objects.get().kind, Room.objects.get().capacity) == (RoomKind.CLASS, capacity)


def test_the_window_is_of_the_teachers_own_clock(browser: Client, teacher: User) -> None:
    profiles.change(teacher, by=teacher, timezone="Europe/Paris")
    page = browser.get("/rooms/new/").content.decode()
    browser.post("/rooms/new/", TYPED | window("2099-08-21", "17:30", "21.8.2099", "18h15"))

    assert ("Time (France, Belgium, Netherlands)" in page, 'type="date"' in page) == (True, True)
    room = Room.objects.get()
    assert room.not_before == datetime(2099, 8, 21, 15, 30, tzinfo=UTC)
    assert room.not_after == datetime(2099, 8, 21, 16, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", " \u200b "),
        ("title", "x" * 121),
        ("kind", "choir"),
        ("capacity", "1"),
        ("capacity", "51"),
        ("capacity", "-3"),
        ("capacity", "²"),
        ("capacity", "9" * 5000),
        ("student", "nobody@school.test"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, typed: str) -> None:
    assert list(refusals(**{"kind": "class", field: typed})) == [field]


@pytest.mark.parametrize(
    ("day", "time", "fault"),
    [
        ("tomorrow", "10:00", "the day"),
        ("2099-02-31", "10:00", "the day"),
        ("99999-08-21", "10:00", "the day"),
        ("0001-01-01", "00:00", "the day"),
        ("", "10:00", "the day"),
        ("2099-08-21", "", "the time"),
        ("2099-08-21", "25:00", "the time"),
        ("2099-03-29", "02:30", "clocks change"),
    ],
)
def test_half_a_moment_and_one_that_never_comes_are_refused_with_what_is_missing(
    day: str, time: str, fault: str
) -> None:
    with timezone.override("Europe/Paris"), translation.override("en"):
        found = refusals(not_before_0=day, not_before_1=time)
        assert [(name, fault in str(errors)) for name, errors in found.items()] == [("not_before", True)]


def test_a_window_ends_after_it_has_begun() -> None:
    assert list(refusals(**window("2099-08-21", "18:00", "2099-08-21", "18:00"))) == ["not_after"]


def test_nobody_asks_a_lesson_for_two_how_many_a_class_may_have() -> None:
    assert refusals(kind="one-on-one", capacity="999") == {}


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_box_that_is_wrong(browser: Client) -> None:
    typed = {"kind": "class", "capacity": "7", "not_before_0": "2099-08-21", "not_before_1": ""}
    page = browser.post("/rooms/new/", TYPED | typed).content.decode()

    assert re.findall(r'href="#(id_\w+)"', page) == ["id_not_before_1"]
    assert re.findall(r'id="(\w+)"[^>]*aria-invalid', page) == ["id_not_before_1"]
    assert re.search(r'name="not_before_0"\s+value="2099-08-21"', page)
    assert 'value="7"' in page


@pytest.mark.parametrize(
    ("typed", "led"),
    [
        (window("", "10:00", "2099-08-21", "25:00"), ["0", "1"]),
        (window("2099-03-29", "02:30", "x", "y"), ["1", "0"]),
        (window("2099-08-21", "18:00", "2099-08-21", "18:00"), ["0", "0"]),
    ],
)
def test_the_summary_leads_to_the_day_unless_only_the_time_is_wrong(typed: dict[str, str], led: list[str]) -> None:
    with timezone.override("Europe/Paris"):
        form = NewRoomForm(TYPED | typed)
        assert not form.is_valid()
    assert [form[name].id_for_label[-1] for name in ("not_before", "not_after")] == led


def test_what_a_verb_refuses_is_said_on_the_form(browser: Client) -> None:
    response = browser.post("/rooms/new/", TYPED | {"not_after_0": "2009-08-21", "not_after_1": "18:00"})

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Room.objects.exists()


def test_the_form_says_that_there_is_no_relay() -> None:
    assert list(refusals(relay_only="on")) == ["relay_only"]


def test_a_room_is_changed(browser: Client, teacher: User, settings: Settings) -> None:
    settings.TURN_URLS = ["turn:relay.test"]
    room = factories.room(host=teacher, kind=RoomKind.CLASS, capacity=9)
    page = browser.get(f"/rooms/{room.slug}/edit/").content.decode()
    browser.post(f"/rooms/{room.slug}/edit/", {"title": "Lớp chiều", "capacity": "12", "relay_only": "on"})

    assert 'value="9"' in page
    room.refresh_from_db()
    assert (room.title, room.capacity, room.has_lobby, room.relay_only) == ("Lớp chiều", 12, False, True)


def test_a_refused_change_says_why(browser: Client, teacher: User) -> None:
    room = factories.room(host=teacher, title="Bảo An")
    wrong = {"title": "Bảo", "not_after_0": "2009-08-21", "not_after_1": "18:00"}

    assert "error-summary" in browser.post(f"/rooms/{room.slug}/edit/", wrong).content.decode()
    room.refresh_from_db()
    assert room.title == "Bảo An"


def test_a_lesson_for_two_has_no_number_of_people_to_change() -> None:
    assert "capacity" not in EditRoomForm(room=factories.room()).fields


@pytest.mark.parametrize("address", ["/rooms/new/", "/rooms/closed/"])
def test_students_make_no_rooms(address: str) -> None:
    assert signed_in(factories.user()).get(address).status_code == 403
