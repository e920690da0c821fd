"""Closed lists of this app; each is also a database check constraint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProductKind(models.TextChoices):
    """What is sold."""

    COURSE = "course", _("Course")
    BOOK = "book", _("Book")
    INSTRUMENT = "instrument", _("Instrument")
    LESSON_PACKAGE = "lesson-package", _("Lesson package")


class ProductStatus(models.TextChoices):
    """Archived products stay readable in old slips, and are offered no more."""

    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class MovementKind(models.TextChoices):
    """Why the stock changes."""

    RECEIVED = "received", pgettext_lazy("stock", "Received")
    RETURNED = "returned", pgettext_lazy("stock", "Returned by a customer")
    SOLD = "sold", pgettext_lazy("stock", "Sold")
    DAMAGED = "damaged", pgettext_lazy("stock", "Damaged or lost")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")
    CORRECTED = "corrected", pgettext_lazy("stock", "Corrected")


# Which way a quantity goes; a correction carries its own sign, and a stock-taking says what is there.
SIGNS = {MovementKind.RECEIVED: 1, MovementKind.RETURNED: 1, MovementKind.SOLD: -1, MovementKind.DAMAGED: -1}
# So few are worth a look before they are gone.
LOW_STOCK = 5
