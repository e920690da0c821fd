"""What slips hold of a person (school.personal)."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import personal as accounts
from accounts.models import User
from forms_intake.enums import DeliveryState, LarkStatus, Source
from forms_intake.models import (
    Attachment,
    Delivery,
    DeliveryAttempt,
    Handover,
    Hold,
    Note,
    SenderMessage,
    Submission,
    Task,
)
from forms_intake.status import masks
from school import clock, live
from school import personal as registry
from school.folding import fold
from school.personal import Busy, Kept
from school.retention import erase

KEPT = (
    Kept(
        _("Slips you sent, or that name your verified telephone or e-mail"),
        _("To deal with them and to keep your rights in the course"),
        "forms_intake.Submission",
    ),
)

_EXPORTED = (
    *("reference", "form_type", "submitted_at", "student_name", "student_code", "contact_name", "contact_phone"),
    *("contact_email", "branch__name", "work_status", "locale", "payload", "notice_version", "policy_version"),
)
_KEPT_BY_LINKS = ("contact_phone", "contact_phone_typed", "contact_email")
_SAID = ("kind", "text", "files", "at")
# Answers that say nothing about a person: they keep the figures true. Everything else goes, unknown keys too.
_IMPERSONAL = frozenset(
    {"branch", "branch_name", "leave_kind", "lesson_date", "lesson_dates", "lesson_time", "date_from", "date_to"}
    | {"hold_start", "hold_months", "hold_end", "hold_end_wanted", "return_date", "effective_date", "facts"}
    | {"transfer_kind", "scope", "to_branch", "to_branch_name", "lessons_to_transfer", "remaining_lessons", "fee_shown"}
)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("slips", kept=KEPT, export=export, forget=forget)


def export(person: User) -> dict[str, Any]:
    """Each slip with its answers; nothing that the office wrote, and `sensitive` only of what the account sent."""
    slips = of(person).order_by("submitted_at", "pk")
    # Whoever shares a telephone or a mailbox with the sender reads no health of the child.
    own = slips.filter(account_id=person.pk).only("reference", "sensitive")
    apart = {slip.reference: dict(slip.sensitive) for slip in own}
    said, came_along = _messages_of(slips), _files_of(slips)
    theirs = {accounts.proven_phone(person), *accounts.proven_emails(person)}
    return {
        "slips": [
            _readable(row, theirs=theirs, is_own=row["reference"] in apart)
            | {"sensitive": apart.get(row["reference"], {})}
            | {"messages": said.get(row["reference"], []), "files": came_along.get(row["reference"], [])}
            for row in slips.values(*_EXPORTED, "source")
        ]
    }


def _readable(row: dict[str, Any], *, theirs: set[str], is_own: bool) -> dict[str, Any]:
    """The slip's columns; what a link kept stays unread by whoever sent another family's slip by it."""
    source = row.pop("source")
    row["contact_phone"] = str(row["contact_phone"])
    if is_own or source != Source.LINK:
        return row
    return _dotted(row, theirs) | {"payload": _dotted(row["payload"], theirs)}


def _dotted(given: dict[str, Any], theirs: set[str]) -> dict[str, Any]:
    kept = {name: str(given[name]) for name in _KEPT_BY_LINKS if name in given}
    return given | {name: value if value.lower() in theirs else masks.masked(value) for name, value in kept.items()}


def _messages_of(slips: Any) -> dict[str, list[dict[str, Any]]]:
    """What was let know later, by the slip's reference."""
    said: dict[str, list[dict[str, Any]]] = {}
    for row in SenderMessage.objects.filter(submission__in=slips).values("submission__reference", *_SAID):
        said.setdefault(row.pop("submission__reference"), []).append(row)
    return said


def _files_of(slips: Any) -> dict[str, list[dict[str, Any]]]:
    """Papers by the slip's reference: what they are, and not the files themselves."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Attachment.objects.filter(submission__in=slips).order_by("pk")
    for row in rows.values("submission__reference", "name", "content_type", "size", "uploaded_at"):
        found.setdefault(row["submission__reference"], []).append(
            {name: row[name] for name in ("name", "content_type", "size", "uploaded_at")}
        )
    return found


def of(person: User) -> Any:
    """Slips sent by the account, and those that name a telephone or e-mail which is proven to be the person's."""
    phone, emails = accounts.proven_phone(person), accounts.proven_emails(person)
    theirs = Q(account_id=person.pk) | Q(email__in=emails)
    theirs |= Q(contact_phone=phone) if phone else Q()
    return Submission.objects.annotate(email=Lower("contact_email")).filter(theirs, purged_at=None)


