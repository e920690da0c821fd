"""A browser and its system in words, from a User-Agent.

Our own table: the kept libraries carry hundreds of kilobytes of patterns, and none of them knows Zalo or Cốc Cốc.
"""

import re

from django.utils.translation import gettext as _

from school import browsers

# Browsers inside other apps, which one other table recognises.
_APPS = {
    "zalo": "Zalo",
    "lark": "Lark",
    "messenger": "Messenger",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "line": "LINE",
}
# In this order: nearly every browser also claims to be Chrome or Safari.
_BROWSERS = (
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
    app, system = browsers.in_app(user_agent), _first(_SYSTEMS, user_agent)
    browser = _APPS.get(app) or _first(_BROWSERS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text, re.IGNORECASE)), "")
