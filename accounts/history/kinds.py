"""Kinds of entries, as the timeline's filter offers them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What happened to a row; the first three are pghistory's labels."""

    INSERT = "insert", pgettext_lazy("history", "Created")
    UPDATE = "update", pgettext_lazy("history", "Changed")
    DELETE = "delete", pgettext_lazy("history", "Deleted")
    READ = "read", _("Sensitive answer read")
    ACCOUNT = "account", _("Account event")
