"""The bell of the header."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.notices import audience, reading, telling

register = template.Library()


@dataclass(frozen=True)
class Bell:
    """The figure, and the topic that says when it changes."""

    unread: int
    topic: str

    @property
    def figure(self) -> str:
        """As it stands on the bell; nothing when all is read."""
        most = reading.MOST_COUNTED
        return "" if not self.unread else str(self.unread) if self.unread <= most else f"{most}+"

    @property
    def words(self) -> str:
        """The same for whoever does not see it."""
        if not self.unread:
            return _("No unread notifications")
        if self.unread > reading.MOST_COUNTED:
            return _("More than %(count)s unread notifications") % {"count": reading.MOST_COUNTED}
        words = ngettext("%(count)s unread notification", "%(count)s unread notifications", self.unread)
        return words % {"count": self.unread}


@register.simple_tag(takes_context=True)
def bell(context: dict[str, Any]) -> Bell | None:
    """The reader's bell; nothing for whoever has none."""
    person = context.get("user")
    if person is None or not audience.may_read(person):
        return None
    return Bell(reading.unread(person), f"{telling.TOPIC}:{person.pk}")
