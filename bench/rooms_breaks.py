"""Gate 3 of rooms: one lesson of two windows whose sockets, server and media paths are broken again and again.

The whole product: its pages in Chromium, its server, its database. Sockets go over a relay that ends them without a
goodbye (bench/relay.py), media over detours that fall silent for good (bench/detours.py), and the server is killed.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from bench.detours import Detours
from bench.relay import Relay
from bench.stage import built, line, percentile
from tests.e2e import made_up
from tests.processes import answers, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.rooms_kit import Window
    from tests.rooms.peers.lessons import Web

SOCKETS, SERVERS, PATHS = (
    int(os.environ.get(name, usual)) for name, usual in (("SOCKETS", "50"), ("SERVERS", "5"), ("PATHS", "10"))
)
MOST_S = 3.0
_LONGEST_MS = 60_000
# A socket that lasts so long is steady, and the next one is not waited for longer each time.
_REST_MS = 3_500
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_GOES_ON = "(isCut) => breaks.isOpen && breaks.silent < 250 && (!isCut || breaks.longest > 400)"


def run(folder: Path) -> None:
    """Targets: no sound or picture for at most 3 s (p95), nobody there who is not, no offer and no line lost."""
    # Playwright's own loop runs in the thread that asks the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with built(folder) as stage, sync_playwright() as playwright:
        from tests.rooms.peers.lessons import webs

        options = [*_OPTIONS, *made_up.options(folder)]
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        with webs(1, folder, stage.environment) as (server,):
            _Lesson(browser, server).run()
        browser.close()


class _Lesson:
    """A teacher's window and a student's, each with a line of its own to the server."""

    def __init__(self, browser: "Browser", server: "Web") -> None:
        from accounts.enums import Role
        from rooms.models import RoomMember
        from school import clock
        from tests import factories

        self._server, self._detours = server, Detours()
        self.room, student = factories.room(), factories.user(Role.STUDENT)
        RoomMember.objects.create(room=self.room, user=student, admitted_at=clock.now())
        port = int(server.url.rpartition(":")[2])
        self._relays = [Relay(port) for _ in range(2)]
        people = zip((self.room.host, student), self._relays, strict=True)
        self._windows = [self._window(browser, relay.url, person) for person, relay in people]
        self._lines: list[str] = []

    def _window(self, browser: "Browser", site: str, person: Any) -> "Window":
        from tests.e2e.rooms_kit import Window

        window = Window(browser, site, person)
        window.page.expose_function("detour", self._detours.via)
        window.page.add_init_script(path=Path(__file__).parent / "breaks.js")
        return window.go_in(self.room).is_in()

    def run(self) -> None:
        """All breaks, and what became of the lesson."""
        for window in self._windows:
            window.sees().hears()
            window.page.locator(".controls [data-open=chat]").click()
        everything: list[float] = []
        for what, count, deed in (
            ("socket cut", SOCKETS, self._cut_sockets),
            ("server killed", SERVERS, self._kill),
            ("path cut", PATHS, lambda _at: self._detours.cut()),
        ):
            gaps = [self._break(deed, at, is_cut=what == "path cut") for at in range(count)]
            everything += gaps
            print(line(f"{what} {count} times: no media for", gaps or [0.0]), flush=True)
        missed = "  MISSED" if percentile(everything, 0.95) > MOST_S else ""
        print(line(f"all {len(everything)}", everything) + f"  load {os.getloadavg()[0]:.1f}{missed}")
        self._tell()

    def _cut_sockets(self, at: int) -> None:
        """The teacher's, the student's, both."""
        for relay in (self._relays[:1], self._relays[1:], self._relays)[at % 3]:
            relay.cut()

    def _kill(self, _at: int) -> None:
        self._server.kill()
        self._write()
        self._server.start()
        # Playwright carries the pages' questions for detours only while something of its own is waited for.
        while not answers(self._server.url + "/health/live"):
            self._page.wait_for_timeout(100)

    def _break(self, deed: Callable[[int], None], at: int, *, is_cut: bool) -> float:
        """Seconds without sound or without picture, of the window that waited longer."""
        self._page.wait_for_timeout(_REST_MS)
        for window in self._windows:
            window.page.evaluate("() => { breaks.longest = 0; }")
        deed(at)
        self._write()
        for window in self._windows:
            window.page.wait_for_function(_GOES_ON, arg=is_cut, polling=50, timeout=_LONGEST_MS)
        return max(float(window.page.evaluate("breaks.longest")) for window in self._windows) / 1000

    @property
    def _page(self) -> Any:
        return self._windows[0].page

    def _write(self) -> None:
        """A line of each into the break."""
        for window in self._windows:
            self._lines.append(f"Dòng {len(self._lines)}")
            window.page.locator("[data-chat-text]").fill(self._lines[-1])
            window.page.locator("[data-chat-text]").press("Enter")

    def _tell(self) -> None:
        from rooms.models import RoomPeer

        self._page.wait_for_timeout(_REST_MS)
        ghosts = RoomPeer.objects.joined().filter(room=self.room).count() - len(self._windows)
        extra = sum(window.page.locator(".tile--them").count() - 1 for window in self._windows)
        stays = RoomPeer.objects.filter(room=self.room).count()
        print(f"ghosts: {ghosts} in the database, {extra} on the pages; stays {stays} of {len(self._windows)} people")
        lost, twice = zip(*(self._of_lines(window) for window in self._windows), strict=True)
        print(f"lines of chat: {len(self._lines)}, lost {sum(lost)}, twice {sum(twice)}")
        kept = [window.page.evaluate("breaks") for window in self._windows]
        for name, mine, theirs in zip(("teacher", "student"), kept, reversed(kept), strict=True):
            sent = set(mine["sent"])
            print(f"offers and lines of the {name}: {len(sent)}, lost {len(sent - set(theirs['heard']))}")
        for window in self._windows:
            window.close()

    def _of_lines(self, window: "Window") -> tuple[int, int]:
        """How many lines are not on the page, and how many more than once."""
        shown = Counter(window.page.locator("[data-chat-lines]").inner_text().split("\n"))
        return sum(shown[text] == 0 for text in self._lines), sum(shown[text] > 1 for text in self._lines)
