"""Gate 3 of rooms: the path between two peers is cut for good, again and again; how long nothing is heard.

Two peers in one Chromium, with the product's own modules; their packets go over detours (bench/detours.py) that are cut
as a router that forgets a connection cuts it: silently, and only new addresses work.
"""

import os
from pathlib import Path
from statistics import median

from playwright.sync_api import Route, sync_playwright

from bench.detours import Detours
from tests.js.test_modules import SITE, serve
from tests.processes import chromium

CUTS = 10
TARGET_MS = 3_000
_PAUSE_MS = 3_000
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
_SOUND = ["--autoplay-policy=no-user-gesture-required"]


def run(_folder: Path) -> None:
    """The cuts, one after the other, of one lesson."""
    with sync_playwright() as playwright:
        options = [*_OPTIONS, *_DEVICES, *_SOUND]
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        context = browser.new_context(permissions=["microphone"])
        context.route("**/*", _serve)
        page, detours = context.new_page(), Detours()
        page.expose_function("detour", detours.via)
        page.expose_function("cut", detours.cut)
        page.goto(f"{SITE}/")
        page.evaluate("async () => { globalThis.lesson = await import('/bench/recovery.js'); await lesson.begin(); }")
        results = []
        for _cut in range(CUTS):
            page.wait_for_timeout(_PAUSE_MS)
            results.append(page.evaluate("lesson.broken()"))
        browser.close()
    gaps = sorted(round(result["gap"]) for result in results)
    print(f"{CUTS} cuts: silence p50 {median(gaps):.0f} ms, longest {gaps[-1]} ms (target {TARGET_MS} for p95)")
    print(f"new connections {sum(result['renewed'] for result in results)}; all {gaps}")
    print(f"load of this machine: {os.getloadavg()[0]:.1f}")


def _serve(route: Route) -> None:
    if route.request.url == f"{SITE}/bench/recovery.js":
        route.fulfill(path=Path(__file__).parent / "recovery.js", content_type="text/javascript")
    else:
        serve(route)
