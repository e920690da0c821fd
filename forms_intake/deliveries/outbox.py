"""What Lark is owed: rows written in the transaction of their submission."""

from collections.abc import Iterable

from django.db import transaction

from forms_intake.deliveries import summary
from forms_intake.enums import DeliveryState, FormType
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, Submission
from school import aftercommit, clock


def enqueue(submission: Submission) -> list[Delivery]:
    """One delivery for each destination that wants this slip; to be called in the transaction that stores it.

    None for a slip whose sender was forgotten: Lark gets no card with a pseudonym.
    """
    if submission.purged_at:
        return []
    wanting = Destination.objects.wanting(submission.form_type)
    rows = [Delivery(submission=submission, destination=destination) for destination in wanting]
    # A conflict is a delivery that is there already: two sweeps may find the same orphan.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    summary.refresh([submission.pk])
    submission.refresh_from_db(fields=["lark_status", "lark_error"])
    wake(Delivery.objects.filter(submission=submission).values_list("pk", flat=True))
    return rows


def adopt_orphans(limit: int = 200) -> int:
    """Gives deliveries to submissions that came while no destination wanted them; returns how many."""
    forms = {
        form
        for row in Destination.objects.without_access().filter(is_active=True)
        for form in row.form_types or FormType.values
    }
    orphans = Submission.objects.undelivered().filter(lark_error=Hint.NO_DESTINATION, form_type__in=forms)
    adopted = list(orphans.active().filter(purged_at=None).order_by("submitted_at")[:limit])
    for submission in adopted:
        with transaction.atomic():
            enqueue(submission)
    return len(adopted)


def send_again(deliveries: Iterable[Delivery]) -> int:
    """Starts the schedule anew for deliveries that were given up; returns how many. Others are left alone."""
    with transaction.atomic():
        ids = [delivery.pk for delivery in deliveries]
        locked = Delivery.objects.select_for_update().filter(pk__in=ids, state=DeliveryState.DEAD).order_by("pk")
        rows = list(locked)
        for row in rows:
            row.state, row.spent, row.card_level, row.last_error = DeliveryState.PENDING, 0, 0, ""
            row.next_attempt_at = row.waiting_since = clock.now()
            row.save()
        summary.refresh([row.submission_id for row in rows])
        wake([row.pk for row in rows])
    return len(rows)


def wake(ids: Iterable[int]) -> None:
    """After commit, tells the workers; a lost message costs at most the sweeper's ten seconds."""
    for pk in ids:
        aftercommit.on_commit(_publish, pk)


def _publish(pk: int) -> None:
    # Imported here: tasks import the engine, which imports this module.
    from forms_intake import tasks

    tasks.deliver.apply_async((pk,), retry=False)
