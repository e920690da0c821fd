"""What somebody of the office is told: shown under the bell, and mailed as they chose."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import Happening
from forms_intake.models.submission import Submission
from forms_intake.models.watch import Alert
from school import clock


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The words in which notices are asked for."""

    def unread(self) -> Self:
        """Those that nobody has looked at."""
        return self.filter(read_at=None)

    def waiting_for_mail(self) -> Self:
        """Those whose e-mail is due. Whatever was read meanwhile has no due time any more."""
        return self.filter(mail_due_at__lte=clock.now())


class Notice(models.Model):
    """One thing that one person is told. It names slips and holds nothing of what stands in them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("user")
    )
    what = models.CharField(_("kind"), max_length=16, choices=Happening.choices)
    # The cause by its own key: the same cause told twice is one notice.
    cause = models.CharField(max_length=64, editable=False)
    # One slip, or nothing where several are told of at once.
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="notices", verbose_name=_("submission")
    )
    slips = ArrayField(models.BigIntegerField(), default=list, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("alert"))
    # Whoever did it; nobody where the clock or somebody without an account did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    read_at = models.DateTimeField(_("read at"), null=True)
    # The queue of e-mails is this column: empty when there is nothing to send.
    mail_due_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(_("e-mail sent at"), null=True, editable=False)
    # Which letter it stands in, from before the first try: a repeated try is the same letter.
    letter = models.UUIDField(null=True, editable=False)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("notice"), _("notices")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Happening.values), name="notice_what_known"),
            models.UniqueConstraint(fields=["user", "what", "cause"], name="notice_once"),
            models.CheckConstraint(condition=Q(mail_due_at=None) | Q(read_at=None), name="notice_read_needs_no_mail"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_keyset"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notice_mail_due"),
            models.Index(fields=["user", "mailed_at"], condition=Q(mailed_at__isnull=False), name="notice_mailed"),
            models.Index(fields=["created_at"], name="notice_created"),
            GinIndex(fields=["slips"], name="notice_slips"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} · {self.submission or len(self.slips)}"
