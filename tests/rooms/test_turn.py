"""Credentials of the relay, and the relay itself: Debian's coturn."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint
from pytest_django import Settings

from rooms import checks, turn
from school import clock
from tests.relay import SECRET, relaying

ROOT = Path(__file__).parents[2]
PERSON = 17


@pytest.fixture(autouse=True)
def relay_settings(settings: Settings) -> None:
    settings.TURN_URLS, settings.STUN_URLS = ["turn:relay.test:3478"], ["stun:relay.test:3478"]
    settings.TURN_SECRET = SECRET


def test_a_credential_names_its_end_and_the_account() -> None:
    given = turn.credentials(PERSON)
    ends_at, _, person = given["username"].partition(":")
    assert person == "u17"
    assert 290 < int(ends_at) - clock.now().timestamp() <= 300


def test_the_password_is_what_coturn_computes_from_the_shared_secret() -> None:
    given = turn.credentials(PERSON)
    expected = hmac.new(SECRET.encode(), given["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(given["credential"]) == expected


def test_a_browser_gets_both_kinds_of_servers() -> None:
    stun, relay = turn.ice_servers(PERSON)
    assert stun == {"urls": ["stun:relay.test:3478"]}
    assert relay["urls"] == ["turn:relay.test:3478"]
    assert relay.keys() == {"urls", "username", "credential"}


def test_without_servers_there_is_nothing_to_give(settings: Settings) -> None:
    settings.TURN_URLS, settings.STUN_URLS = [], []
    assert turn.ice_servers(PERSON) == []


@pytest.mark.parametrize(
    ("urls", "secret", "found"),
    [
        (["https://relay.test"], SECRET, ["rooms.E101"]),
        (["turns:relay.test"], "short", ["rooms.E102"]),
        (["turns:relay.test"], SECRET, []),
        ([], "", []),
    ],
)
def test_a_relay_that_anybody_could_use_stops_the_start(
    settings: Settings, urls: list[str], secret: str, found: list[str]
) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = urls, secret
    assert [message.id for message in checks.relay_is_guarded(None)] == found


def test_no_private_range_is_forgotten() -> None:
    lines = (ROOT / "scripts" / "turnserver.conf").read_text().splitlines()
    denied = " ".join(line.removeprefix("denied-peer-ip=") for line in lines if line.startswith("denied-peer-ip="))
    starts = ("10.0.0.0", "100.64.", "127.0.0.0", "169.254.", "172.16.", "192.168.", "::1", "fc00:", "fe80:")
    for start in starts:
        assert start in denied
    assert {"use-auth-secret", "no-cli", "no-multicast-peers", "no-tcp-relay"} <= set(lines)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A coturn with our own file."""
    with relaying(tmp_path_factory.mktemp("relay"), "-c", str(ROOT / "scripts" / "turnserver.conf")) as port:
        yield port


@pytest.mark.parametrize(("moved", "is_let_in"), [(0, True), (-600, False)])
async def test_the_relay_takes_our_credential_until_it_ends(relay: int, moved: int, is_let_in: bool) -> None:
    given = turn.credentials(PERSON)
    ends_at, _, peer = given["username"].partition(":")
    username = f"{int(ends_at) + moved}:{peer}"
    signature = hmac.new(SECRET.encode(), username.encode(), hashlib.sha1).digest()
    assert await allocates(relay, username, base64.b64encode(signature).decode()) is is_let_in


async def allocates(port: int, username: str, password: str) -> bool:
    """Whether the relay gives an address (aioice, which aiortc stands upon)."""
    server: Any = {"server_addr": ("127.0.0.1", port), "username": username, "password": password}
    try:
        transport, _ = await create_turn_endpoint(asyncio.DatagramProtocol, **server)
    except TransactionFailed:
        return False
    transport.close()
    return True
