"""What saved lists of the inbox hold of a person (school.personal)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forms_intake.models import SavedView
from school import personal as registry
from school.personal import Kept
from school.retention import erase

KEPT = (Kept(_("Lists of the inbox that you have saved"), _("So that you find them again"), "forms_intake.SavedView"),)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("saved_views", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Their names and filters."""
    rows = SavedView.objects.filter(owner=person).order_by("pk")
    return {"saved_lists": list(rows.values("name", "query", "is_shared", "created_at"))}


def forget(person: User, _name: str) -> None:
    """Shared ones too: a colleague who needs one has its address."""
    erase.delete(SavedView.objects.filter(owner=person))
