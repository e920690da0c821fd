"""What is wrong with deliveries at this moment, asked of the tables; each question has a bounded cost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from forms_intake.deliveries import moments
from forms_intake.enums import AlertKind, Circuit, DeliveryState, DestinationKind, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Alert, ApiUsage, Delivery, Destination, LarkApp, Submission
from school import clock
from school.models import silence

# A slip that has not arrived after this time is told of by another way.
LATE = timedelta(minutes=10)
# Six sweeps.
WORKER_SILENCE = timedelta(seconds=60)
WARN_AT = 90  # per cent of the month's calls
_LOOKED_AT = 1_000
# Rows are written without a column that is gone; what was given up is told of by itself.
_HOLDS_NOTHING = {AlertKind.DRIFT, AlertKind.GIVEN_UP, AlertKind.NOWHERE}
# Six sweeps, each of which gives such slips to a destination that takes them meanwhile.
_UNWANTED_FOR = timedelta(seconds=60)


class Key(NamedTuple):
    """What an alert is about; at most one of each is open."""

    kind: AlertKind
    destination_id: int | None = None
    app_id: int | None = None


def found() -> dict[Key, dict[str, Any]]:
    """Everything a person must mend, with the alert's detail."""
    return dict([*_held(), *_drifted(), *_given_up(), *_used_up(), *_overdue(), *_silent(), *_nowhere()])


def waiting(alert: Alert) -> QuerySet[Delivery]:
    """The deliveries that the alert's cause keeps from arriving."""
    rows = Delivery.objects.none() if alert.kind in _HOLDS_NOTHING else Delivery.objects.open()
    return _where(alert, rows)


def given_up(alert: Alert) -> QuerySet[Delivery]:
    """The deliveries that wait for nobody but a person, where the alert is."""
    return _where(alert, Delivery.objects.filter(state=DeliveryState.DEAD))


def unwanted() -> QuerySet[Submission]:
    """Slips that no destination takes, and that nobody has dealt with otherwise."""
    rows = Submission.objects.undelivered().unfinished().filter(lark_error=Hint.NO_DESTINATION, purged_at=None)
    return rows.filter(submitted_at__lte=moments.now() - _UNWANTED_FOR)


def arrived_since(alert: Alert) -> int:
    """How many slips were accepted since the alert was opened, where it was; a change of status is no slip."""
    rows = Delivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__gte=alert.opened_at)
    slips = _where(alert, rows).filter(purpose=Purpose.CREATE)
    return slips.order_by().values("submission").distinct().count()


def _where(alert: Alert, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    if alert.destination_id:
        return rows.filter(destination=alert.destination_id)
    return rows.filter(destination__app=alert.app_id) if alert.app_id else rows


def _active() -> QuerySet[Destination]:
    return Destination.objects.without_access().filter(is_active=True)


def _held() -> Iterator[tuple[Key, dict[str, Any]]]:
    for destination in _active().filter(circuit=Circuit.OPEN):
        yield Key(AlertKind.HELD, destination.pk), {"hint": destination.circuit_error}


def _drifted() -> Iterator[tuple[Key, dict[str, Any]]]:
    for destination in _active().exclude(drift=[]):
        yield Key(AlertKind.DRIFT, destination.pk), {"differences": destination.drift}


def _given_up() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Not for e-mail: a parent's address that does not exist is nothing that an administrator could mend."""
    dead = Delivery.objects.filter(destination=OuterRef("pk"), state=DeliveryState.DEAD)
    everywhere = Destination.objects.without_access().exclude(kind=DestinationKind.EMAIL)
    for pk in everywhere.filter(Exists(dead)).values_list("pk", flat=True):
        yield Key(AlertKind.GIVEN_UP, pk), {}


def _used_up() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Once Lark has said so, or by our own count."""
    usage = ApiUsage.objects.filter(month=clock.today().replace(day=1))
    calls = {row.app_id: row.calls for row in usage}
    for app in LarkApp.objects.defer("config"):
        share = 100 * calls.get(app.pk, 0) // app.monthly_quota if app.monthly_quota else 0
        is_parked = app.parked_until is not None and app.parked_until > moments.now()
        level = 100 if is_parked or share >= 100 else WARN_AT if share >= WARN_AT else 0
        if level:
            yield Key(AlertKind.QUOTA, app_id=app.pk), {"level": level}


def _overdue() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Slips that wait although nothing is held, paused, or left alone for as long as Lark itself has asked.

    By the database's clock, as the engine goes: a process whose own is wrong must not tell of what is not.
    """
    now = moments.now()
    free = Q(parked_until=None) | Q(parked_until__lte=now + timedelta(minutes=1))
    of_app = Q(app=None) | Q(app__parked_until=None) | Q(app__parked_until__lte=now)
    places = _active().select_related("app").defer("config", "app__config")
    for destination in places.filter(free, of_app, circuit=Circuit.CLOSED, paused_at=None):
        if _is_late(destination, now - LATE):
            yield Key(AlertKind.OVERDUE, destination.pk), {}


def _is_late(destination: Destination, limit: Any) -> bool:
    """Retries count from the beginning; but a parent's mailbox that says “later” is only late when nobody tries."""
    first = Delivery.objects.open().filter(destination=destination.pk).order_by("next_attempt_at")[:_LOOKED_AT]
    ages = first.aggregate(due=Min("next_attempt_at"), waiting=Min("waiting_since"))
    moment = ages["due"] if destination.kind == DestinationKind.EMAIL else ages["waiting"]
    # What a person or the month's quota has held back begins to wait when that ends.
    ends = [destination.released_at, destination.app and destination.app.parked_until]
    return moment is not None and max(moment, *filter(None, ends)) <= limit


def _silent() -> Iterator[tuple[Key, dict[str, Any]]]:
    since = silence("worker")
    if since is not None and since > WORKER_SILENCE:
        yield Key(AlertKind.OVERDUE), {}


def _nowhere() -> Iterator[tuple[Key, dict[str, Any]]]:
    """All destinations are switched off, or none takes slips of this kind and with these flags."""
    if unwanted().exists():
        yield Key(AlertKind.NOWHERE), {}
