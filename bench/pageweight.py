"""What a phone fetches to see a slip for the first time: requests and bytes over the wire."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.stage import built
from tests.processes import chromium

MOST_REQUESTS, MOST_BYTES = 8, 60_000


def run(folder: Path) -> None:
    """Each page in a browser that has nothing of ours: target 8 requests and 60 kB."""
    with built(folder) as stage, _browser() as browser:
        from forms_intake.slips.online import SLIPS

        for form_type in SLIPS:
            requests, size = weight(browser, f"{stage.site.base_url}/phieu/{form_type}/")
            print(f"{form_type:<16}{requests:3} requests {size / 1000:6.1f} kB")
    print(
        f"target {MOST_REQUESTS} requests, {MOST_BYTES / 1000:.0f} kB; load of this machine: {os.getloadavg()[0]:.1f}"
    )


def weight(browser: Browser, address: str) -> tuple[int, int]:
    """Requests and bytes of one cold load, headers included, as Chromium's network log has them."""
    page = browser.new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(_size(event)))
    page.goto(address, wait_until="networkidle")
    page.close()
    return len(sizes), sum(sizes)


def _size(event: dict[str, Any]) -> int:
    return int(event["encodedDataLength"])


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
