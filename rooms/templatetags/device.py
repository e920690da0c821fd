"""What the device page draws."""

import segno
from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def room_code(request: HttpRequest) -> SafeString:
    """The open page's address for a phone as second camera: black on white in both themes, or phones do not read it."""
    drawn = segno.make(request.build_absolute_uri(f"{request.path}?camera"), error="m", micro=False)
    svg = drawn.svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", omitsize=True, title=_("Code of the room")
    )
    return mark_safe(svg)  # noqa: S308 - drawn by segno; its only text is ours
