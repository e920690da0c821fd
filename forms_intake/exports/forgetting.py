"""What exports hold of a person: that they took files. No file goes on naming who is forgotten (school.personal)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forms_intake import personal
from forms_intake.exports import jobs
from forms_intake.models import Export, Submission
from school import personal as registry
from school.personal import Kept

KEPT = (
    Kept(
        _("Files of slips that you have exported: which list, when, and how many slips"),
        _("So that it is known who has taken copies of slips"),
        "forms_intake.Export",
    ),
)


def register() -> None:
    """To be called when the app is ready, after the slips: these still have to be known as the person's."""
    registry.register("exports", kept=KEPT, export=_taken, forget=_forget)


def _taken(person: User) -> dict[str, Any]:
    """Not what is in the files: they are copies of slips, which tell of themselves."""
    rows = Export.objects.filter(created_by=person).order_by("pk")
    names = ("query", "search", "content", "format", "state", "total", "downloads", "created_at")
    return {"exports": list(rows.values(*names))}


def _forget(person: User, _name: str) -> None:
    """All files go, whoever is in them: which slips one holds is noted nowhere, and none lives longer than a day.

    Nobody looks into files because of people who are in no slip: guests end every night.
    """
    if personal.of(person).exists() or Submission.objects.filter(assignee=person).exists():
        jobs.forget()
