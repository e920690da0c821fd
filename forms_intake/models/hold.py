"""A hold that the school agreed to, and the reminders of its end (slips.md section 7)."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import HoldState
from forms_intake.models.submission import Submission
from school import clock

LIVE = (HoldState.PLANNED, HoldState.ACTIVE)


class HoldQuerySet(models.QuerySet["Hold"]):
    """The words in which holds are asked for."""

    def live(self) -> Self:
        """Those that wait for their beginning or their end."""
        return self.filter(state__in=LIVE)

    def near(self, today: date, until: date) -> Self:
        """Live ones that begin by today, or whose student comes back by `until`; of slips that are still there."""
        soon = Q(state=HoldState.PLANNED, starts_on__lte=today) | Q(returns_on__lte=until)
        return self.live().filter(soon, submission__archived_at=None, submission__purged_at=None)


@pghistory.track()
class Hold(models.Model):
    """The dates that hold now, which an extension moves; the slip keeps those that were asked for."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="hold", verbose_name=_("submission")
    )
    starts_on = models.DateField(_("hold from"))
    ends_on = models.DateField(_("hold until"))
    returns_on = models.DateField(_("expected return"))
    state = models.CharField(_("state"), max_length=9, choices=HoldState.choices, default=HoldState.PLANNED)
    # Of the last change by a person: an extension, a return.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), default=clock.now)

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("hold"), _("holds")
        ordering = ["returns_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HoldState.values), name="hold_state_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="hold_ends_after_start"),
            models.CheckConstraint(condition=Q(returns_on__gt=F("starts_on")), name="hold_returns_after_start"),
        ]
        indexes = [models.Index(fields=["returns_on"], condition=Q(state__in=LIVE), name="hold_live_returns")]

    def __str__(self) -> str:
        return self.submission.reference

    @property
    def is_live(self) -> bool:
        """Whether the student is away or will be."""
        return self.state in LIVE


class HoldReminder(models.Model):
    """One reminder of one return date: written once, and the outbox of its e-mail."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("hold"))
    returns_on = models.DateField(_("expected return"))
    days = models.PositiveSmallIntegerField(_("days ahead"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    # Empty: nothing to send, or sent.
    mail_due_at = models.DateTimeField(_("e-mail due at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("e-mailed at"), null=True, blank=True)

    objects: ClassVar[models.Manager["HoldReminder"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("reminder"), _("reminders")
        constraints = [
            # An extension has a return date of its own, and reminders of its own.
            models.UniqueConstraint(fields=["hold", "returns_on", "days"], name="hold_reminder_once"),
            models.CheckConstraint(
                condition=Q(mail_due_at=None) | Q(mailed_at=None), name="hold_reminder_mailed_is_not_due"
            ),
        ]
        indexes = [
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="hold_reminder_due")
        ]

    def __str__(self) -> str:
        return f"{self.hold} −{self.days}"
