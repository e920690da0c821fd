"""What a person must mend: found by the sweep, shown to the office on every page, mailed to administrators.

An alert is open as long as its cause lasts. A cause that comes back within CALM is the same alert: a destination that
fails and works by turns fills no mailbox.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from forms_intake import alert_causes
from forms_intake.alert_causes import Key
from forms_intake.enums import AlertKind
from forms_intake.models import Alert, Destination, LarkApp
from school import aftercommit, clock, live
from school.health import Result
from school.models import silence

log = structlog.get_logger(__name__)
TOPIC = "alerts"
CALM = timedelta(minutes=5)
_ON_OPENED: list[Callable[[Alert], None]] = []
# Whose other value is news, to be mailed although the alert is open already.
_NEWS = {AlertKind.HELD: "hint", AlertKind.QUOTA: "level"}


def open(  # noqa: A001 - read as alerts.open
    kind: AlertKind, *, destination: Destination | None = None, app: LarkApp | None = None, **detail: Any
) -> Alert:
    """Opens the alert, or adds the detail to the one that is open; `detail` holds keys and figures, nothing typed."""
    return _open(Key(kind, destination.pk if destination else None, app.pk if app else None), detail)


def close(kind: AlertKind, *, destination: Destination | None = None, app: LarkApp | None = None) -> bool:
    """The cause is gone; whether an alert was open. The mail about it waits for CALM."""
    return _close(Key(kind, destination.pk if destination else None, app.pk if app else None))


def when_opened(react: Callable[[Alert], None]) -> None:
    """Has this called with every alert that opens or has news, perhaps several times, in the same transaction."""
    if react not in _ON_OPENED:
        _ON_OPENED.append(react)


def watch() -> None:
    """Opens and closes alerts as things are now; called by every sweep, and by whoever finds that none runs."""
    found = alert_causes.found()
    for key, detail in found.items():
        _open(key, detail)
    for alert in Alert.objects.filter(closed_at=None):
        key = Key(AlertKind(alert.kind), alert.destination_id, alert.app_id)
        if key not in found and not _tells_of_the_past(alert):
            _close(key)


def open_now() -> list[Alert]:
    """What the office must know at this moment, oldest first; when the worker is silent, somebody else looks."""
    since = silence("worker")
    if since is not None and since > alert_causes.WORKER_SILENCE:
        aftercommit.at_leisure("alerts.stand_in", stand_in)
    rows = Alert.objects.filter(closed_at=None).select_related("destination", "app")
    return list(rows.defer("destination__config", "app__config").order_by("opened_at", "pk"))


def health() -> Result:
    """The age of the oldest alert, for /health/ready. Asked by a monitor, it notices a silent worker.

    Never a reason to take the site away: it takes slips whatever ails Lark, and a letter tells who must mend it.
    """
    oldest = min((row.opened_at for row in open_now()), default=clock.now())
    return Result(ok=True, age=max((clock.now() - oldest).total_seconds(), 0))


def stand_in() -> None:
    """Watches and mails in place of the worker that does not; called in the process that found it silent."""
    from forms_intake import alert_mail  # which writes about what is found here

    watch()
    alert_mail.send_due()


def may_read(reader: Any) -> bool:
    """Whether the banner is for this person: the office, which waits for these slips."""
    return bool(reader.is_authenticated and reader.has_perm("forms_intake.view_delivery"))


def connect() -> None:
    """Lets the office follow what is open. Called when the app is ready."""
    live.topic(TOPIC, rule=may_read)


def _tells_of_the_past(alert: Alert) -> bool:
    """A renamed column mends itself; whoever looks after the Base shall hear of it all the same."""
    return alert.kind == AlertKind.DRIFT and alert.mailed_at is None


def _open(key: Key, detail: dict[str, Any]) -> Alert:
    known = _of(key).filter(closed_at=None).first()
    if known and known.detail | detail == known.detail:
        return known
    with transaction.atomic():
        return _opened(key, detail)


def _opened(key: Key, detail: dict[str, Any]) -> Alert:
    Alert.objects.bulk_create([_new(key, detail)] if not _recent(key) else [], ignore_conflicts=True)
    alert = _recent(key)
    assert alert  # noqa: S101 - made above, by us or by somebody else at the same moment
    news, now = _NEWS.get(key.kind, ""), clock.now()
    if alert.detail.get(news) != detail.get(news, alert.detail.get(news)):
        # Another fault than the one that was told of.
        alert.opened_at, alert.mailed_at, alert.told = now, None, []
    alert.detail, alert.closed_at = alert.detail | detail, None
    alert.save()
    for react in _ON_OPENED:
        react(alert)
    log.error("alert.open", alert=alert.pk, kind=key.kind, destination=key.destination_id, app=key.app_id)
    live.changed(TOPIC)
    return alert


def _close(key: Key) -> bool:
    closed = bool(_of(key).filter(closed_at=None).update(closed_at=clock.now(), told=[]))
    if closed:
        log.info("alert.closed", kind=key.kind, destination=key.destination_id, app=key.app_id)
        live.changed(TOPIC)
    return closed


def _recent(key: Key) -> Alert | None:
    """The open one, or the one whose mending is not yet told; locked."""
    fresh = Q(closed_at=None) | Q(closed_at__gt=clock.now() - CALM, mended_mailed_at=None)
    return _of(key).filter(fresh).select_for_update(of=("self",)).order_by("-pk").first()


def _of(key: Key) -> "QuerySet[Alert]":
    return Alert.objects.filter(kind=key.kind, destination=key.destination_id, app=key.app_id)


def _new(key: Key, detail: dict[str, Any]) -> Alert:
    return Alert(kind=key.kind, destination_id=key.destination_id, app_id=key.app_id, detail=detail)


def waiting(alert: Alert, most: int) -> tuple[int, bool]:
    """How many slips wait because of it, and whether there may be more: a long queue does not slow every page."""
    looked_at = alert_causes.waiting(alert).order_by()[:most]
    found = looked_at.aggregate(slips=Count("submission", distinct=True), deliveries=Count("pk"))
    return found["slips"], found["deliveries"] >= most


def unwanted(most: int) -> int:
    """How many slips no destination takes; counted up to `most`."""
    return alert_causes.unwanted().order_by()[:most].count()


def given_up(alert: Alert, most: int) -> int:
    """How many deliveries were given up where the alert is; counted up to `most`."""
    return alert_causes.given_up(alert).order_by()[:most].count()
