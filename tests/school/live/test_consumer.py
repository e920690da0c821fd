"""The socket /ws/live/."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session

from school import clock, live
from school.live import crowd, topics
from school.live.frames import Close
from tests.school.live.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_hears_that_a_topic_changed_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page()
    assert await page.connect() is None
    await page.subscribe("apples")
    assert await page.hears() == ("subscribed", "apples")
    await sync_to_async(live.changed)("pears", "apples")
    assert await page.hears() == ("changed", "apples")


async def test_a_page_follows_one_object_of_a_topic(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.subscribe("apples:12")
    assert await page.hears() == ("subscribed", "apples:12")
    await sync_to_async(live.changed)("apples", "apples:1", "apples:12")
    assert await page.hears() == ("changed", "apples:12")


@pytest.mark.parametrize("topic", ["nuts", "pears", "plums", "Apples", "apples:", "apples:1:2", "live.session", ""])
async def test_what_is_unknown_or_forbidden_is_refused(open_page: OpenPage, topic: str) -> None:
    page = open_page()
    await page.connect()
    await page.subscribe(topic)
    assert await page.hears() == ("refused", topic)


async def test_a_refused_topic_is_not_forwarded(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.subscribe("pears", "apples")
    assert {await page.hears(), await page.hears()} == {("refused", "pears"), ("subscribed", "apples")}
    await sync_to_async(live.changed)("pears", "apples")
    assert await page.hears() == ("changed", "apples")


async def test_who_signed_in_follows_what_they_may(open_page: OpenPage, session_key: str) -> None:
    page = open_page(session_key)
    await page.connect()
    await page.subscribe("pears")
    assert await page.hears() == ("subscribed", "pears")


async def test_a_made_up_session_is_nobody(open_page: OpenPage) -> None:
    page = open_page("0123456789abcdefghijklmnopqrstuv")
    assert await page.connect() is None
    await page.subscribe("pears")
    assert await page.hears() == ("refused", "pears")


async def test_another_site_is_not_let_in(open_page: OpenPage, session_key: str) -> None:
    page = open_page(session_key, origin="https://evil.example")
    assert await page.connect() == 1000


async def test_rights_that_were_lost_are_noticed_within_a_minute(
    open_page: OpenPage, session_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Lost without any change of the person, which whoever watches their standing would notice sooner.
    readers = {"all"}
    topics.topic("figs", rule=lambda _reader: bool(readers))
    page = open_page(session_key)
    await page.connect()
    await page.subscribe("figs")
    await page.hears()
    readers.clear()
    await sync_to_async(live.changed)("figs")
    assert await page.hears() == ("changed", "figs")
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    await sync_to_async(live.changed)("figs")
    assert await page.hears() == ("refused", "figs")


async def test_the_end_of_the_session_ends_the_socket(open_page: OpenPage, session_key: str) -> None:
    page, stranger = open_page(session_key), open_page()
    await page.connect()
    await stranger.connect()
    await sync_to_async(_end)(session_key)
    assert await page.closed() == Close.SESSION_ENDED
    await stranger.subscribe("apples")
    assert await stranger.hears() == ("subscribed", "apples")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", Close.MALFORMED),
        ('{"type": "publish", "topics": []}', Close.MALFORMED),
        ('"' + "x" * 4096 + '"', Close.TOO_LARGE),
    ],
)
async def test_a_bad_frame_closes_the_socket(open_page: OpenPage, frame: str, code: Close) -> None:
    page = open_page()
    await page.connect()
    await page.send(frame)
    assert await page.closed() == code


async def test_a_binary_frame_is_malformed(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.send(b"\x00")
    assert await page.closed() == Close.MALFORMED


async def test_a_page_follows_at_most_twenty_topics(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.subscribe(*(f"apples:{number}" for number in range(20)))
    assert {await page.hears() for _ in range(20)} == {("subscribed", f"apples:{number}") for number in range(20)}
    await page.subscribe("apples:20")
    assert await page.closed() == Close.MALFORMED


async def test_a_page_that_leaves_topics_may_follow_others_and_hears_of_those_alone(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.subscribe(*(f"apples:{number}" for number in range(20)))
    assert {await page.hears() for _ in range(20)}
    await page.send({"type": "unsubscribe", "topics": ["apples:1", "apples:2", "nuts"]})
    await page.subscribe("apples:20")
    assert await page.hears() == ("subscribed", "apples:20")
    await sync_to_async(live.changed)("apples:1", "apples:20")
    assert await page.hears() == ("changed", "apples:20")
    assert await page.receives_nothing()


async def test_a_flood_of_frames_closes_the_socket(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    page = open_page()
    await page.connect()
    for _ in range(21):
        await page.subscribe("apples")
    assert [await page.hears() for _ in range(20)] == [("subscribed", "apples")] * 20
    assert await page.closed() == Close.FLOOD


async def test_one_session_opens_only_so_many_sockets_at_once(
    open_page: OpenPage, session_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "MOST_OF_SESSION", 2)
    pages = [open_page(session_key) for _ in range(4)]
    assert [await page.connect() for page in pages[:3]] == [None, None, Close.FLOOD]
    assert await open_page().connect() is None
    await pages[0].leave()
    assert await pages[3].connect() is None


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("fe80::1%eth0", "fe80::2%eth0", False),
        ("/run/web.sock", "/run/web.sock", True),
    ],
)
def test_one_address_opens_only_so_many_whatever_cookies_it_makes_up(
    first: str, second: str, is_one: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "MOST_OF_ADDRESS", 1)
    places = crowd.enter("a" * 32, first)
    assert places
    others = crowd.enter("b" * 32, second)
    assert (others is None) is is_one
    for each in filter(None, (places, others)):
        crowd.leave(each)
    assert not crowd._open


async def test_nothing_is_read_after_the_socket_was_closed(open_page: OpenPage) -> None:
    page = open_page()
    await page.connect()
    await page.send("{")
    await page.send("{")
    assert await page.closed() == Close.MALFORMED
    assert await page.receives_nothing()


async def test_the_layer_forgets_a_page_that_left(open_page: OpenPage, session_key: str) -> None:
    page = open_page(session_key)
    await page.connect()
    await page.subscribe("apples")
    await page.hears()
    known = get_channel_layer()._get_layer().groups
    # One of the session, one of the topic; that of all people may be on its way.
    assert len(known) >= 2
    await page.leave()
    assert known == {}


def _end(session_key: str) -> None:
    Session.objects.get(session_key=session_key).delete()
