"""Lists of the inbox that somebody has given a name."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from school import clock


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """The words in which saved lists are asked for."""

    def shown_to(self, reader: Any) -> Self:
        """One's own, and what colleagues share."""
        return self.filter(Q(owner=reader) | Q(is_shared=True))


class SavedView(models.Model):
    """A list by its address. What was typed into the search box is never part of it: that is about one family."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name of the list"), max_length=40)
    # As forms_intake.inbox.filters writes it; without filters it is empty.
    query = models.CharField(_("filters"), max_length=500, blank=True)
    is_shared = models.BooleanField(_("shared with the office"), default=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    objects: ClassVar[SavedViewQuerySet] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("saved list"), _("saved lists")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="saved_view_name"),
            models.UniqueConstraint(fields=["owner", "query"], name="saved_view_query"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]
        indexes = [models.Index(fields=["name"], condition=Q(is_shared=True), name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name
