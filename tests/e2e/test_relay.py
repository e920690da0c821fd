"""A lesson through the relay alone: Debian's coturn, with credentials that our server has made."""

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
from tests.processes import free_port, serving
from tests.relay import SECRET, relaying

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[str]:
    """Its address. Peers on this machine are allowed, which no school would."""
    ports = ["--relay-ip", "127.0.0.1", "--min-port", "40000", "--max-port", "40999", "--no-tcp"]
    here = ["-n", "--allow-loopback-peers", "--cli-password", SECRET, "--cli-port", str(free_port())]
    with relaying(tmp_path, *here, *ports) as port:
        yield f"turn:127.0.0.1:{port}?transport=udp"


def _way() -> str:
    with override("vi"):
        return pgettext("network", "through the school's relay")


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
