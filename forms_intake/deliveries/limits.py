"""Lark's limits as rows that all processes share: places are reserved with a claim, and given back with its answer."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from forms_intake.deliveries import moments, pace
from forms_intake.deliveries.pace import Ledger, Place
from forms_intake.models import CallLimit


class Slot(NamedTuple):
    """Leave for one call: not before `start`, with the places to give back after it."""

    start: float
    places: tuple[tuple[str, Place], ...] = ()


class Reserved(NamedTuple):
    """The slots, and when to ask for more if there were fewer than wanted."""

    slots: list[Slot]
    opens_at: float | None


class Answered(NamedTuple):
    """A slot whose call ended then."""

    slot: Slot
    at: float


def reserve(keys: Sequence[str], most: int, *, now: float, until: float, held_until: float) -> Reserved:
    """Up to `most` slots that start between now and `until`; all limits must admit each. Inside a transaction."""
    if settings.LARK_LIMITS == "none" or not most:
        return Reserved([Slot(now)] * most, None)
    ledgers, slots = _locked(keys), list[Slot]()
    while len(slots) < most:
        start = max(now, *(ledger.opens_at() for ledger in ledgers.values()))
        if start > until:
            break
        places = [(key, place) for key, ledger in ledgers.items() for place in ledger.take(start, held_until)]
        slots.append(Slot(start, tuple(places)))
    if slots:
        _store(ledgers)
    opens_at = max(ledger.opens_at() for ledger in ledgers.values())
    return Reserved(slots, opens_at if len(slots) < most else None)


def give_back(answered: Iterable[Answered]) -> None:
    """Lets the next calls start one window after these ended. After a crash, places free themselves a little later."""
    ended = [(key, place, at) for slot, at in answered for key, place in slot.places]
    if not ended:
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        ledgers = _locked({key for key, _place, _at in ended})
        for key, place, at in ended:
            ledgers[key].give_back(place, at)
        _store(ledgers)


@contextmanager
def one_call(keys: Sequence[str], *, patience_s: float, lasts_s: float) -> Iterator[bool]:
    """For a call that is no delivery: waits for its turn, and yields whether it has come within `patience_s`."""
    now = moments.now().timestamp()
    with transaction.atomic():
        slots = reserve(keys, 1, now=now, until=now + patience_s, held_until=now + patience_s + lasts_s).slots
    if slots:
        time.sleep(max(0.0, slots[0].start - now))
    try:
        yield bool(slots)
    finally:
        give_back(Answered(slot, moments.now().timestamp()) for slot in slots)


def _locked(keys: Iterable[str]) -> dict[str, Ledger]:
    """In the order of their keys, so that two claims that share some never wait for each other in a circle."""
    wanted = sorted(set(keys))
    rows = CallLimit.objects.select_for_update().filter(key__in=wanted).order_by("key")
    found = list(rows)
    if len(found) < len(wanted):
        CallLimit.objects.bulk_create([CallLimit(key=key) for key in wanted], ignore_conflicts=True)
        found = list(rows.all())
    return {
        row.key: pace.ledger(_rule(row.key), row.free_at, row.arrival_at.timestamp() if row.arrival_at else None)
        for row in found
    }


def _rule(key: str) -> pace.Rule:
    return pace.RULES[key.partition(":")[0]]


def _store(ledgers: dict[str, Ledger]) -> None:
    for key, ledger in ledgers.items():
        arrival = datetime.fromtimestamp(ledger.arrival, UTC) if ledger.arrival else None
        CallLimit.objects.filter(key=key).update(free_at=ledger.places, arrival_at=arrival)
