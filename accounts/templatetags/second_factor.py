"""The calm reminder on every page: how many days are left to set up a second factor."""

from typing import Any

from django import template

from accounts import second_factor
from accounts.models import User

register = template.Library()


@register.inclusion_tag("mfa/_reminder.html", takes_context=True)
def second_factor_reminder(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for everybody else, and nothing where a page is built without a request."""
    return _state(context)


@register.inclusion_tag("mfa/_reminder_admin.html", takes_context=True)
def second_factor_reminder_admin(context: dict[str, Any]) -> dict[str, Any]:
    """The same in the dress of the admin site."""
    return _state(context)


@register.inclusion_tag("mfa/_reminder_line.html", takes_context=True)
def second_factor_reminder_line(context: dict[str, Any]) -> dict[str, Any]:
    """The same in one line, for pages that are full."""
    return _state(context)


def _state(context: dict[str, Any]) -> dict[str, Any]:
    person = getattr(context.get("request"), "user", None)
    if not isinstance(person, User) or getattr(person, "is_hijacked", False):
        return {"days": None}
    days = second_factor.days_left(person)
    return {"days": days, "deadline": second_factor.deadline(person) if days else None}
