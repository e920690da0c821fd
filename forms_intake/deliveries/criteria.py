"""Which deliveries are meant: the filters of the deliveries page, and what a bulk resend works through."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q, QuerySet

from forms_intake.enums import Circuit, DeliveryState
from forms_intake.models import Delivery, Destination
from school import clock

_COLUMNS = {
    "destination": "destination_id",
    "kind": "destination__kind",
    "form_type": "submission__form_type",
    "purpose": "purpose",
    "outcome": "last_outcome",
}


_ON_TIME = [DeliveryState.PENDING, DeliveryState.WAITING]


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Empty fields narrow nothing. `since` and `until` are days at the school, both included, of queueing."""

    state: str = ""
    destination: int | None = None
    kind: str = ""
    form_type: str = ""
    purpose: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None

    def narrow(self, rows: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """Those of the rows that are meant."""
        rows = rows.filter(**{column: value for name, column in _COLUMNS.items() if (value := getattr(self, name))})
        if self.state:
            rows = rows.filter(_in_state(DeliveryState(self.state)))
        if self.since:
            rows = rows.filter(created_at__gte=clock.on_school_day(self.since))
        if self.until:
            rows = rows.filter(created_at__lt=clock.on_school_day(self.until + timedelta(days=1)))
        return rows

    def given_up(self) -> "QuerySet[Delivery]":
        """Of those that are meant, what can be sent again."""
        return self.narrow(Delivery.objects.filter(state=DeliveryState.DEAD))

    def stored(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """The other way round; keys of others beside ours are left alone."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("since", "until"):
            if name in known:
                known[name] = date.fromisoformat(known[name])
        return cls(**known)


def _in_state(state: DeliveryState) -> Q:
    """As it is told: whatever is open waits for its destination while that takes nothing."""
    if state not in {*_ON_TIME, DeliveryState.PARKED}:
        return Q(state=state)
    # Few: as a list, each is looked up in the index of the deliveries.
    taking_nothing = Q(destination__in=list(_taking_nothing().values_list("pk", flat=True)))
    if state == DeliveryState.PARKED:
        return Q(state=state) | Q(state__in=_ON_TIME) & taking_nothing
    return Q(state=state) & ~taking_nothing


def _taking_nothing() -> "QuerySet[Destination]":
    now = clock.now()
    waits_for_a_person = Q(is_active=False) | Q(paused_at__isnull=False) | Q(circuit=Circuit.OPEN)
    return Destination.objects.filter(waits_for_a_person | Q(parked_until__gt=now) | Q(app__parked_until__gt=now))
