"""A file of slips that somebody asked for: how far it is, where it lies, and afterwards that it was there."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import ExportContent, ExportFormat, ExportProblem, ExportState
from school import clock

OPEN = (ExportState.QUEUED, ExportState.RUNNING)
# Of these there is or was a file.
_WRITTEN = (ExportState.READY, ExportState.EXPIRED)


class ExportQuerySet(models.QuerySet["Export"]):
    """The words in which exports are asked for."""

    def open(self) -> Self:
        """Those that wait for a worker or have one."""
        return self.filter(state__in=OPEN)

    def abandoned(self) -> Self:
        """Whoever wrote them has not been heard of for as long as a writer may be silent."""
        return self.filter(state=ExportState.RUNNING, lease_until__lte=clock.now())

    def outlived(self) -> Self:
        """Files whose time is over."""
        return self.filter(state=ExportState.READY, expires_at__lte=clock.now())


# What was searched for may name a person, and goes with the file; how far it is says nothing afterwards.
@pghistory.track(exclude=["search", "done", "lease_token", "lease_until", "stored", "downloads"])
class Export(models.Model):
    """One file, from the click to its deletion. The row stays: who took what, when, and how many rows."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("exported by"),
    )
    created_at = models.DateTimeField(_("asked for at"), default=clock.now)
    # Of the page with the button: two clicks are one export.
    idempotency_key = models.UUIDField(_("idempotency key"), unique=True)
    # The inbox's own words (inbox.filters) without what was searched for, which may name a person.
    query = models.TextField(_("filter"), blank=True)
    search = models.TextField(_("searched for"), blank=True)
    has_search = models.BooleanField(_("narrowed by a search"), default=False)
    content = models.CharField(_("columns"), max_length=8, choices=ExportContent.choices)
    format = models.CharField(_("file format"), max_length=4, choices=ExportFormat.choices)
    language = models.CharField(_("language"), max_length=2, choices=[("vi", "vi"), ("en", "en")])
    state = models.CharField(_("state"), max_length=9, choices=ExportState.choices, default=ExportState.QUEUED)
    problem = models.CharField(_("problem"), max_length=9, choices=ExportProblem.choices, blank=True)
    total = models.PositiveIntegerField(_("slips in all"), null=True)
    done = models.PositiveIntegerField(_("slips written"), default=0)
    # Whoever holds the token writes, and nobody else; the number of those who began.
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("begun"), default=0)
    # Made by chance when it is complete: whoever wrote in vain has touched no file of this name.
    stored = models.UUIDField(_("stored as"), unique=True, null=True)
    size = models.PositiveBigIntegerField(_("file size"), null=True)
    sha256 = models.CharField(_("file digest"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("to be had until"), null=True)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("export"), _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(format__in=ExportFormat.values), name="export_format_known"),
            models.CheckConstraint(condition=Q(content__in=ExportContent.values), name="export_content_known"),
            models.CheckConstraint(
                condition=Q(problem="") ^ Q(state=ExportState.FAILED, problem__in=ExportProblem.values),
                name="export_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) ^ Q(finished_at__isnull=False), name="export_end_has_time"
            ),
            models.CheckConstraint(
                condition=Q(lease_token=None, lease_until=None)
                ^ Q(state=ExportState.RUNNING, lease_token__isnull=False, lease_until__isnull=False),
                name="export_running_has_writer",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", size=None, expires_at=None)
                ^ Q(state__in=_WRITTEN, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0, expires_at__isnull=False),
                name="export_file_is_described",
            ),
            models.CheckConstraint(condition=Q(state=ExportState.READY) ^ Q(stored=None), name="export_ready_has_file"),
            models.CheckConstraint(
                condition=Q(state__in=[*OPEN, ExportState.READY]) | Q(search=""), name="export_search_goes"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")) | Q(total=None), name="export_figures_add_up"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=OPEN), name="export_open"),
            models.Index(fields=["expires_at"], condition=Q(state=ExportState.READY), name="export_expiring"),
            models.Index(fields=["created_by", "-id"], name="export_own"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
