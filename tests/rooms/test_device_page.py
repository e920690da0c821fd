"""The device page: what the server writes of it, and the servers by which the network is tried out."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from rooms.enums import ClosedReason, PeerRole, RoomStatus
from rooms.models import Room
from rooms.pages import rates
from school import clock
from tests import factories
from tests.rooms import people

pytestmark = pytest.mark.django_db
STUN, TURN = "stun:relay.test:3478", "turn:relay.test:3478"
_MODULES = sorted(Path(str(finders.find("rooms/device.js"))).parent.glob("*.js"))
_OURS = [path for path in _MODULES if path.stem.startswith("device") or path.stem in {"trouble", "readout", "nettest"}]


@pytest.fixture
def room() -> Room:
    return factories.room(title="Bảo An")


@pytest.fixture(autouse=True)
def _relay(settings: Settings) -> None:
    settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET = [STUN], [TURN], "a secret of tests"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def servers(person: User, room: Room) -> list[dict[str, Any]]:
    answer = signed_in(person).get(f"/r/{room.slug}/ice/")
    assert answer.status_code == HTTPStatus.OK
    found: list[dict[str, Any]] = answer.json()["ice_servers"]
    return found


def named(pattern: str) -> set[str]:
    """Sentences that our modules ask for by such a name."""
    return {name for path in _OURS for name in re.findall(rf'"({pattern})"', path.read_text())}


def test_a_host_tries_the_relay_with_a_name_of_its_own(room: Room) -> None:
    stun, turn = servers(room.host, room)

    assert stun == {"urls": [STUN]}
    assert turn["urls"] == [TURN]
    assert turn["credential"]


def test_whoever_has_been_let_in_tries_the_relay(room: Room) -> None:
    assert len(servers(people.right(room, admitted_at=clock.now()), room)) == 2


@pytest.mark.parametrize("role", [PeerRole.STUDENT, PeerRole.OBSERVER])
def test_whoever_still_has_to_wait_gets_no_credentials(room: Room, role: PeerRole) -> None:
    assert servers(people.right(room, role=role), room) == [{"urls": [STUN]}]


def test_an_admission_to_an_earlier_lesson_does_not_count(room: Room) -> None:
    before = room.opened_at.replace(year=room.opened_at.year - 1)

    assert servers(people.right(room, admitted_at=before), room) == [{"urls": [STUN]}]


def test_nobody_without_a_right_learns_of_servers(room: Room) -> None:
    stranger, banned = factories.user(), people.right(room, banned_at=clock.now())

    for person in (stranger, banned):
        assert signed_in(person).get(f"/r/{room.slug}/ice/").status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"/r/{room.slug}/ice/").status_code in {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}


def test_however_often_somebody_asks_the_relay_counts_them_as_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_RATES", {"room-ice": "2/m/user"})
    names = {servers(room.host, room)[1]["username"].partition(":")[2] for _ in range(2)}
    assert names == {f"u{room.host_id}"}
    assert signed_in(room.host).get(f"/r/{room.slug}/ice/").status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_closed_room_has_no_servers(room: Room) -> None:
    host = signed_in(room.host)
    Room.objects.update(status=RoomStatus.CLOSED, closed_reason=ClosedReason.IDLE, closed_at=clock.now())

    assert host.get(f"/r/{room.slug}/ice/").status_code == HTTPStatus.NOT_FOUND
    assert host.get("/r/nowhere/ice/").status_code == HTTPStatus.NOT_FOUND


def test_servers_are_only_read_and_never_kept(room: Room) -> None:
    host = signed_in(room.host)

    assert host.post(f"/r/{room.slug}/ice/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "no-store" in host.get(f"/r/{room.slug}/ice/")["Cache-Control"]


def test_the_code_leads_to_the_room_and_to_nothing_else(room: Room) -> None:
    page = signed_in(room.host).get(f"/r/{room.slug}/?secret=1").content.decode()
    (drawn,) = re.findall(r'class="qrline"[^>]* d="([^"]+)"', page)
    address = f"http://testserver/r/{room.slug}/?camera"

    assert drawn in segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4)


def test_a_guest_is_asked_for_a_name_and_shown_a_code_for_their_phone(room: Room) -> None:
    guest = people.right(room, people.guest("Mẹ bé An"))
    html = signed_in(guest).get(f"/r/{room.slug}/").content.decode()

    assert re.search(r'data-name[^>]*value="Mẹ bé An"|value="Mẹ bé An"[^>]*data-name', html)
    assert f'src="/r/{room.slug}/phone.svg"' in html
    assert 'value="phone"' in html


def test_no_code_is_drawn_for_whoever_sees_the_site_as_a_guest(room: Room) -> None:
    guest = people.guest()
    shown = [render_to_string("rooms/_device_picture.html", {"user": guest, "room": room})]
    setattr(guest, "is_hijacked", True)  # noqa: B010 - as hijack marks whom somebody sees the site as
    shown.append(render_to_string("rooms/_device_picture.html", {"user": guest, "room": room}))

    assert ["<img" in html for html in shown] == [True, False]


def test_a_phone_that_came_by_the_code_goes_in_beside_its_main_device(room: Room) -> None:
    def told(person: User, query: str) -> tuple[str, bool]:
        html = signed_in(person).get(f"/r/{room.slug}/{query}").content.decode()
        return re.findall(r'data-as="(\w*)"', html)[0], f'href="/r/{room.slug}/?camera"' in html

    student, observer = people.right(room), people.right(room, role=PeerRole.OBSERVER)
    assert told(student, "?camera") == ("camera", True)
    assert [told(student, ""), told(observer, "?camera")] == [("", False), ("", False)]


def test_whoever_only_watches_reads_so_and_is_shown_no_camera(room: Room) -> None:
    html = signed_in(people.right(room, role=PeerRole.OBSERVER)).get(f"/r/{room.slug}/").content.decode()

    assert re.search(r'data-check="picture"\s+hidden', html)
    assert not re.search(
        r'data-check="picture"\s+hidden', signed_in(room.host).get(f"/r/{room.slug}/").content.decode()
    )


def test_a_room_by_relay_only_is_cut_off_without_a_relay(room: Room, settings: Settings) -> None:
    Room.objects.update(relay_only=True)
    assert "data-cut-off" not in signed_in(room.host).get(f"/r/{room.slug}/").content.decode()
    settings.TURN_URLS = []
    assert "data-cut-off" in signed_in(room.host).get(f"/r/{room.slug}/").content.decode()


def test_an_account_is_known_by_its_own_name(room: Room) -> None:
    assert "device-name-error" not in signed_in(room.host).get(f"/r/{room.slug}/").content.decode()


def test_every_sentence_that_the_modules_say_is_written(room: Room) -> None:
    words = set(re.findall(r'data-word="(\w+)"', render_to_string("rooms/_device_words.html")))
    troubles = {f"{what}_{kind}" for what in ("none", "busy") for kind in ("camera", "microphone")}
    denied = {f"denied_{name}" for name in ("chrome", "android", "ios", "safari", "firefox", "system")}
    advice = {f"{name}_title" for name in named(r"net_(?:un|no_|lossy|slow|narrow)\w*")} - {"net_not_reached_title"}
    said = named(r"(?:net|blank|said|device|untreated|voice|speakers|echo|noise|gain)_\w+")

    assert troubles | denied | advice | said <= words
    assert {f"{kind}_{word}" for kind in ("level", "meter") for word in ("nothing", "quiet", "good", "loud")} <= words


def test_each_sentence_is_written_once() -> None:
    names = re.findall(r'data-word="(\w+)"', render_to_string("rooms/_device_words.html"))

    assert len(names) == len(set(names))


def test_no_colour_of_the_device_page_stands_outside_the_tokens() -> None:
    css = (settings.BASE_DIR / "rooms/static/rooms/device.css").read_text()
    tokens = (settings.BASE_DIR / "school/static/school/css/tokens.css").read_text()

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", css) == []
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", tokens))
