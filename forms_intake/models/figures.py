"""What the dashboard counts of each day, kept apart from the slips: the figures outlive them, and name nobody."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Branch
from forms_intake.enums import FormType, Taking


class DayFigures(models.Model):
    """The slips of one kind that came on one day of the school for one branch. Written by dashboard.counting alone."""

    day = models.DateField(_("day"))
    form_type = models.CharField(_("slip"), max_length=20, choices=FormType.choices)
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("branch"), db_index=False
    )
    received = models.PositiveIntegerField()
    late_notice = models.PositiveIntegerField()
    # Answered within the promise, and answered at all.
    kept = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["DayFigures"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("figures of a day"), _("figures of days")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "form_type", "branch"], nulls_distinct=False, name="figures_once_a_day"
            ),
            models.CheckConstraint(condition=Q(form_type__in=FormType.values), name="figures_form_type_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.form_type}"


class TimeSpread(models.Model):
    """How long the slips of one day, or of one week from its Monday, took: times that can be added up.

    Written by dashboard.spreads alone, with the figures of the day.
    """

    of = models.CharField(_("time"), max_length=10, choices=Taking.choices)
    start = models.DateField(_("day"))
    is_week = models.BooleanField(_("week"))
    # Empty: all kinds.
    form_type = models.CharField(_("slip"), max_length=20, choices=FormType.choices, blank=True)
    # Empty: all branches. Slips without a branch have no row to themselves, because nobody can ask for them alone.
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("branch"), db_index=False
    )
    # Bucket, number and sum, bucket, number and sum (dashboard.histogram).
    times = ArrayField(models.BigIntegerField())

    objects: ClassVar[models.Manager["TimeSpread"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("times of a day or week"), _("times of days and weeks")
        constraints = [
            models.UniqueConstraint(
                fields=["is_week", "start", "of", "branch", "form_type"], nulls_distinct=False, name="spread_once"
            ),
            models.CheckConstraint(condition=Q(of__in=Taking.values), name="spread_of_known"),
            models.CheckConstraint(condition=Q(form_type__in=["", *FormType.values]), name="spread_form_type_known"),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.of} {self.form_type}"


class FiguresState(models.Model):
    """The one row that says how far the counting is."""

    # Whatever was committed before this moment is counted.
    changes_until = models.DateTimeField()
    # While the days that were there before are counted, newest first: the last one that is. Empty when all are.
    back_to = models.DateField(null=True)

    objects: ClassVar[models.Manager["FiguresState"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("state of the figures"), _("states of the figures")

    def __str__(self) -> str:
        return f"{self.changes_until:%Y-%m-%d %H:%M}"
