"""Which deliveries are meant: the filters of the deliveries page, and what a bulk resend works through."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import QuerySet

from forms_intake.enums import DeliveryState
from forms_intake.models import Delivery
from school import clock

_COLUMNS = {
    "state": "state",
    "destination": "destination_id",
    "kind": "destination__kind",
    "form_type": "submission__form_type",
    "purpose": "purpose",
    "outcome": "last_outcome",
}


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
