"""Gate 3 of rooms: one lesson of two windows whose sockets, server and media paths are broken again and again.

The whole product: its pages in Chromium, its server, its database. Sockets go over a relay that ends them without a
goodbye (bench/relay.py), media over detours that fall silent for good (bench/detours.py), and the server is killed.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError as NeverError
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
# A lesson that does not go on after so long counts as this long a gap, and the next break comes.
_LONGEST_MS = 30_000
# Together; what has not been broken by then is told.
_ENOUGH_S = 420
_START_S = 60
# A socket that lasts so long is steady, and the next one is not waited for longer each time.
_REST_MS = 3_500
# So long nothing came before a cut path counts as having been missed: until then the last packets arrive.
_MISSED_MS = 400
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


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
        self._is_fine = True

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
        until, everything = time.monotonic() + _ENOUGH_S, list[float]()
        for what, count, deed, missed in (
            ("socket cut", SOCKETS, self._cut_sockets, 0),
            ("server killed", SERVERS, self._kill, 0),
            ("path cut", PATHS, self._cut_paths, _MISSED_MS),
        ):
            print(f"{what}, seconds without sound or picture:", end="", flush=True)
            gaps = [self._break(deed, at, missed) for at in range(count) if time.monotonic() < until]
            print(line(f"\n  {len(gaps)} of {count}", gaps or [0.0]), flush=True)
            self._is_fine &= len(gaps) == count
            everything += gaps
        self._is_fine &= percentile(everything, 0.95) <= MOST_S
        print(line(f"all {len(everything)}", everything), flush=True)
        self._tell()
        print(f"{'all as it should be' if self._is_fine else 'MISSED'}; load {os.getloadavg()[0]:.1f}", flush=True)
        for window in self._windows:
            window.close()

    def _cut_sockets(self, at: int) -> list["Window"]:
        """The teacher's, the student's, both; gives those who need another."""
        which = (slice(0, 1), slice(1, 2), slice(0, 2))[at % 3]
        for relay in self._relays[which]:
            relay.cut()
        return self._windows[which]

    def _kill(self, _at: int) -> list["Window"]:
        self._server.kill()
        self._write()
        self._server.start()
        until = time.monotonic() + _START_S
        # Playwright carries the pages' questions for detours only while something of its own is waited for.
        while not answers(self._server.url + "/health/live"):
            if time.monotonic() > until:
                raise SystemExit(self._server.output()[-4000:])
            self._page.wait_for_timeout(100)
        return self._windows

    def _cut_paths(self, _at: int) -> list["Window"]:
        self._detours.cut()
        return []

    def _break(self, deed: Callable[[int], list["Window"]], at: int, missed: int) -> float:
        """Seconds without sound or without picture, of the window that waited longer."""
        self._page.wait_for_timeout(_REST_MS)
        welcomes = [
            window.page.evaluate("() => { breaks.longest = 0; return breaks.welcomes; }") for window in self._windows
        ]
        anew = deed(at)
        self._write()
        try:
            for window, before in zip(self._windows, welcomes, strict=True):
                wanted = {"welcomes": before + (window in anew), "missed": missed}
                window.page.wait_for_function(
                    "(wanted) => breaks.goesOn(wanted)", arg=wanted, polling=50, timeout=_LONGEST_MS
                )
            gap = max(float(window.page.evaluate("breaks.longest")) for window in self._windows) / 1000
        except NeverError:
            gap = _LONGEST_MS / 1000
            print("", [window.page.evaluate("breaks.told()") for window in self._windows], end="")
        print(f" {gap:.2f}", end="", flush=True)
        return gap

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
        """Who is there, and what has arrived."""
        from rooms.models import RoomPeer

        self._page.wait_for_timeout(_REST_MS)
        kept = [window.page.evaluate("breaks") for window in self._windows]
        back = [ms / 1000 for each in kept for ms in each["back"]]
        print(line(f"{len(back)} sockets that ended, another welcomed after", back or [0.0]))
        ghosts = RoomPeer.objects.joined().filter(room=self.room).count() - len(self._windows)
        extra = sum(window.page.locator(".tile--them").count() - 1 for window in self._windows)
        stays = RoomPeer.objects.filter(room=self.room).count()
        print(f"ghosts: {ghosts} in the database, {extra} on the pages; stays {stays} of {len(self._windows)} people")
        lost, twice = (sum(each) for each in zip(*(self._of_lines(window) for window in self._windows), strict=True))
        print(f"lines of chat: {len(self._lines)}, lost {lost}, twice {twice}")
        failed = " ".join(each["failed"] for each in kept)
        missing = sum(_offers_lost(mine, theirs) for mine, theirs in (kept, kept[::-1]))
        print(f"offers: {sum(len(_offers(each['sent'])) for each in kept)}, lost {missing}; {failed}")
        self._is_fine &= not (ghosts or extra or lost or twice or missing or failed.strip())

    def _of_lines(self, window: "Window") -> tuple[int, int]:
        """How many lines are not on the page, and how many more than once."""
        shown = Counter(window.page.locator("[data-chat-lines]").inner_text().split("\n"))
        return sum(shown[text] == 0 for text in self._lines), sum(shown[text] > 1 for text in self._lines)


def _offers(noted: list[str]) -> set[str]:
    return {each for each in noted if each.startswith("offer ")}


def _offers_lost(mine: dict[str, Any], theirs: dict[str, Any]) -> int:
    return len(_offers(mine["sent"]) - _offers(theirs["heard"]))
