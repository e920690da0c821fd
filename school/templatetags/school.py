"""Template tags of every page: icons, and form controls dressed after the look."""

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """One drawing of icons.svg; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f"icon {classes}".strip(),
        static("school/icons.svg"),
        name,
    )


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's own widget without placeholder: hints stand above it, where they stay readable."""
    ticked = field.widget_type in ("checkbox", "radioselect", "checkboxselectmultiple")
    return field.as_widget(attrs={"class": "choice__input" if ticked else "input", "placeholder": False})
