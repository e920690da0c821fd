"""How the deliveries stand: counts, times and destinations, each from an index, whatever has piled up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from forms_intake.enums import AlertKind, Circuit, DeliveryState, DestinationKind
from forms_intake.models import Alert, ApiUsage, Delivery, Destination, LarkApp
from school import clock

# The newest ones stand for all: ten thousand rows are read in some ten milliseconds, whatever the table holds.
MOST_TIMED = 10_000
_LARK = (DestinationKind.WEBHOOK, DestinationKind.MESSAGE, DestinationKind.BASE)
# In SQL, because the newest must be cut off by the index before their slips are looked up.
_TIMES = """
SELECT count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY newest.delivered_at - slip.submitted_at)
FROM (
    SELECT submission_id, delivered_at FROM forms_intake_delivery
    WHERE state = 'delivered' AND purpose = 'create' AND delivered_at >= %(since)s
      AND destination_id = ANY (ARRAY(SELECT id FROM forms_intake_destination WHERE kind = ANY (%(kinds)s)))
    ORDER BY delivered_at DESC LIMIT %(most)s
) newest JOIN forms_intake_submission slip ON slip.id = newest.submission_id
"""


@dataclass
class Counts:
    """How many deliveries stand where.

    `held` waits until a person has mended something, `paused` as long as somebody wants, `parked` for Lark, `waiting`
    for its own time.
    """

    due: int = 0
    sending: int = 0
    waiting: int = 0
    parked: int = 0
    held: int = 0
    paused: int = 0
    failed: int = 0
    sent_today: int = 0
    last_hour: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


@dataclass
class Place:
    """One destination: what waits for it and since when, and how it has worked."""

    destination: Destination
    counts: Counts = field(default_factory=Counts)
    # Of what is owed, the first moment at which it was to be tried.
    oldest_due: datetime | None = None
    last_accepted: datetime | None = None
    failing_since: datetime | None = None
    parked_until: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether nothing is tried until a person has mended it."""
        return self.destination.circuit == Circuit.OPEN or not self.destination.is_active


@dataclass(frozen=True)
class Times:
    """Submit → accepted by Lark, of slips that were accepted in a span of time; `count` of them were looked at."""

    count: int
    p50: timedelta | None = None
    p95: timedelta | None = None
    p99: timedelta | None = None


def places() -> list[Place]:
    """Every destination, by name; in six queries, however many there are."""
    now = clock.now()
    found = {row.pk: _place(row, now) for row in _destinations()}
    for row in _stored(found):
        counts = found[row["destination"]].counts
        counts.failed = row["number"] if row["state"] == DeliveryState.DEAD else counts.failed
        counts.sending = row["number"] if row["state"] == DeliveryState.LEASED else counts.sending
    for row in _open(found, now):
        _put_open(found[row["destination"]], row, now)
    for row in _sent(found, now):
        counts = found[row["destination"]].counts
        counts.sent_today, counts.last_hour = row["today"], row["hour"]
    for pk, since in _failing():
        if pk in found:
            found[pk].failing_since = since
    return list(found.values())


def total(of: list[Place]) -> Counts:
    """All destinations together."""
    return sum((place.counts for place in of), Counts())


def times(since: datetime) -> Times:
    """Of slips that Lark accepted since then, the newest ten thousand."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, {"since": since, "kinds": list(_LARK), "most": MOST_TIMED})
        count, parts = cursor.fetchone() or (0, None)
    return Times(count, *(parts or ()))


def times_today() -> Times:
    """Since midnight at the school."""
    return times(clock.on_school_day(clock.today()))


def times_of_week() -> Times:
    """The last seven days."""
    return times(clock.now() - timedelta(days=7))


def usage() -> list[LarkApp]:
    """Each app with `calls`, this month's calls that Lark counts."""
    month = ApiUsage.objects.filter(app=OuterRef("pk"), month=clock.today().replace(day=1))
    calls = Coalesce(Subquery(month.values("app").annotate(sum=Sum("calls")).values("sum")), 0)
    return list(LarkApp.objects.defer("config").annotate(calls=calls))


def _place(row: Any, now: datetime) -> Place:
    return Place(row, last_accepted=row.last_accepted, parked_until=_parked_until(row, now))


def _destinations() -> list[Destination]:
    delivered = Delivery.objects.filter(destination=OuterRef("pk"), state=DeliveryState.DELIVERED)
    last = delivered.order_by("-delivered_at").values("delivered_at")[:1]
    rows = Destination.objects.without_access().select_related("app").defer("config", "app__config")
    return list(rows.annotate(last_accepted=Subquery(last)))


def _stored(found: Mapping[int, Place]) -> Any:
    rows = Delivery.objects.filter(destination__in=list(found), state__in=[DeliveryState.LEASED, DeliveryState.DEAD])
    return rows.order_by().values("destination", "state").annotate(number=Count("pk"))


def _open(found: Mapping[int, Place], now: datetime) -> Any:
    """From the index of what is open alone, which does not know the state: a lease's end stands as its next try."""
    rows = Delivery.objects.open().filter(destination__in=list(found)).order_by().values("destination")
    ripe = Count("pk", filter=Q(next_attempt_at__lte=now))
    return rows.annotate(number=Count("pk"), ripe=ripe, oldest=Min("next_attempt_at"))


def _put_open(place: Place, row: Mapping[str, Any], now: datetime) -> None:
    counts = place.counts
    owed = max(row["number"] - counts.sending, 0)
    if place.is_held:
        counts.held = owed
    elif place.destination.paused_at:
        counts.paused = owed
    elif place.parked_until:
        counts.parked = owed
    else:
        counts.due = min(row["ripe"], owed)
        counts.waiting = owed - counts.due
    place.oldest_due = row["oldest"] if owed and row["oldest"] <= now else None


def _sent(found: Mapping[int, Place], now: datetime) -> Any:
    midnight, hour_ago = clock.on_school_day(clock.today()), now - timedelta(hours=1)
    rows = Delivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__gte=min(midnight, hour_ago))
    today = Count("pk", filter=Q(delivered_at__gte=midnight))
    hour = Count("pk", filter=Q(delivered_at__gte=hour_ago))
    rows = rows.filter(destination__in=list(found))
    return rows.order_by().values("destination").annotate(today=today, hour=hour)


def _failing() -> Any:
    alerts = Alert.objects.filter(kind=AlertKind.HELD, closed_at=None, destination__isnull=False)
    return alerts.order_by().values_list("destination", "opened_at")


def _parked_until(row: Destination, now: datetime) -> datetime | None:
    """The later end of Lark's own pauses, of the destination and of its app."""
    ends = [row.parked_until, row.app.parked_until if row.app else None]
    return max((end for end in ends if end and end > now), default=None)