def forget(person: User, name: str) -> None:
    """Slips stay under the pseudonym, with form, branch, dates, flags and status. Busy while one is being sent."""
    slips = held(of(person))
    ids = [slip.pk for slip in slips]
    _stop_deliveries(ids)
    erase.forget_history(Submission, ids)
    # Nobody is asked any more, and the receiver's address goes with the giver's data.
    erase.delete(Handover.objects.filter(submission__in=ids))
    erase.delete(Attachment.objects.filter(submission__in=ids))
    _forget_messages(ids)
    _forget_holds(ids)
    _forget_notes(ids)
    for slip in slips:
        _put_pseudonym(slip, name)
    live.changed("submissions", *(f"submission:{pk}" for pk in ids[:20]))


def held(slips: Any) -> list[Submission]:
    """The slips, for this transaction alone; Busy while one is being sent.

    Their deliveries first, as the engine and the office do, so that nobody waits for another.
    """
    ids = list(slips.values_list("pk", flat=True))
    deliveries = Delivery.objects.select_for_update().filter(submission__in=ids).order_by("pk")
    if any(row.lease_until and row.lease_until > clock.now() for row in deliveries):
        raise Busy
    rows = Submission.objects.select_for_update(of=("self",)).filter(pk__in=ids, purged_at=None)
    # Without what is encrypted: it must go even when its key was lost.
    return list(rows.order_by("pk").defer("sensitive"))


def _stop_deliveries(ids: list[int]) -> None:
    """Lark gets no card with a pseudonym: what it does not have yet, it never gets."""
    Delivery.objects.filter(submission__in=ids).exclude(state=DeliveryState.DELIVERED).update(
        state=DeliveryState.CANCELLED, next_attempt_at=None, lease_token=None, lease_until=None, delivered_at=None
    )
    Delivery.objects.filter(submission__in=ids).exclude(cancel_reason="").update(cancel_reason="—")
    # Lark may have quoted the card in its answer.
    DeliveryAttempt.objects.filter(delivery__submission__in=ids).update(message="")


def _forget_messages(ids: list[int]) -> None:
    """That something was said stays, with its time; the words go."""
    said = SenderMessage.objects.filter(submission__in=ids)
    said.exclude(text="").update(text="—")
    # Afterwards: the words have just been written there once more, as what they were before.
    erase.forget_history(SenderMessage, list(said.values_list("pk", flat=True)))


def _forget_holds(ids: list[int]) -> None:
    """Their dates stay; why one was extended may say something about the person."""
    holds = Hold.objects.filter(submission__in=ids)
    holds.exclude(reason="").update(reason="—")
    erase.forget_history(Hold, list(holds.values_list("pk", flat=True)))


def _forget_notes(ids: list[int]) -> None:
    """What the office wrote to itself goes; of its tasks the words go, and when they were done stays."""
    erase.delete(Note.objects.filter(submission__in=ids))
    tasks = Task.objects.filter(submission__in=ids)
    tasks.exclude(text="").update(text="—")
    erase.forget_history(Task, list(tasks.values_list("pk", flat=True)))


def _put_pseudonym(slip: Submission, name: str) -> None:
    slip.student_name = slip.contact_name = name
    slip.student_name_folded = fold(name)
    slip.student_code = slip.contact_email = slip.search_text = slip.ip_hash = ""
    slip.contact_phone = ""
    slip.payload = {key: value for key, value in slip.payload.items() if key in _IMPERSONAL}
    slip.sensitive = {}
    slip.status_reason = slip.status_reason and "—"
    slip.archive_reason = slip.archive_reason and "—"
    slip.lark_status, slip.lark_error = LarkStatus.SENT, ""
    slip.purged_at = clock.now()
    slip.save()
