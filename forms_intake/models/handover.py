"""What the receiver of a transferred course is asked, and answers (slips.md section 6)."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import Flag, HandoverState, HandoverVia, LetterTrouble, WorkStatus
from forms_intake.models.submission import Submission
from school import clock
from school.encryption import EncryptedJSONField

# A slip of these is still under way; of others nobody is asked any more.
_UNDER_WAY = (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW, WorkStatus.NEEDS_INFO, WorkStatus.APPROVED)


class HandoverQuerySet(models.QuerySet["Handover"]):
    """The words in which receivers' answers are asked for."""

    def open(self) -> Self:
        """Those that the receiver can still answer; possible spam asks nobody until a person has released it."""
        return self.readable().filter(state=HandoverState.WAITING)

    def readable(self) -> Self:
        """Those whose page the receiver may still open: also after the answer, to read it again."""
        rows = self.filter(expires_at__gt=clock.now(), submission__archived_at=None, submission__purged_at=None)
        rows = rows.filter(~Q(state=HandoverState.WAITING) | Q(submission__work_status__in=_UNDER_WAY))
        return rows.exclude(submission__flags__contains=[Flag.POSSIBLE_SPAM.value])

    def waiting_for_mail(self) -> Self:
        """Those whose letter is due: never sent, or refused by the mail server some minutes ago."""
        return self.open().filter(mail_due_at__lte=clock.now())

    def waiting_for_phone(self) -> Self:
        """Those whose code is due by telephone."""
        return self.open().filter(phone_due_at__lte=clock.now())


# Link and code are credentials: not even a digest belongs into history. Nor do tries to send them, nor addresses.
@pghistory.track(
    exclude=[
        *("token_digest", "code", "email", "mailbox"),
        *("mail_due_at", "mail_tries", "phone_due_at", "phone_tries"),
    ]
)
class Handover(models.Model):
    """Whether the receiver takes the course: asked by a link and by a code, answered once."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="handover", verbose_name=_("submission")
    )
    state = models.CharField(
        _("receiver's answer"), max_length=9, choices=HandoverState.choices, default=HandoverState.WAITING
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_via = models.CharField(_("answered by"), max_length=6, choices=HandoverVia.choices, blank=True)
    # Who wrote down what the receiver said on the telephone.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("noted by"),
    )
    # Of the privacy notice that the receiver agreed to; whoever was asked on the telephone has read none.
    notice_version = models.PositiveSmallIntegerField(_("privacy notice version"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"))

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    # {"code": six digits}: the office reads it out, so it cannot be a digest.
    code = EncryptedJSONField(editable=False)

    email = models.EmailField(_("receiver's e-mail"), blank=True)
    mailbox = models.CharField(max_length=254, blank=True, editable=False)
    # The queues are these columns: empty when there is nothing to send.
    mail_due_at = models.DateTimeField(null=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    mail_trouble = models.CharField(
        _("trouble with the e-mail"), max_length=8, choices=LetterTrouble.choices, blank=True
    )
    mailed_at = models.DateTimeField(_("e-mail sent at"), null=True, editable=False)
    phone_due_at = models.DateTimeField(null=True, editable=False)
    phone_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    phoned_at = models.DateTimeField(_("code sent at"), null=True, editable=False)

    objects: ClassVar[HandoverQuerySet] = HandoverQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("receiver's answer"), _("receivers' answers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known"),
            models.CheckConstraint(
                condition=Q(answered_via="") | Q(answered_via__in=HandoverVia.values), name="handover_via_known"
            ),
            models.CheckConstraint(
                condition=Q(mail_trouble="") | Q(mail_trouble__in=LetterTrouble.values), name="handover_trouble_known"
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.WAITING, answered_at=None, answered_via="")
                | (~Q(state=HandoverState.WAITING) & Q(answered_at__isnull=False) & ~Q(answered_via="")),
                name="handover_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="handover_mail_due"),
            models.Index(fields=["phone_due_at"], condition=Q(phone_due_at__isnull=False), name="handover_phone_due"),
            models.Index(fields=["mailbox", "mailed_at"], condition=~Q(mailbox=""), name="handover_mailbox"),
            models.Index(fields=["phoned_at"], condition=Q(phoned_at__isnull=False), name="handover_phoned"),
        ]

    def __str__(self) -> str:
        return self.submission.reference

    @property
    def is_answered(self) -> bool:
        """Whether the receiver has said yes or no."""
        return self.state != HandoverState.WAITING
