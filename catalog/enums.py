"""Closed lists of this app; each is also a database check constraint."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
