"""From a commit until it is seen in another open browser, while many inboxes are open.

One is Chromium, in which a MutationObserver notes when a row says what was committed; the others ask for what their
scripts would ask for (bench/screens.py). The floor is a bare socket and a page of the same size, for as many screens.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from bench.stage import Stage, built, percentile
from tests.processes import Process, chromium, eventually, serving

CHANGES = int(os.environ.get("CHANGES", "40"))
PACE_S = 1.1
FEW, MANY, TARGETS = 5, 50, {5: 250, 50: 500}
TOPICS = ["submissions", "saved_views"]
SAME = ["/inbox/"]
DIFFERENT = [*SAME, "/inbox/?view=all", "/inbox/?order=due", "/inbox/?layout=board", "/inbox/?form_type=leave-request"]
# Also what the list says after Lark has the slip, so that every change is noted with its moment.
_WATCH = """() => {
  window.seen = {};
  const now = () => (performance.timeOrigin + performance.now()) / 1000;
  const look = () => document.querySelectorAll("#rows li[data-revision]").forEach(({ dataset }) => {
    window.seen[`${dataset.reference}:${dataset.revision}`] ??= now();
  });
  look();
  const all = { subtree: true, childList: true, attributes: true };
  new MutationObserver(look).observe(document.querySelector(".inbox__list"), all);
}"""


def run(folder: Path) -> None:
    """Targets: p95 ≤ 250 ms with five open inboxes, ≤ 500 ms with fifty; one web process and one worker."""
    # Playwright's own loop runs in the thread in which the changes are made.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with built(folder) as stage, _browser() as browser:
        from bench import people

        people.fill(2_000)
        _fill_page()
        cookies = _cookies(MANY)
        worker = stage.start_worker()
        try:
            _settled()
            size = _size(stage, cookies[0])
            for label, views, count in (
                ("one list", SAME, FEW),
                ("one list", SAME, MANY),
                ("five lists", DIFFERENT, MANY),
            ):
                _row(f"{count} inboxes, {label}", _ours(stage, browser, cookies[:count], views), TARGETS[count])
        finally:
            worker.stop()
        for count in (FEW, MANY):
            _row(f"{count} bare screens, {size / 1000:.1f} kB each (floor)", _floor(folder, count, size))


def _fill_page() -> None:
    """A whole page of slips that nobody has looked at yet."""
    from tests import factories

    for number in range(60):
        factories.submission(student_name=f"Nguyễn Bảo An {number}")


def _settled() -> None:
    """Lark has what was filled in: otherwise each of those slips would be a change of its own, for half a minute."""
    from forms_intake.models import Delivery

    eventually(lambda: not Delivery.objects.open().exists(), seconds=120, what="an empty queue")


def _row(label: str, seconds: list[float], target: int = 0) -> None:
    half, most, all_ = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 1.0))
    words = f"   target p95 {target} ms{'' if most <= target else '  MISSED'}" if target else ""
    load = f"load {os.getloadavg()[0]:.1f}"
    print(
        f"{label:<46}p50 {half:6.0f}  p95 {most:6.0f}  max {all_:6.0f} ms  {len(seconds)} seen  {load}{words}",
        flush=True,
    )


def _ours(stage: Stage, browser: Browser, cookies: list[str], views: list[str]) -> list[float]:
    base, web = str(stage.site.base_url).rstrip("/"), _web()
    given = [_screen(base, "/ws/live/", cookie, views[at % len(views)], TOPICS) for at, cookie in enumerate(cookies)]
    with _screens(stage.folder, given[1:]), _page(browser, base, cookies[0]) as page:
        before = sum(web.cpu_times()[:2])
        made = [_paced(change) for change in _changes(CHANGES)]
        time.sleep(3)
        spent = (sum(web.cpu_times()[:2]) - before) / CHANGES * 1000
        print(
            f"{spent:.0f} ms of the web process's processor for each change, with what Lark's answer changes",
            flush=True,
        )
        seen = page.evaluate("window.seen")
    found = [(_first(seen, key), at) for key, at in made]
    if missing := sum(moment is None for moment, _at in found):
        print(f"never seen: {missing}")
    return [moment - at for moment, at in found if moment is not None]


def _first(seen: dict[str, float], key: str) -> float | None:
    """When the row said so, or something newer at once."""
    reference, revision = key.split(":")
    rows = [(other.split(":"), at) for other, at in seen.items()]
    newer = [at for (name, number), at in rows if name == reference and int(number) >= int(revision)]
    return min(newer, default=None)


def _web() -> psutil.Process:
    """The site: what it costs says more on a busy machine than how long it takes."""
    children = psutil.Process().children()
    return next(one for one in children if "school.asgi:application" in one.cmdline())


def _changes(count: int) -> Iterator[Callable[[], tuple[str, float]]]:
    """By turns a slip that arrives and one that is taken."""
    from accounts.models import User

    person = User.objects.get(email=f"screen{MANY - 1}@school.test")
    for _turn in range(count // 2):
        arrived: list[Any] = []
        yield partial(_committed, partial(_arrive, arrived))
        yield partial(_committed, partial(_take, arrived, person))


def _arrive(slips: list[Any]) -> Any:
    from tests import factories

    slips.append(factories.submission())
    return slips[0]


def _take(slips: list[Any], person: Any) -> Any:
    from forms_intake import work

    return work.take(slips[0], by=person)


def _committed(change: Callable[[], Any]) -> tuple[str, float]:
    """What the row says afterwards, and the moment of the commit."""
    from django.db import transaction

    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.time()))
        slip = change()
    return f"{slip.reference}:{slip.revision}", moments[0]


def _paced(change: Callable[[], Any]) -> Any:
    began = time.monotonic()
    done = change()
    time.sleep(max(PACE_S - (time.monotonic() - began), 0))
    return done


def _floor(folder: Path, count: int, size: int) -> list[float]:
    environment = {"BARE_PAGE": str(size)}
    with serving("bench.bare.live:application", log=folder / "bare.log", environment=environment, ready="/") as base:
        given = [_screen(base, "/", "", "/", TOPICS[:1]) for _ in range(count)]
        given[0]["is_measured"] = True
        with _screens(folder, given) as process, httpx.Client(base_url=base, trust_env=False) as client:
            made = [_paced(lambda: _posted(client)) for _ in range(CHANGES // 2)]
            seen = [float(line) for line in process.output().split() if line not in ("ready", "lost")]
    return [next(at for at in seen if at >= posted) - posted for posted in made]


def _posted(client: httpx.Client) -> float:
    at = time.time()
    client.post("/").raise_for_status()
    return at


def _screen(base: str, socket_path: str, cookie: str, address: str, topics: list[str]) -> dict[str, Any]:
    return {"base": base, "socket_path": socket_path, "cookie": cookie, "address": address, "topics": topics}


@contextmanager
def _screens(folder: Path, given: list[dict[str, Any]]) -> Iterator[Process]:
    name = folder / f"screens-{os.urandom(4).hex()}"
    name.with_suffix(".json").write_text(json.dumps(given))
    process = Process("bench.screens", f"{name}.json", log=name.with_suffix(".log"), environment={})
    try:
        process.wait_for(lambda: "ready" in process.output())
        yield process
        if process.child.poll() is not None:
            raise SystemExit(process.output()[-2000:])
        if lost := process.output().count("lost"):
            print(f"sockets lost and opened again: {lost}")
    finally:
        process.stop()


@contextmanager
def _page(browser: Browser, base: str, cookie: str) -> Iterator[Page]:
    name, value = cookie.split("=", 1)
    context = browser.new_context(base_url=base, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    page.goto("/inbox/")
    page.locator("[data-live-lamp=on]").wait_for()
    # What a page asks for when it has just connected is over.
    page.wait_for_timeout(3_000)
    page.evaluate(_WATCH)
    yield page
    context.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _cookies(count: int) -> list[str]:
    """As many office people, each signed in."""
    from django.conf import settings
    from django.test import Client

    from accounts.enums import Role
    from accounts.models import User

    found = []
    for number in range(count):
        client, email = Client(), f"screen{number}@school.test"
        client.force_login(User.objects.create_user(email=email, name=f"Văn phòng {number}", role=Role.STAFF))
        found.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return found


def _size(stage: Stage, cookie: str) -> int:
    """Bytes over the wire of what is fetched anew."""
    answer = stage.site.get("/inbox/", headers={"Cookie": cookie, "HX-Request": "true"}).raise_for_status()
    return int(answer.headers["content-length"])
