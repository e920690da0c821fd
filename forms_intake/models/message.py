"""What the sender lets the office know about a slip that was sent already."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import MessageKind
from forms_intake.models.submission import Submission
from school import clock


class SenderMessageQuerySet(models.QuerySet["SenderMessage"]):
    """The words in which messages are asked for."""

    def news_of(self, submission: Submission) -> "SenderMessage | None":
        """What the sender said since the office last did something; a slip as it came is not even asked for."""
        if not submission.revision:
            return None
        last = self.filter(submission=submission).order_by("pk").last()
        is_news = last and (submission.status_at is None or last.at >= submission.status_at)
        return last if is_news else None


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

    objects: ClassVar[SenderMessageQuerySet] = SenderMessageQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

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
