"""The banner on every page of the admin site: what keeps slips from arriving."""

from typing import Any

from django import template

from forms_intake import alert_words
from forms_intake import alerts as watched

register = template.Library()


@register.inclusion_tag("admin/forms_intake/_alerts.html", takes_context=True)
def alerts(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for people who wait for no slips, and nothing where a page is built without a request."""
    person = getattr(context.get("request"), "user", None)
    if person is None or not watched.may_read(person):
        return {"is_shown": False}
    return {"is_shown": True, "alerts": alert_words.shown_to(person), "topic": watched.TOPIC}
