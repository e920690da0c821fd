"""Typed reading of environment variables; in production every required one must be there."""

import os

from django.core.exceptions import ImproperlyConfigured

PRODUCTION = os.environ.get("DJANGO_ENV", "development") == "production"


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
    if value == development:
        raise ImproperlyConfigured(f"{name} must not be the development value in production (see .env.example)")
    return value


def items(value: str) -> list[str]:
    """Comma-separated words without blanks."""
    return [word.strip() for word in value.split(",") if word.strip()]
