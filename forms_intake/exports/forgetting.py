"""When a person is forgotten, no exported file goes on naming them."""

from typing import Any

from accounts.models import User
from forms_intake import personal
from forms_intake.exports import jobs
from forms_intake.models import Submission
from school import personal as registry


def register() -> None:
    """To be called when the app is ready, after the slips: these still have to be known as the person's."""
    registry.register("exports", kept=(), export=_nothing, forget=_forget)


def _nothing(_person: User) -> dict[str, Any]:
    """Files are copies of slips, which tell of themselves."""
    return {}


def _forget(person: User, _name: str) -> None:
    """All files go, whoever is in them: which slips one holds is noted nowhere, and none lives longer than a day.

    Nobody looks into files because of people who are in no slip: guests end every night.
    """
    if personal.of(person).exists() or Submission.objects.filter(assignee=person).exists():
        jobs.forget()
