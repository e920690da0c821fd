"""What the sender lets the office know about a slip that was sent already."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import MessageKind
from forms_intake.models.submission import Submission
from school import clock


@pghistory.track()
class SenderMessage(models.Model):
    """An answer, papers handed in later, or why a slip was withdrawn. Written once, never changed."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="messages", verbose_name=_("submission")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind.choices)
    text = models.TextField(_("text"), blank=True)
    # How many; the papers themselves are attachments of the slip.
    files = models.PositiveSmallIntegerField(_("papers"), default=0)
    at = models.DateTimeField(_("sent at"), default=clock.now)

    objects: ClassVar[models.Manager["SenderMessage"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("message of the sender"), _("messages of the sender")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_known"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(files__gt=0) | Q(kind=MessageKind.WITHDRAWAL), name="message_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_kind_display()}"
