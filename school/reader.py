"""Language and theme as a visitor chose them: two cookies, written and read here only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

CHOICES = {"language": ("vi", "en"), "theme": ("light", "dark", "system")}
ONE_YEAR = 365 * 24 * 3600  # seconds
# Sent with `request` and `wanted` ({"theme": "dark"}) when a switch was used: who is signed in is not known here.
picked = Signal()


def chosen(request: HttpRequest, name: str) -> str:
    """The visitor's cookie, or an empty string when it is missing or not one of the choices."""
    value = request.COOKIES.get(name, "")
    return value if value in CHOICES[name] else ""


def remember(response: HttpResponseBase, name: str, value: str) -> None:
    """Keeps one choice in the browser for a year."""
    response.set_cookie(
        name, value, max_age=ONE_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


@contextmanager
def applied(request: HttpRequest, *, language: str, theme: str) -> Iterator[None]:
    """Speaks the language meanwhile, and leaves both choices on the request; "system" means that CSS decides."""
    request.LANGUAGE_CODE = language
    request.theme = theme if theme in ("light", "dark") else ""  # type: ignore[attr-defined]  # our own attribute
    with translation.override(language):
        yield
