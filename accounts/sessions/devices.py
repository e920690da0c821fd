"""A browser and its system in words, from a User-Agent.

Our own table: the kept libraries carry hundreds of kilobytes of patterns, and none of them knows Zalo or Cốc Cốc.
"""

import re

from django.utils.translation import gettext as _

# In this order: nearly every browser also claims to be Chrome or Safari.
_BROWSERS = (
    ("Zalo", r"zalo"),
    ("Messenger", r"fb_iab/messenger|fban/messenger|orca-android"),
    ("Facebook", r"\bfb(?:an|av|_iab)\b"),
    ("Lark", r"\b(?:lark|feishu)/"),
    ("Cốc Cốc", r"coc_coc_browser"),
    ("Edge", r"\bedg(?:e|a|ios)?/"),
    ("Opera", r"\bop(?:r|ios|t)/|opera"),
    ("Samsung Internet", r"samsungbrowser/"),
    ("UC Browser", r"ucbrowser/"),
    ("Firefox", r"firefox/|fxios/"),
    ("Chrome", r"chrome/|chromium/|crios/"),
    ("Safari", r"safari/|applewebkit/"),
)
_SYSTEMS = (
    ("iPhone", r"iphone|ipod"),
    ("iPad", r"ipad"),
    ("Android", r"android"),
    ("Windows", r"windows"),
    ("ChromeOS", r"\bcros\b"),
    ("macOS", r"macintosh|mac os x"),
    ("Linux", r"linux|x11"),
)


def described(user_agent: str) -> str:
    """ "Chrome on Android", "Zalo on iPhone"; what is not known is left out."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text, re.IGNORECASE)), "")
