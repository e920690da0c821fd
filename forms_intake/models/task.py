"""What the office has to do about a slip by a certain day."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import TaskKind
from forms_intake.models.submission import Submission
from school import clock

LONGEST_TEXT = 200


class TaskQuerySet(models.QuerySet["Task"]):
    """The words in which tasks are asked for."""

    def open(self) -> Self:
        """Not done yet, of slips that are still there."""
        return self.filter(done_at=None, submission__archived_at=None, submission__purged_at=None)

    def overdue(self, today: date) -> Self:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=today)


@pghistory.track()
class Task(models.Model):
    """One thing to do. It is opened by a rule or a person, and finished by a person, or by what made it needless."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("submission")
    )
    kind = models.CharField(_("task"), max_length=20, choices=TaskKind.choices)
    # In the words of whoever put it down; a rule's task is told by its kind.
    text = models.CharField(_("what is to be done"), max_length=LONGEST_TEXT, blank=True, default="", db_default="")
    due_on = models.DateField(_("due on"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("assignee"),
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    # Nobody where a rule opened it.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put down by"),
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    # Nobody where the slip itself made it needless.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )

    objects: ClassVar[TaskQuerySet] = TaskQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("task"), _("tasks")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="task_kind_known"),
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(done_at__isnull=False), name="task_done_by_means_done"
            ),
            models.CheckConstraint(condition=Q(kind=TaskKind.CUSTOM) ^ Q(text=""), name="task_of_a_person_says_what"),
            models.UniqueConstraint(
                fields=["submission", "kind"],
                condition=Q(done_at=None) & ~Q(kind=TaskKind.CUSTOM),
                name="task_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="task_open_due"),
            models.Index(fields=["assignee", "due_on", "id"], condition=Q(done_at=None), name="task_open_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.words} · {self.submission}"

    @property
    def words(self) -> str:
        """What is to be done."""
        return self.text or self.get_kind_display()
