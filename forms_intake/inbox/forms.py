"""What a deed asks before it is done."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from forms_intake import access, work_rules
from forms_intake.inbox import reasons
from forms_intake.models import Submission
from forms_intake.models.task import LONGEST_TEXT
from forms_intake.work_rules import Verb
from school import archive, clock
from school.text import clean

# Typed text is longer than what may be stored: whoever wrote too much is told by how much, and keeps it.
_LONGEST_TYPED = 10_000


class DeedForm(forms.Form):
    """Knows the slip that it is about."""

    def __init__(self, row: Submission, verb: str, typed: Any = None) -> None:
        super().__init__(typed, auto_id=f"id_{verb.replace('-', '_')}_%s")
        self.row, self.verb = row, verb
        self.made()

    def made(self) -> None:
        """For what depends on the slip."""


class ReasonForm(DeedForm):
    """Why; the sender reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=_LONGEST_TYPED, widget=forms.Textarea({"rows": 4})
    )

    def made(self) -> None:
        """Says who reads it, and in which language."""
        needed = work_rules.target(Verb(self.verb)) in work_rules.WITH_REASON
        words = _("The sender reads it word for word. The slip is in %(language)s.")
        may = _("The sender reads it word for word. The slip is in %(language)s. May stay empty.")
        self.fields["reason"].help_text = (words if needed else may) % {"language": reasons.language(self.row.locale)}
        self.fields["reason"].widget.attrs["required"] = needed
        self.templates = reasons.offered(self.row, self.verb)

    def with_template(self) -> "ReasonForm":
        """The same form with the chosen template's text in its box."""
        typed, chosen = str(self.data.get("reason", "")), str(self.data.get("template", ""))
        text = reasons.used(typed, chosen, self.row, self.verb)
        return ReasonForm(self.row, self.verb, {"reason": text, "template": chosen})


class AssignForm(DeedForm):
    """Who deals with the slip."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"),
        queryset=User.objects.none(),
        required=False,
        empty_label=pgettext_lazy("assignee", "Nobody"),
        error_messages={
            "invalid_choice": gettext_lazy("This colleague does not deal with slips any more. Choose somebody else.")
        },
    )

    def made(self) -> None:
        """Only those who may be given one."""
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what is declared above
        field.queryset = colleagues()
        self.initial["to"] = self.row.assignee_id


class ArchiveForm(DeedForm):
    """Why it is put away; whoever finds it missing reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=archive.REASON_LENGTH,
        help_text=gettext_lazy("One sentence. Whoever looks for it later reads it."),
        error_messages={"required": gettext_lazy("Enter the reason, for whoever looks for it later")},
    )

    def clean_reason(self) -> str:
        """Something that can be read."""
        if not (reason := clean(self.cleaned_data["reason"])):
            raise ValidationError(self.fields["reason"].error_messages["required"])
        return reason


class ExtendForm(DeedForm):
    """Until when a hold lasts now, and why."""

    until = forms.DateField(
        label=gettext_lazy("Last day of the hold"),
        widget=forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y"),
        help_text=gettext_lazy("dd/mm/yyyy"),
        error_messages={"required": gettext_lazy("Enter the last day of the hold")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=_LONGEST_TYPED,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("One sentence. Whoever looks for it later reads it."),
    )


class AgainForm(DeedForm):
    """Which code of the receiver the page showed."""

    until = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_until(self) -> datetime:
        """When the code that the page showed expires; a moment when none does, if it does not say."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["until"])
        except ValueError:
            return clock.now()
        return moment if moment.tzinfo else clock.now()


class TaskForm(forms.Form):
    """What somebody has to do by when."""

    text = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=_LONGEST_TYPED,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter what is to be done")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        widget=forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y"),
        help_text=gettext_lazy("dd/mm/yyyy"),
        error_messages={"required": gettext_lazy("Choose the day it is due")},
    )
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("For whom"),
        queryset=User.objects.none(),
        required=False,
        empty_label=pgettext_lazy("task", "Nobody yet"),
        error_messages={
            "invalid_choice": gettext_lazy("This colleague does not deal with slips any more. Choose somebody else.")
        },
    )

    def __init__(self, typed: Any = None, *, reader: User) -> None:
        super().__init__(typed, auto_id="task_%s", initial={"assignee": reader.pk, "due_on": clock.today()})
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what is declared above
        field.queryset = colleagues()
        self.fields["text"].help_text = _("At most %(most)s characters.") % {"most": LONGEST_TEXT}


class NoteForm(forms.Form):
    """Words for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=_LONGEST_TYPED,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Enter the note first.")},
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="note_%s")


def colleagues() -> Any:
    """Who can be given a slip or a task, by name."""
    people = User.objects.office().order_by("name", "pk")
    # Whether a role deals with slips is written in roles.yaml: one query, and no question for each person.
    return people.filter(role__in=access.roles_that_work())
