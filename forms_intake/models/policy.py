"""The school's rules, as versioned rows: a number is never a constant in code (slips.md section 1)."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from school import clock


@pghistory.track()
class Policy(models.Model):
    """One version of the rules of one form type; the highest version is in force, older ones are never changed."""

    form_type = models.CharField(_("slip"), max_length=20, choices=FormType.choices)
    version = models.PositiveIntegerField(_("version"))
    values = models.JSONField(_("values"), default=dict)
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects: ClassVar[models.Manager["Policy"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("policy"), _("policies")
        constraints = [
            models.UniqueConstraint(fields=["form_type", "version"], name="policy_version_unique"),
            models.CheckConstraint(condition=Q(form_type__in=FormType.values), name="policy_form_type_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="policy_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_type_display()} v{self.version}"
