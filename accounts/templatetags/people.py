"""People on pages: their picture or initials, and telephone numbers as they are read."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import pictures
from accounts.models import User
from school import phones

register = template.Library()


@register.simple_tag
def avatar(person: User, classes: str = "") -> SafeString:
    """The picture in a circle, or initials; always beside the name, so silent for screen readers."""
    css = f"avatar {classes}".strip()
    if address := pictures.address(person):
        return format_html('<img class="{}" src="{}" alt="" width="96" height="96" decoding="async">', css, address)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(str(person)))


@register.filter
def grouped(phone: object) -> str:
    """0912 345 678, not broken at a line's end."""
    return phones.unbroken(str(phone))


def initials(name: str) -> str:
    """Of the last two words, as a Vietnamese name is called: Nguyễn Bảo An is BA."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[-2:]).upper() or "?"
