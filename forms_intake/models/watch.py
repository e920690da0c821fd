"""What the office is told about deliveries, and what it starts for many at once."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import AlertKind, ResendState
from forms_intake.models.delivery import Destination
from forms_intake.models.lark_app import LarkApp
from school import clock


class Alert(models.Model):
    """Something a person must mend; open until it is."""

    kind = models.CharField(_("kind"), max_length=10, choices=AlertKind.choices)
    destination = models.ForeignKey(
        Destination, on_delete=models.CASCADE, null=True, related_name="alerts", verbose_name=_("destination")
    )
    app = models.ForeignKey(
        LarkApp, on_delete=models.CASCADE, null=True, related_name="alerts", verbose_name=_("Lark app")
    )
    # A hint's key or figures; never what a visitor typed.
    detail = models.JSONField(_("detail"), default=dict)
    opened_at = models.DateTimeField(_("opened at"), default=clock.now)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # When it was told that this is mended; and whom the mail that is due now has reached already.
    mended_mailed_at = models.DateTimeField(null=True)
    told = ArrayField(models.BigIntegerField(), default=list)

    objects: ClassVar[models.Manager["Alert"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("alert"), _("alerts")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "destination", "app"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="alert_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.destination or self.app or '—'}"


@pghistory.track(exclude=["done", "revived", "cursor"])
class BulkResend(models.Model):
    """“Send again” for many deliveries: works through them in small steps, and can be cancelled between two."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("started at"), default=clock.now)
    # The filter as it was chosen: {"destination", "form_type", "since", "until", "ids" …}.
    criteria = models.JSONField(_("filter"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=ResendState.choices, default=ResendState.RUNNING)
    total = models.PositiveIntegerField(_("in all"), default=0)
    done = models.PositiveIntegerField(_("looked at"), default=0)
    revived = models.PositiveIntegerField(_("sent again"), default=0)
    # The last delivery looked at: a worker that takes over goes on behind it.
    cursor = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects: ClassVar[models.Manager["BulkResend"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("bulk resend"), _("bulk resends")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ResendState.values), name="resend_state_known"),
            models.CheckConstraint(
                condition=Q(state=ResendState.RUNNING) ^ Q(finished_at__isnull=False), name="resend_end_has_time"
            ),
            models.CheckConstraint(condition=Q(revived__lte=F("done")), name="resend_figures_add_up"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
