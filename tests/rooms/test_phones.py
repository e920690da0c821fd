"""A guest's phone, signed in by a code to be their second camera."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import profiles
from accounts.models import User
from rooms import phones
from rooms.admission import Elsewhere
from rooms.enums import PeerRole
from rooms.models import Room, RoomMember
from school import clock
from tests import factories
from tests.rooms import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return factories.room()


@pytest.fixture
def guest(room: Room) -> User:
    """Let into the room by its host."""
    return people.admitted(room, people.guest("Bé An"))


def way(room: Room, guest: User) -> str:
    """The address that the code stands for."""
    return f"/r/{room.slug}/phone/{phones.code(room, guest)}/"


def who_is_in(browser: Client) -> int:
    return int(browser.session.get("_auth_user_id", 0))


def sees(room: Room, person: User) -> int:
    browser = Client()
    browser.force_login(person)
    return browser.get(f"/r/{room.slug}/phone.svg").status_code


def test_the_phone_is_signed_in_as_the_guest_and_becomes_their_camera(room: Room, guest: User) -> None:
    browser, address = Client(), way(room, guest)
    assert "Bé An" in browser.get(address).content.decode()
    assert who_is_in(browser) == 0
    assert browser.post(address).headers["Location"] == f"/r/{room.slug}/?camera"

    assert who_is_in(browser) == guest.pk
    people.entered(room, room.host)
    people.entered(room, guest)
    assert isinstance(people.enters(room, guest), Elsewhere)
    assert people.entered(room, guest, as_="camera").me.is_camera


def test_a_code_works_once_and_looking_uses_nothing_up(room: Room, guest: User) -> None:
    address = way(room, guest)
    assert [Client().get(address).status_code for _ in range(2)] == [200, 200]
    assert [Client().post(address).status_code for _ in range(2)] == [302, 404]
    assert "no-store" in Client().get(address)["Cache-Control"]


def test_a_second_tap_and_a_lost_answer_use_nothing_up(room: Room, guest: User) -> None:
    address, browser, again = way(room, guest), Client(), Client()
    browser.get(address)
    again.cookies.update(browser.cookies)
    assert [one.post(address).status_code for one in (browser, again, Client())] == [302, 302, 404]
    assert who_is_in(again) == guest.pk


def test_the_page_says_what_a_sibling_loses_and_where_a_camera_is_missing(room: Room, guest: User) -> None:
    browser, sibling = Client(), people.guest("Chị An")
    profiles.change(sibling, by=sibling, language="en")
    browser.force_login(sibling)
    page = browser.get(way(room, guest)).content.decode()
    assert "the guest Chị An" in page
    assert "open the link of the teacher again" in page
    assert "open it in Chrome first" in page


def test_whoever_is_signed_in_on_the_phone_is_asked_first(room: Room, guest: User) -> None:
    browser, parent = Client(), factories.user(name="Mẹ An")
    browser.force_login(parent)
    assert "Mẹ An" in browser.get(way(room, guest)).content.decode()
    assert who_is_in(browser) == parent.pk
    browser.post(way(room, guest))
    assert who_is_in(browser) == guest.pk
    assert browser.get(way(room, guest)).headers["Location"] == f"/r/{room.slug}/?camera"


def test_a_code_ends_with_its_time_its_guest_and_their_right(
    room: Room, guest: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, other = phones.code(room, guest), factories.room()
    for place, typed in ((other, code), (room, code[:-1] + "#"), (room, "nothing")):
        with pytest.raises(phones.Ended):
            phones.whose(place, typed)
    RoomMember.objects.filter(user=guest).update(banned_at=clock.now())
    with pytest.raises(phones.Ended):
        phones.whose(room, code)
    RoomMember.objects.filter(user=guest).update(banned_at=None)
    assert phones.whose(room, code) == guest
    monkeypatch.setattr(phones, "LASTS", timedelta(0))
    with pytest.raises(phones.Ended):
        phones.whose(room, code)


def test_codes_are_for_guests_who_send_pictures(room: Room, guest: User) -> None:
    watching = people.right(room, people.guest(), PeerRole.OBSERVER)
    ended = people.right(room, people.guest())
    User.objects.filter(pk=ended.pk).update(expires_at=clock.now())
    ended.refresh_from_db()
    refused = [watching, people.guest(), people.right(room), room.host]

    assert [sees(room, person) for person in (guest, *refused)] == [200, 404, 404, 404, 404]
    assert not phones.may_bring(room, ended)
    setattr(guest, "is_hijacked", True)  # noqa: B010 - as hijack marks whom somebody sees the site as
    assert not phones.may_bring(room, guest)


def test_a_code_signs_nobody_in_who_has_made_an_account(room: Room, guest: User) -> None:
    address = way(room, guest)
    User.objects.filter(pk=guest.pk).update(is_guest=False, expires_at=None, email="an@example.com")
    assert Client().post(address).status_code == 404


def test_a_room_that_is_not_there_answers_as_a_code_that_has_ended() -> None:
    assert Client().get("/r/nowhere/phone/nothing/").status_code == 404
    assert cache.get("rooms:phone:nothing") is None
