"""A submission's Lark status is a summary of its deliveries, written in the transaction that changes them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from forms_intake.deliveries import moments
from forms_intake.enums import DeliveryState, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, Submission
from school import live

_CHUNK = 500
_LATECOMERS = timedelta(seconds=60)


def refresh(submission_ids: Iterable[int]) -> dict[int, int]:
    """Recomputes status, error and attempts; returns the revision of each slip, which stay locked.

    Rows are locked in one order, so that two refreshes cannot deadlock.

    The status tells whether Lark has the slip. An update that was given up leaves it as it is: the card is there and
    only shows an older status, which the deliveries page and an alert tell. So does a copy that its sender never got.
    """
    locked = Submission.objects.select_for_update(no_key=True).filter(pk__in=set(submission_ids)).order_by("pk")
    revisions = dict(locked.values_list("pk", "revision"))
    ids = list(revisions)
    # Of a slip whose sender was forgotten, Lark is owed nothing any more.
    forgotten = Q(purged_at__isnull=False)
    any_rows = Delivery.objects.filter(submission=OuterRef("pk"))
    all_rows = any_rows.exclude(state=DeliveryState.CANCELLED)
    dead, stuck = all_rows.filter(state=DeliveryState.DEAD), all_rows.stuck()
    off, paused = stuck.filter(destination__is_active=False), stuck.filter(destination__paused_at__isnull=False)
    error = Case(
        When(forgotten, then=Value("")),
        When(Exists(dead), then=_first(dead, "last_error", Hint.EXHAUSTED)),
        When(Exists(off), then=Value(Hint.SWITCHED_OFF.value)),
        When(Exists(paused), then=Value(Hint.PAUSED.value)),
        When(Exists(stuck), then=_first(stuck, "destination__circuit_error", Hint.ACCESS)),
        # Nobody took it, or all that took it were cancelled: only the first is mended by a destination.
        When(~Exists(any_rows), then=Value(Hint.NO_DESTINATION.value)),
        When(~Exists(all_rows), then=Value(Hint.CANCELLED.value)),
        default=Value(""),
    )
    status = Case(
        When(forgotten, then=Value(LarkStatus.SENT.value)),
        When(Exists(dead) | Exists(stuck) | ~Exists(all_rows), then=Value(LarkStatus.FAILED.value)),
        When(Exists(all_rows.open()), then=Value(LarkStatus.PENDING.value)),
        default=Value(LarkStatus.SENT.value),
    )
    total = all_rows.order_by().values("submission").annotate(total=Sum("attempts")).values("total")
    Submission.objects.filter(pk__in=ids).update(
        lark_status=status, lark_error=error, lark_attempts=Coalesce(Subquery(total), 0)
    )
    live.changed("submissions", "deliveries", *(f"submission:{pk}" for pk in ids[:20]))
    return revisions


def settle() -> int:
    """Refreshes what a change of a destination has left behind, in short transactions; returns how many.

    A fault of one destination may concern tens of thousands of slips: not in the transaction that found it. Looks for
    a minute, because a slip that was being stored at that moment may not have known of the change.
    """
    done, now = 0, moments.now()
    for pk, since in Destination.objects.filter(unsettled_since__isnull=False).values_list("pk", "unsettled_since"):
        while ids := _left_behind(pk):
            with transaction.atomic():
                refresh(ids)
            done += len(ids)
        if since and since < now - _LATECOMERS:
            Destination.objects.filter(pk=pk, unsettled_since=since).update(unsettled_since=None)
    return done


def _left_behind(destination_id: int) -> list[int]:
    """Slips that claim to be on their way although nothing is tried, and the other way round."""
    mine = Delivery.objects.to_lark().filter(destination=destination_id)
    pending = mine.stuck().filter(submission__lark_status=LarkStatus.PENDING)
    others = Delivery.objects.to_lark().filter(submission=OuterRef("submission"))
    waiting = Exists(others.stuck()) | Exists(others.filter(state=DeliveryState.DEAD))
    # Of one destination either the one or the other can be many: a row that is stuck is not free.
    free = mine.open().filter(~waiting, submission__lark_status=LarkStatus.FAILED)
    return sorted({row for rows in (pending, free) for row in rows.values_list("submission", flat=True)[:_CHUNK]})


def _first(rows: QuerySet[Delivery], column: str, otherwise: Hint) -> Coalesce:
    filled = NullIf(Subquery(rows.order_by("pk").values(column)[:1]), Value(""))
    return Coalesce(filled, Value(otherwise.value))
