"""The look of the admin site (django-unfold): paper and ink as on our own pages (look.md, section 2)."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

# Lightness, chroma and hue of warm greys, and of the ink that stands for action.
_BASE = {
    "50": "oklch(98.5% .004 85)",
    "100": "oklch(96.5% .006 85)",
    "200": "oklch(92% .01 80)",
    "300": "oklch(86% .012 75)",
    "400": "oklch(71% .014 70)",
    "500": "oklch(54% .015 65)",
    "600": "oklch(44% .014 65)",
    "700": "oklch(36% .013 60)",
    "800": "oklch(26% .011 60)",
    "900": "oklch(20.5% .009 58)",
    "950": "oklch(15% .007 55)",
}
_INK = _BASE | {"500": "oklch(58% .05 60)", "600": "oklch(30% .014 60)", "700": "oklch(25% .012 60)"}


def _stylesheet(_request: HttpRequest) -> str:
    return static("school/css/admin.css")


def _theme_script(_request: HttpRequest) -> str:
    return static("school/js/admin-theme.js")


def _theme(request: HttpRequest) -> str | None:
    """The reader's choice, made once for the whole site; nothing where the device decides."""
    return getattr(request, "theme", "") or None


def unfold(school_name: str) -> dict[str, Any]:
    """Unfold's settings."""
    return {
        "SITE_TITLE": school_name,
        "SITE_HEADER": school_name,
        "SITE_SYMBOL": "piano",
        "SITE_URL": "/",
        "SHOW_HISTORY": False,
        "BORDER_RADIUS": "8px",
        "COLORS": {"base": _BASE, "primary": _INK},
        "STYLES": [_stylesheet],
        "SCRIPTS": [_theme_script],
        "THEME": _theme,
        # In place of Unfold's link to Django's page of passwords: here they are changed on the account pages only.
        "ACCOUNT": {"navigation": [{"title": _("My account"), "link": reverse_lazy("accounts:home")}]},
    }
