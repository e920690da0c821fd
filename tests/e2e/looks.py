"""What every page is looked at for."""

from collections.abc import Iterable, Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_RUN = """
(context) => axe.run(context || document, {resultTypes: ["violations"]}).then((found) => found.violations)
"""

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 360, 1280)
_WEAR = """
(theme) => {
  document.documentElement.dataset.theme = theme;
  document.documentElement.classList.toggle("dark", theme === "dark");
}
"""


def settled(page: Page) -> Page:
    """The page that the last click led to, whole: what is asked of half a page may be true of no page."""
    page.wait_for_load_state("load")
    return page


def violations(page: Page, context: str | None = None) -> list[str]:
    """What axe finds, at this width."""
    if not settled(page).evaluate("'axe' in window"):
        page.evaluate(_AXE.axe_script)
    found = page.evaluate(_RUN, context)
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [f"{page.url} at {width}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def too_wide(page: Page) -> list[str]:
    """Whether anything is cut off or scrolls sideways."""
    wide, width = settled(page).evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{page.url}: {wide} pixels at {width}"] if wide > width else []


def at_widths(page: Page, widths: Iterable[int] = WIDTHS) -> Iterator[int]:
    """The same page on screens of other sizes, without loading it anew."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 860})
        yield width


def in_themes(page: Page) -> Iterator[str]:
    """The same page in both themes, as the server would write it (ours, and the admin's), without loading it anew."""
    for theme in THEMES:
        # A colour on its way to the other one is neither.
        settled(page).emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(_WEAR, theme)
        yield theme
