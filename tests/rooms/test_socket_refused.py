"""Who is not let in on the socket of a room, or not any more: every close code."""

import pytest
from channels.db import database_sync_to_async as in_thread
from django.db import OperationalError

from accounts.enums import Role
from rooms import lifecycle
from rooms.enums import ClosedReason
from rooms.models import Room, RoomPeer
from rooms.wire import limits, mailbox, table, visit
from school.live import crowd
from tests import factories
from tests.rooms import people
from tests.rooms.socket_fixtures import Opened, Pair

pytestmark = pytest.mark.django_db(transaction=True)


async def test_nothing_is_done_before_hello(room: Room, host: str, opened: Opened) -> None:
    browser = opened(room.slug, host)
    await browser.connect()
    for frame in ({"type": "state", "mic": True}, {"type": "ack", "seq": 1}, {"type": "lock", "locked": True}):
        await browser.send(frame)
        assert (await browser.receive())["code"] == "not_joined"
    await browser.send({"type": "hello", "v": 2})
    assert (await browser.receive())["code"] == "unsupported_version"
    await browser.send({"type": "leave"})
    assert await browser.closed() == 1000


async def test_what_is_no_frame_closes_the_socket_before_hello_and_after(
    pair: Pair, room: Room, opened: Opened
) -> None:
    one, two = pair
    early = opened(room.slug, "a" * 32)
    await early.connect()
    for browser in (early, two):
        await browser.send(b"{}")
        assert await browser.closed() == 4400
    await two.leave()
    assert (await one.hears("peer.away"))["peer"] == two.peer


async def test_a_flood_before_hello_closes_the_socket(room: Room, host: str, opened: Opened) -> None:
    browser = opened(room.slug, host)
    await browser.connect()
    # Four times as many as fit at once: while they are read, some more fit.
    for _ in range(400):
        await browser.send({"type": "beat"})
    heard = [event := await browser._event()]
    while event["type"] == "websocket.send":
        heard.append(event := await browser._event())
    assert str(heard[-1]["code"]) == "4429"


async def test_a_socket_without_hello_is_closed(
    room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "HELLO_S", 0.05)
    browser = opened(room.slug, host)
    await browser.connect()
    assert await browser.closed() == 4408


async def test_who_is_not_signed_in_is_told_so(room: Room, opened: Opened) -> None:
    nobody = opened(room.slug)
    assert await nobody.connect() is None
    assert await nobody.closed() == 4401
    former = opened(room.slug, "a" * 32)
    assert (await former.hello())["code"] == "not_signed_in"
    assert await former.closed() == 4401


async def test_whose_standing_changes_is_closed(pair: Pair, room: Room) -> None:
    def archived() -> None:
        room.host.is_active = False
        room.host.save()

    await in_thread(archived)()
    assert await pair[0].closed() == 4401
    assert (await pair[1].hears("peer.left"))["reason"] == "removed"


async def test_a_room_that_is_not_there_or_not_theirs_or_closed(room: Room, host: str, opened: Opened) -> None:
    stranger = await in_thread(people.session_of)(await in_thread(factories.user)(Role.STUDENT))
    unknown, theirs, closed = opened("khong-co", host), opened(room.slug, stranger), opened(room.slug, host)
    assert (await unknown.hello(), await unknown.closed())[1] == 4404
    refusal = await theirs.hello()
    assert (refusal["code"], await theirs.closed()) == ("not_allowed", 4403)
    guessed = opened("khong-co", stranger)
    assert (await guessed.hello(), await guessed.closed()) == (refusal, 4403)
    await in_thread(lifecycle.close)(room, reason=ClosedReason.IDLE, by=None)
    assert (await closed.hello(), await closed.closed()) == ({"type": "room.closed", "reason": "idle"}, 4410)


@pytest.mark.parametrize("slug", ["a b", "../live", "%00"])
async def test_an_address_that_no_room_can_have_does_not_connect(opened: Opened, slug: str) -> None:
    assert await opened(slug).connect() == 1000


async def test_a_page_of_another_site_does_not_connect(room: Room, host: str, opened: Opened) -> None:
    assert await opened(room.slug, host, origin="https://elsewhere.test").connect() == 1000


async def test_more_sockets_of_one_session_than_a_process_takes_do_not_fit(
    room: Room, host: str, opened: Opened
) -> None:
    browsers = [opened(room.slug, host) for _ in range(crowd.MOST_OF_SESSION + 1)]
    for browser in browsers:
        await browser.connect()
    assert await browsers[-1].closed() == 4429
    await browsers[0].leave()
    assert await opened(room.slug, host).hello()


async def test_another_session_of_a_crowded_account_does_not_help(
    room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ACCOUNT", 1)
    first, second = (
        opened(room.slug, host),
        opened(room.slug, await in_thread(people.session_of)(room.host)),
    )
    await first.hello()
    await second.connect()
    await second.send({"type": "hello", "v": 1, "as": "camera"})
    assert await second.closed() == 4429
    assert await in_thread(RoomPeer.objects.joined().count)() == 1
    await first.leave()
    await second.leave()
    assert not limits._accounts


async def test_a_session_that_says_hello_again_and_again_is_closed(
    room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_HELLOS", 1.0)
    monkeypatch.setattr(limits, "HELLOS_PER_S", 0.0)
    first, second = opened(room.slug, host), opened(room.slug, host)
    await first.hello()
    await second.connect()
    await second.send({"type": "hello", "v": 1})
    assert await second.closed() == 4429


async def test_sessions_that_are_made_up_keep_nobody_out(
    room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_STRANGERS", 2)
    made_up = [opened(room.slug, letter * 32) for letter in "abc"]
    for stranger in made_up:
        await stranger.connect()
    assert await made_up[0].closed() == 4429
    teacher = opened(room.slug, host)
    assert (await teacher.hello())["type"] == "welcome"
    for letter in "def":
        await opened(room.slug, letter * 32).connect()
    await teacher.send({"type": "beat"})
    assert await teacher.receive() == {"type": "beat"}


@pytest.mark.parametrize("error", [OperationalError, RoomPeer.DoesNotExist])
async def test_without_the_mailbox_the_browser_comes_again(
    pair: Pair, room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def lost(*_: object) -> None:
        raise error

    monkeypatch.setattr(mailbox, "take", lost)
    hall = table.hall()
    hall.stand(hall.tables[room.pk].seats[pair[0].peer])
    again = opened(room.slug, host)
    assert (await again.resume(pair[0].peer, pair[0].secret, 0))["code"] == "try_later"
    assert await again.closed() == 1013


async def test_without_the_database_the_browser_comes_again(
    room: Room, host: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_args: object, **_more: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(visit, "in_thread", lost)
    assert await opened(room.slug, host).hello() == {"type": "error", "code": "try_later", "message": "", "ref": None}
