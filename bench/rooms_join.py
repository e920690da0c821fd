"""From the press on the button into a lesson until the other's picture moves and the other's sound is heard.

Two windows of Chromium with made-up devices: the teacher is in the room, a student who has been let in before comes.
"""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.stage import built, line, percentile
from tests.e2e.made_up import steady_tone
from tests.processes import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from accounts.models import User
    from rooms.models import Room

JOINS, MOST_S = int(os.environ.get("JOINS", "20")), 1.0
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_OPTIONS += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
_OPTIONS += ["--allow-loopback-in-peer-connection"]


def run(folder: Path) -> None:
    """Target: p95 ≤ 1.0 s on loopback."""
    # Playwright's own loop runs in the thread that asks the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with built(folder) as stage, sync_playwright() as playwright:
        # The made-up microphone only beeps now and then, which would be waited for.
        sound = steady_tone(folder / "tone.wav")
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*_OPTIONS, sound])
        took = _joins(browser, str(stage.site.base_url).rstrip("/"))
        browser.close()
    missed = "  MISSED" if percentile(took, 0.95) > MOST_S else ""
    print(line("join to picture and sound", took) + f"  {JOINS} joins; load {os.getloadavg()[0]:.1f}{missed}")


def _joins(browser: "Browser", site: str) -> list[float]:
    from accounts.enums import Role
    from rooms.models import RoomMember
    from school import clock
    from tests import factories
    from tests.e2e.rooms_kit import Window

    room, student = factories.room(), factories.user(Role.STUDENT)
    RoomMember.objects.create(room=room, user=student, admitted_at=clock.now())
    teacher = Window(browser, site, room.host).go_in(room).is_in()
    took = [_join(browser, site, room, student) for _ in range(JOINS)]
    teacher.close()
    return took


def _join(browser: "Browser", site: str, room: "Room", student: "User") -> float:
    """One window, from the press on; it leaves again."""
    from tests.e2e.rooms_kit import Window

    window = Window(browser, site, student).stand_before(room)
    began = time.perf_counter()
    window.press().sees().hears()
    took = time.perf_counter() - began
    window.leave()
    window.close()
    return took
