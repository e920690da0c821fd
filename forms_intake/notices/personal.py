"""What notices hold of the person who got them (school.personal). They name slips, and hold nothing of these."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forms_intake.models import Notice
from school import personal as registry
from school.personal import Kept

KEPT = (
    Kept(_("What you were told of slips, and when you read it"), _("So that you miss nothing"), "forms_intake.Notice"),
)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("notices", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Each notice; which slips they named is the school's matter."""
    rows = Notice.objects.filter(user_id=person.pk).order_by("pk")
    return {"notices": list(rows.values("what", "created_at", "read_at", "mailed_at"))}


def forget(person: User, _name: str) -> None:
    """Whoever has gone is told nothing; that they have told others something stays, under the pseudonym."""
    Notice.objects.filter(user_id=person.pk).delete()
