"""Links that open a slip with a family's data already in it."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType, LinkState
from forms_intake.models.submission import Submission
from school import clock
from school.encryption import EncryptedJSONField


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    """The words in which links are asked for."""

    def open(self) -> Self:
        """Those that still open a slip."""
        return self.filter(revoked_at=None, expires_at__gt=clock.now())


# The link is a credential, and what it fills in is encrypted: neither belongs into history. Uses are counted here.
@pghistory.track(exclude=["token_digest", "given", "traces", "uses", "last_used_at"])
class PersonalLink(models.Model):
    """Whoever holds the link sends this slip without typing who they are; telephone and e-mail are never shown."""

    form_type = models.CharField(_("slip"), max_length=20, choices=FormType.choices)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    # Block A, course and teacher by the names of their fields.
    given = EncryptedJSONField(default=dict, editable=False)
    student_name = models.CharField(_("student"), max_length=80)
    # Digests of telephone and e-mail: how the links of somebody who is to be forgotten are found.
    traces = ArrayField(models.CharField(max_length=64), default=list, editable=False)
    submission = models.ForeignKey(
        Submission,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="personal_links",
        verbose_name=_("made from"),
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    uses = models.PositiveIntegerField(_("slips sent"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects: ClassVar[PersonalLinkQuerySet] = PersonalLinkQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("personal link"), _("personal links")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(form_type__in=FormType.values), name="personal_link_form_type_known"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="personal_link_newest"),
            models.Index(fields=["expires_at"], name="personal_link_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_type_display()} · {self.student_name}"

    @property
    def state(self) -> LinkState:
        """Whether it still opens the slip, and if not, why."""
        if self.revoked_at:
            return LinkState.REVOKED
        return LinkState.OPEN if self.expires_at > clock.now() else LinkState.EXPIRED
