"""What pages of the ways in ask for: whether Google is offered, whether codes travel by telephone."""

from typing import Any

from django import template

from accounts.signing import phones, social
from school.phones import unbroken

register = template.Library()


@register.simple_tag(takes_context=True)
def google_offered(context: dict[str, Any]) -> bool:
    """Whether this browser could sign in with Google."""
    return social.offered(context["request"])


@register.simple_tag
def phone_codes_sent() -> bool:
    """Whether the school has a gateway; otherwise the office confirms numbers."""
    return phones.transport() is not None


@register.filter
def phone_number(number: object) -> str:
    """For reading, as people here write it."""
    return unbroken(str(number))
