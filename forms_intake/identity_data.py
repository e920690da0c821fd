"""What links with Lark hold of a person (school.personal)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forms_intake.models import LarkIdentity, LarkLinkCode
from school import personal as registry
from school.personal import Kept
from school.retention import erase

KEPT = (Kept(_("Who you are in Lark"), _("So that buttons in Lark work in your name"), "forms_intake.LarkIdentity"),)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("lark", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Each link; the code that makes one is a secret."""
    rows = LarkIdentity.objects.filter(user_id=person.pk).order_by("pk")
    return {"links": list(rows.values("app__name", "open_id", "linked_at"))}


def forget(person: User, _name: str) -> None:
    """Presses in Lark are nobody's any more."""
    identities = LarkIdentity.objects.filter(user_id=person.pk)
    ids = list(identities.values_list("pk", flat=True))
    LarkLinkCode.objects.filter(user_id=person.pk).delete()
    identities.delete()
    erase.forget_history(LarkIdentity, ids)
