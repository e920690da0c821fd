"""What the office writes to itself about a slip, and the sentences that it writes to families again and again."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_intake.enums import FormType
from forms_intake.models.submission import Submission
from forms_intake.work_rules import LONGEST_REASON, Verb
from school import clock
from school.archive import Archivable

LONGEST_NOTE = 2000


@pghistory.track()
class Note(Archivable):
    """Written once, never changed; put away by whoever wrote it. No family and no chat ever reads it."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notes", verbose_name=_("submission")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.CharField(_("text"), max_length=LONGEST_NOTE)
    at = models.DateTimeField(_("written at"), default=clock.now)

    class Meta:
        verbose_name, verbose_name_plural = _("note"), _("notes")
        ordering = ["pk"]
        constraints = [
            *Archivable.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        word = _("note")
        return f"{word} · {self.submission}"


@pghistory.track()
class ReasonTemplate(Archivable):
    """A reason that the office writes often: chosen, changed where it does not fit, and sent."""

    verb = models.CharField(_("used when"), max_length=10, choices=Verb.choices)
    form_type = models.CharField(
        _("form type"),
        max_length=20,
        choices=FormType.choices,
        blank=True,
        help_text=_("Leave empty to offer it for every slip."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    title = models.CharField(
        pgettext_lazy("reason template", "title"), max_length=80, help_text=_("What the office chooses it by.")
    )
    text = models.TextField(
        _("text"),
        max_length=LONGEST_REASON,
        help_text=_("The sender reads it. {student} and {branch} are filled in from the slip."),
    )
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("reason template", "place"), default=100, help_text=_("Small numbers stand first.")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("reason template"), _("reason templates")
        ordering = ["verb", "place", "title", "pk"]
        constraints = [
            *Archivable.Meta.constraints,
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="reason_template_verb_known"),
            models.CheckConstraint(
                condition=Q(form_type="") | Q(form_type__in=FormType.values), name="reason_template_form_type_known"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="reason_template_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
