"""What mails say about the school; they are rendered without a page's context."""

from django import template
from django.conf import settings
from django.urls import reverse

from accounts.sessions import devices
from school.context import phone_in_words

register = template.Library()


@register.simple_tag
def school_name() -> str:
    """As the settings have it."""
    return str(settings.SCHOOL_NAME)


@register.simple_tag
def school_phone() -> str:
    """The telephone number as people write it."""
    return phone_in_words(settings.SCHOOL_PHONE)


@register.filter
def browser(user_agent: str) -> str:
    """As the page of devices names it: Chrome on Android."""
    return devices.described(user_agent)


@register.simple_tag
def page_address(name: str) -> str:
    """The whole address of a page, for links in mails."""
    return settings.SITE_URL + reverse(name)
