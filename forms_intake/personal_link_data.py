"""What personal links hold of a person (school.personal)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import personal as accounts
from accounts.models import User
from forms_intake import personal, personal_links
from forms_intake.models import PersonalLink
from school import personal as registry
from school.personal import Kept
from school.retention import erase

KEPT = (
    Kept(
        _("Links that fill in a slip with your data"),
        _("So that you need not type them again"),
        "forms_intake.PersonalLink",
    ),
)


def register() -> None:
    """To be called when the app is ready; after the slips, so that links go first, while the slips still say whose."""
    registry.register("personal_links", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Which there were; neither the links themselves nor what they fill in, which the slips tell."""
    rows = of(person).order_by("pk")
    return {"links": list(rows.values("form_type", "student_name", "created_at", "expires_at", "revoked_at"))}


def forget(person: User, _name: str) -> None:
    """They open nothing any more, and nothing says that they were."""
    erase.delete(of(person))


def of(person: User) -> "QuerySet[PersonalLink]":
    """Links made from the person's slips, and those that fill in a telephone or an e-mail proven to be theirs."""
    phone, emails = accounts.proven_phone(person), accounts.proven_emails(person)
    traces = [one for word in [phone, *emails] for one in personal_links.traces(phone=word, email="")]
    slips = personal.of(person).values("pk")
    return PersonalLink.objects.filter(Q(submission__in=slips) | Q(traces__overlap=traces))
