"""What Lark is owed: rows written in the transaction of their submission."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from forms_intake.deliveries import fallback, letters, moments, summary
from forms_intake.enums import DeliveryState, DestinationKind, Flag, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, Submission
from forms_intake.models.delivery import OPEN_STATES
from school import aftercommit, live
from school.compiled import Insert

_CHUNK = 500
# A conflict is a delivery that is there already: two sweeps may find the same orphan.
_NEW = Insert(Delivery, "ON CONFLICT DO NOTHING")


def enqueue(submission: Submission, *, is_new: bool = False) -> list[Delivery]:
    """One delivery for each destination that wants this slip; to be called in the transaction that stores it.

    None for a slip whose sender was forgotten: Lark gets no card with a pseudonym. None for possible spam either, until
    a person says that it is none (quarantine.release): neither the school's mail server nor Lark's quota is anybody's.
    Of one that is new, stored in this very transaction, nobody else knows yet; it says that it is on its way.
    """
    if submission.purged_at:
        return []
    is_held_back = Flag.POSSIBLE_SPAM in submission.flags
    rows = [] if is_held_back else _firsts(submission)
    _NEW.store(rows)
    if is_new and _is_on_its_way(rows):
        live.changed("submissions", "deliveries")
    else:
        summary.lock([submission.pk])
        summary.show(submission)
    wake()
    return rows


def _is_on_its_way(rows: list[Delivery]) -> bool:
    """Whether Lark gets it and nothing stands in the way; `deliveries.summary` would find what a new slip says."""
    places = [row.destination for row in rows if row.destination.kind != DestinationKind.EMAIL]
    return bool(places) and all(place.is_free() for place in places)


def _firsts(submission: Submission) -> list[Delivery]:
    now = moments.now()
    rows = [
        Delivery(submission=submission, destination=destination, next_attempt_at=now, created_at=now, waiting_since=now)
        for destination in fallback.instead(Destination.objects.wanting(submission))
    ]
    copies = [row for row in rows if row.destination.kind == DestinationKind.EMAIL]
    if copies and letters.are_enough(submission.contact_email):
        for row in copies:
            row.state, row.next_attempt_at, row.last_error = DeliveryState.CANCELLED, None, Hint.MAIL_ENOUGH
    return rows


def tell_changed(submission: Submission, *, destination: int | None = None) -> int:
    """Lets each destination that has the slip show its present state; returns how many must be told.

    To be called in the transaction that raises `submission.revision`, with the slip's deliveries locked before the
    slip. There is one update for each destination, which always shows the newest state: one that waits or is being
    sent needs nothing more, since the engine compares revisions when it is accepted; so it does for first messages.
    """
    if submission.purged_at:
        return 0
    rows = submission.deliveries.select_for_update().order_by("pk")
    known = list(rows.filter(destination=destination) if destination else rows)
    updates = {row.destination_id: row for row in known if row.purpose == Purpose.UPDATE}
    behind = [row for row in known if row.purpose == Purpose.CREATE and _is_told_of_changes(row)]
    told = [
        row
        for create in behind
        if (row := _anew(updates.get(create.destination_id) or _update_of(create), create, submission.revision))
    ]
    live.changed("deliveries")
    if told:
        wake()
    return len(told)


def _is_told_of_changes(create: Delivery) -> bool:
    """Whoever has the slip, and the sender whose copy was one too many: what the office does is no flood."""
    return create.state == DeliveryState.DELIVERED or (
        create.state == DeliveryState.CANCELLED and create.last_error == Hint.MAIL_ENOUGH
    )


def _update_of(create: Delivery) -> Delivery:
    return Delivery(
        submission_id=create.submission_id,
        destination_id=create.destination_id,
        purpose=Purpose.UPDATE,
        # Not due, until it has been found to be behind.
        state=DeliveryState.CANCELLED,
        next_attempt_at=None,
        left_out=create.left_out,
    )


def _anew(update: Delivery, create: Delivery, revision: int) -> Delivery | None:
    """The update, due now, unless it is on its way or nothing is new; with a key of its own, being another message."""
    if update.state in OPEN_STATES or max(update.revision, create.revision) >= revision:
        return None
    update.state, update.idempotency_key = DeliveryState.PENDING, uuid.uuid4()
    update.spent = update.card_level = 0
    update.last_error, update.delivered_at = "", None
    update.next_attempt_at = update.waiting_since = moments.now()
    update.save()
    return update


def adopt_orphans(limit: int = 200) -> int:
    """Gives deliveries to submissions that came while no destination wanted them; returns how many."""
    orphans = Submission.objects.undelivered().active().filter(lark_error=Hint.NO_DESTINATION, purged_at=None)
    adopted: dict[int, Submission] = {}
    for destination in Destination.objects.without_access().filter(is_active=True).exclude(kind=DestinationKind.EMAIL):
        wanted = orphans.filter(destination.takes()).order_by("submitted_at")
        adopted |= {submission.pk: submission for submission in wanted[: limit - len(adopted)]}
    for submission in adopted.values():
        with transaction.atomic():
            enqueue(submission)
    return len(adopted)


def send_again(deliveries: Iterable[Delivery]) -> int:
    """Starts the schedule anew for deliveries that were given up; returns how many. Others are left alone."""
    ids = sorted(delivery.pk for delivery in deliveries)
    return sum(_revive(ids[at : at + _CHUNK]) for at in range(0, len(ids), _CHUNK))


@transaction.atomic
def _revive(ids: list[int]) -> int:
    dead = Delivery.objects.select_for_update().filter(pk__in=ids, state=DeliveryState.DEAD).order_by("pk")
    slips = dict(dead.values_list("pk", "submission"))
    now = moments.now()
    Delivery.objects.filter(pk__in=list(slips)).update(
        state=DeliveryState.PENDING, spent=0, card_level=0, last_error="", next_attempt_at=now, waiting_since=now
    )
    summary.refresh(slips.values())
    if slips:
        wake()
    return len(slips)


def wake() -> None:
    """After commit, tells the workers; a lost message costs at most the sweeper's ten seconds."""
    aftercommit.on_commit(_start_a_pump)


def hurry(delivery_id: int) -> None:
    """After commit, has this one tried before whatever else waits for its destination."""
    aftercommit.on_commit(_publish, delivery_id)


def _start_a_pump() -> None:
    # Imported here: tasks import the engine, which imports this module.
    from forms_intake import tasks

    tasks.pump.apply_async(retry=False)


def _publish(pk: int) -> None:
    from forms_intake import tasks

    tasks.deliver.apply_async((pk,), retry=False)
