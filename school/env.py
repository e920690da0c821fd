"""Typed reading of environment variables; in production every required one must be there."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_KIND = os.environ.get("DJANGO_ENV", "").strip() or "development"
if _KIND not in {"development", "production"}:
    # Guessing would run a server that was meant to be closed with the secrets of development.
    raise ImproperlyConfigured(f"DJANGO_ENV must be production or development, not {_KIND!r}")
PRODUCTION = _KIND == "production"


def text(name: str, default: str = "") -> str:
    """The variable, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, development: str = "") -> str:
    """The variable; outside production the given stand-in. Raises ImproperlyConfigured naming the missing variable."""
    value = text(name)
    if not PRODUCTION:
        return value or development
    if not value:
        raise ImproperlyConfigured(f"{name} must be set in production (see .env.example)")
    return value


def secret(name: str, development: str) -> str:
    """A required variable that must not be the published stand-in. Raises ImproperlyConfigured."""
    value = required(name, development)
    if PRODUCTION and development in items(value):
        raise ImproperlyConfigured(f"{name} must not be the development value in production (see .env.example)")
    return value


def items(value: str) -> list[str]:
    """Comma-separated words without blanks."""
    return [word.strip() for word in value.split(",") if word.strip()]


def origins(name: str) -> list[str]:
    """Comma-separated origins as browsers name them, like https://school.example. Raises ImproperlyConfigured."""
    given = items(text(name))
    for origin in given:
        parts = urlsplit(origin)
        is_named = parts.scheme in {"http", "https"} and parts.netloc and "*" not in parts.netloc
        if not is_named or origin != f"{parts.scheme}://{parts.netloc}":
            raise ImproperlyConfigured(f"{name} must name origins like https://school.example, not {origin!r}")
    return [origin.lower() for origin in given]


def at_least_one(name: str, default: str) -> int:
    """A whole number above zero. Raises ImproperlyConfigured."""
    value = text(name, default)
    if not value.isdecimal() or int(value) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)


def no_wildcard(name: str) -> None:
    """Uvicorn reads it: with `*` every visitor could say which address they come from. Raises ImproperlyConfigured."""
    if any("*" in word or word.endswith("/0") for word in items(text(name))):
        raise ImproperlyConfigured(f"{name} must name the reverse proxy, never everybody (see .env.example)")


def only_https(*addresses: str) -> None:
    """In production, children's data travels encrypted or not at all. Raises ImproperlyConfigured."""
    if PRODUCTION and not all(address.startswith("https://") for address in addresses):
        raise ImproperlyConfigured("SITE_URL and LARK_BASE_URL must begin with https:// in production")


def guard(name: str, kept: str) -> str:
    """A protection that only a benchmark may lift, with `none`. Raises ImproperlyConfigured for any other word."""
    value = text(name, kept)
    if value not in {kept, "none"}:
        raise ImproperlyConfigured(f"{name} must be {kept} or none, not {value!r}")
    if PRODUCTION and value != kept:
        raise ImproperlyConfigured(f"{name} must be {kept} in production (see .env.example)")
    return value
