"""A submission's Lark status is a summary of its deliveries, written in the transaction that changes them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from forms_intake.enums import DeliveryState, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Submission
from school import live

_CHUNK = 500


def refresh(submission_ids: Iterable[int]) -> None:
    """Recomputes status, error and attempts; rows are locked in one order, so that two refreshes cannot deadlock."""
    locked = Submission.objects.select_for_update(no_key=True).filter(pk__in=set(submission_ids)).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    # Of a slip whose sender was forgotten, Lark is owed nothing any more.
    forgotten = Q(purged_at__isnull=False)
    all_rows = Delivery.objects.filter(submission=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    dead, stuck = all_rows.filter(state=DeliveryState.DEAD), all_rows.stuck()
    off = stuck.filter(destination__is_active=False)
    error = Case(
        When(forgotten, then=Value("")),
        When(Exists(dead), then=_first(dead, "last_error", Hint.EXHAUSTED)),
        When(Exists(off), then=Value(Hint.SWITCHED_OFF.value)),
        When(Exists(stuck), then=_first(stuck, "destination__circuit_error", Hint.ACCESS)),
        When(~Exists(all_rows), then=Value(Hint.NO_DESTINATION.value)),
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
    live.changed("submissions", *(f"submission:{pk}" for pk in ids[:20]))


def follow_destinations() -> int:
    """Refreshes what a destination's circuit or switch has left behind, in short transactions; returns how many.

    A fault of one destination may concern tens of thousands of slips: not in the transaction that found it.
    """
    done = 0
    while ids := _left_behind():
        with transaction.atomic():
            refresh(ids)
        done += len(ids)
    return done


def _left_behind() -> list[int]:
    """Slips that claim to be on their way although nothing is tried, and the other way round."""
    rows = Delivery.objects.filter(submission=OuterRef("pk"))
    pending = Delivery.objects.stuck().filter(submission__lark_status=LarkStatus.PENDING).values("submission")
    dead = Exists(rows.filter(state=DeliveryState.DEAD))
    free = Submission.objects.undelivered().filter(Exists(rows), ~Exists(rows.stuck()), ~dead).values("pk")
    return sorted({row["submission"] for row in pending[:_CHUNK]} | {row["pk"] for row in free[:_CHUNK]})


def _first(rows: QuerySet[Delivery], column: str, otherwise: Hint) -> Coalesce:
    filled = NullIf(Subquery(rows.order_by("pk").values(column)[:1]), Value(""))
    return Coalesce(filled, Value(otherwise.value))
