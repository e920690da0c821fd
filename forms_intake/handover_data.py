"""What transfers hold of the person who receives the course (school.personal); the rest of them is the giver's."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import personal as accounts
from accounts.models import User
from forms_intake import personal
from forms_intake.deliveries import letters
from forms_intake.enums import FormType
from forms_intake.models import DeliveryAttempt, Handover, Submission
from school import live
from school import personal as registry
from school.personal import Kept
from school.retention import erase, rules

KEPT = (
    Kept(
        _("What a transfer slip says of you when somebody passes a course on to you, and your answer"),
        _("To ask you, and to let you take over the course"),
        "forms_intake.Submission",
    ),
)
_OF_RECEIVER = "receiver_"
_SHOWN = ("course_text", "scope", "lessons_to_transfer", "effective_date")
_EXPORTED = ("reference", "submitted_at", "payload", "handover__state", "handover__answered_at")


def register() -> None:
    """To be called when the app is ready."""
    registry.register("received_courses", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """What was typed of the receiver, and what their page told them; nothing else of the giver's."""
    found = list(of(person).order_by("submitted_at", "pk").values(*_EXPORTED))
    for row in found:
        row["payload"] = {
            key: value for key, value in row["payload"].items() if key.startswith(_OF_RECEIVER) or key in _SHOWN
        }
    return {"transfers": found}


def forget(person: User, _name: str) -> None:
    """The receiver is taken out of the slips, and asked nothing any more. Busy while one is being sent."""
    slips = personal.held(of(person))
    ids = [slip.pk for slip in slips]
    erase.delete(Handover.objects.filter(submission__in=ids))
    for slip in slips:
        slip.payload = _without(slip.payload)
        slip.save(update_fields=["payload"])
    # Its history stays, being the giver's and the office's.
    for event in (row for model in rules.histories(Submission) for row in _events(model, ids)):
        event.payload = _without(event.payload)
        event.save(update_fields=["payload"])
    # Lark may have quoted the card in its answer.
    DeliveryAttempt.objects.filter(delivery__submission__in=ids).update(message="")
    live.changed("submissions", *(f"submission:{pk}" for pk in ids[:20]))


def of(person: User) -> "QuerySet[Submission]":
    """Transfers that name a telephone or a mailbox which is proven to be the person's as the receiver's or parent's."""
    phone, emails = accounts.proven_phone(person), accounts.proven_emails(person)
    theirs = Q(handover__mailbox__in=[letters.mailbox(email) for email in emails])
    if phone:
        theirs |= Q(payload__receiver_phone=phone) | Q(payload__receiver_guardian_phone=phone)
    return Submission.objects.filter(theirs, form_type=FormType.TRANSFER, purged_at=None)


def _without(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if not key.startswith(_OF_RECEIVER)}


def _events(model: Any, ids: list[int]) -> Any:
    return model._base_manager.filter(pgh_obj_id__in=ids)
