"""A lesson through the relay alone: Debian's coturn, with credentials that our server has made."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override, pgettext
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from rooms.models import RoomMember
from school import clock
from tests import factories
from tests.e2e.rooms_kit import Window
from tests.processes import eventually, free_port, serving

pytestmark = pytest.mark.django_db(transaction=True)
RELAY, SECRET = shutil.which("turnserver"), "a secret that both sides know, long enough"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[str]:
    """Its address. Peers on this machine are allowed, which no school would."""
    port, low = free_port(), 40_000
    where = ["--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "-p", str(port)]
    ports = ["--min-port", str(low), "--max-port", str(low + 999), "--no-tls", "--no-dtls", "--no-tcp"]
    trust = ["--use-auth-secret", "--static-auth-secret", SECRET, "--realm", "test"]
    here = ["--allow-loopback-peers", "--cli-password", SECRET, "--cli-port", str(free_port())]
    files = ["-n", "--pidfile", str(tmp_path / "pid"), "--userdb", str(tmp_path / "db"), "--log-file", "stdout"]
    log = tmp_path / "relay.log"
    with log.open("wb") as output:
        command = [str(RELAY), *files, *where, *ports, *trust, *here]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        eventually(lambda: b"SQLite DB connection success" in log.read_bytes(), what="a relay that listens")
        yield f"turn:127.0.0.1:{port}?transport=udp"
    finally:
        process.terminate()
        process.wait(10)


def _way() -> str:
    with override("vi"):
        return pgettext("network", "through the school's relay")


@pytest.mark.skipif(not RELAY, reason="Debian's coturn is not installed")
def test_a_lesson_goes_through_the_relay_alone(
    fake_devices: Browser, environment: dict[str, str], relay: str, tmp_path: Path
) -> None:
    room, student = factories.room(relay_only=True), factories.user(Role.STUDENT)
    RoomMember.objects.create(room=room, user=student, admitted_at=clock.now())
    given = environment | {"TURN_URLS": relay, "TURN_SECRET": SECRET}
    with serving("school.asgi:application", log=tmp_path / "web", environment=given, ready="/health/live") as site:
        windows = [Window(fake_devices, site, person) for person in (room.host, student)]
        for one in windows:
            one.go_in(room).is_in()
        for one in windows:
            one.sees().hears()
            expect(one.page.locator("[data-n=way]").first).to_have_text(_way())
        for one in windows:
            one.close()
