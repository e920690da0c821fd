"""A submission's Lark status is a summary of its deliveries, written in the transaction that changes them."""

from collections.abc import Iterable

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from forms_intake.enums import Circuit, DeliveryState, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Submission
from forms_intake.models.delivery import OPEN_STATES
from school import live


def refresh(submission_ids: Iterable[int]) -> None:
    """Recomputes status, error and attempts; rows are locked in one order, so that two refreshes cannot deadlock."""
    locked = Submission.objects.select_for_update(no_key=True).filter(pk__in=set(submission_ids)).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    live_rows = Delivery.objects.filter(submission=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    held = live_rows.filter(state__in=OPEN_STATES, destination__circuit=Circuit.OPEN)
    dead = live_rows.filter(state=DeliveryState.DEAD)
    error = Case(
        When(Exists(dead), then=_first(dead, "last_error", Hint.EXHAUSTED)),
        When(Exists(held), then=_first(held, "destination__circuit_error", Hint.ACCESS)),
        When(~Exists(live_rows), then=Value(Hint.NO_DESTINATION.value)),
        default=Value(""),
    )
    status = Case(
        When(Exists(dead) | Exists(held) | ~Exists(live_rows), then=Value(LarkStatus.FAILED.value)),
        When(Exists(live_rows.filter(state__in=OPEN_STATES)), then=Value(LarkStatus.PENDING.value)),
        default=Value(LarkStatus.SENT.value),
    )
    total = live_rows.order_by().values("submission").annotate(total=Sum("attempts")).values("total")
    Submission.objects.filter(pk__in=ids).update(
        lark_status=status, lark_error=error, lark_attempts=Coalesce(Subquery(total), 0)
    )
    live.changed("submissions", *(f"submission:{pk}" for pk in ids[:20]))


def _first(rows: QuerySet[Delivery], column: str, otherwise: Hint) -> Coalesce:
    filled = NullIf(Subquery(rows.order_by("pk").values(column)[:1]), Value(""))
    return Coalesce(filled, Value(otherwise.value))
