"""A paper or picture that came with a slip; the file itself lies in private storage (forms_intake.files)."""

import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FileType, ScanState
from forms_intake.models.submission import Submission
from school import clock

NAME_LIMIT = 120


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """The words in which attachments are asked for."""

    def unsent(self) -> Self:
        """Uploaded, and of no slip yet."""
        return self.filter(submission=None)


# Who uploads how much is no former value of anything.
@pghistory.track(exclude=["ip_hash"])
class Attachment(models.Model):
    """One file. Unsent until its slip is stored; `stored` is its name on disk, the sender's own is for reading only."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="attachments", verbose_name=_("submission")
    )
    # Purged a day after this moment; empty once the slip is stored.
    unsent_since = models.DateTimeField(_("unsent since"), null=True, default=clock.now)
    field = models.CharField(_("field"), max_length=40)
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    content_type = models.CharField(_("kind"), max_length=20, choices=FileType.choices)
    size = models.PositiveIntegerField(_("file size"))
    sha256 = models.CharField(_("file digest"), max_length=64)
    stored = models.UUIDField(_("stored as"), unique=True, default=uuid.uuid4)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)
    ip_hash = models.CharField(_("hashed address"), max_length=64, blank=True)
    scan = models.CharField(_("virus scan"), max_length=9, choices=ScanState.choices, default=ScanState.UNSCANNED)
    scanned_at = models.DateTimeField(_("scanned at"), null=True)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None) ^ Q(unsent_since=None), name="attachment_sent_or_waiting"
            ),
            models.CheckConstraint(condition=Q(content_type__in=FileType.values), name="attachment_type_known"),
            models.CheckConstraint(condition=Q(scan__in=ScanState.values), name="attachment_scan_known"),
            models.CheckConstraint(
                condition=Q(scan=ScanState.UNSCANNED) ^ Q(scanned_at__isnull=False), name="attachment_scan_has_time"
            ),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(name=""), name="attachment_holds_something"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_digest_form"),
        ]
        indexes = [
            models.Index(fields=["unsent_since"], condition=Q(submission=None), name="attachment_unsent"),
            models.Index(fields=["ip_hash", "-uploaded_at"], condition=~Q(ip_hash=""), name="attachment_address"),
        ]

    def __str__(self) -> str:
        return self.name
