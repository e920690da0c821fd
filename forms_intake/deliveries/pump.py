"""The pump: works off what is due, for all destinations side by side, with a few threads that only call Lark."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError

from forms_intake.deliveries import calls, moments, queue
from forms_intake.deliveries.calls import Done
from forms_intake.deliveries.leases import claim_some
from forms_intake.deliveries.outcomes import record_patiently

log = structlog.get_logger(__name__)
# A destination that hangs keeps its own share of the threads and leaves the others theirs.
THREADS, SHARE = 24, 12
# Claimed this much before its moment, so that a call starts on it.
AHEAD = timedelta(seconds=0.25)
# Answers that come within this time are written together; so often new slips are looked for meanwhile.
_GATHER_S, _LOOK_S = 0.02, 0.2
# How soon a limit is asked again that another process uses up too.
_RELOOK = timedelta(seconds=1)
# What breaks the engine itself is tried again, but not all the time.
_BROKEN = timedelta(seconds=30)
# How often a pump says that it is there.
_SIGN_S = 3.0


def pump(seconds: float, *, destination: int = queue.ALL, patience: float | None = None) -> int:
    """Works off what is due, and what falls due within `patience` (default: all the time); how many tries were made."""
    return Pump(seconds, destination=destination, patience=seconds if patience is None else patience).run()


class Pump:
    """One run. The calling thread alone uses the database.

    `on_full` is called whenever a destination has at least as much to do as one pump takes at a time; `on_look` every
    few seconds.
    """

    def __init__(
        self,
        seconds: float,
        *,
        patience: float,
        destination: int = queue.ALL,
        on_full: Callable[[], None] = lambda: None,
        on_look: Callable[[], None] = lambda: None,
    ) -> None:
        self._patience, self._destination, self._on_full = patience, destination, on_full
        self._deadline = time.monotonic() + seconds
        self._on_look, self._looked_at = on_look, time.monotonic()
        self._flying: dict[Future[Done], int] = {}
        # What is under way when the time is over.
        self._hanging: dict[Future[Done], int] | None = None
        # Destinations whose limits admit nothing before, or whose due rows others hold.
        self._not_before: dict[int, datetime] = {}
        # How many tries there had been when a destination was last given threads.
        self._served: dict[int, int] = {}
        self._tries = 0

    def run(self) -> int:
        """Until nothing is near, or the time is over and the last answer written; how many tries were made."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="lark") as pool:
            try:
                self._work(pool)
            except Exception:
                # What is under way is known nowhere else: it is written, when the database is there again.
                while self._flying:
                    self._collect(_LOOK_S)
                raise
        return self._tries

    def _work(self, pool: ThreadPoolExecutor) -> None:
        while True:
            self._give_a_sign()
            next_at = self._start_what_is_due(pool) if self._may_start() else None
            if self._flying:
                self._collect(_LOOK_S if next_at is None else min(_LOOK_S, _until(next_at)))
            elif not self._nap(next_at):
                return

    def _give_a_sign(self) -> None:
        if time.monotonic() - self._looked_at > _SIGN_S:
            self._on_look()
            self._looked_at = time.monotonic()

    def _may_start(self) -> bool:
        """Until the time is over; and while calls from then still hang, so that nobody else waits for those."""
        if time.monotonic() < self._deadline:
            return True
        if self._hanging is None:
            self._hanging = dict(self._flying)
        return any(future in self._flying for future in self._hanging)

    def is_wanted(self) -> bool:
        """Whether there is something near that another run could do."""
        return any(_until(at) <= self._patience for at in self._moments().values())

    def _moments(self) -> dict[int, datetime]:
        """When each destination may be asked for more."""
        return {pk: max(at, self._not_before.get(pk, at)) for pk, at in queue.heads(self._destination).items()}

    def _start_what_is_due(self, pool: ThreadPoolExecutor) -> datetime | None:
        """Claims and sends; returns when the next destination may be called, None for never."""
        now, flying, later = moments.now(), Counter(self._flying.values()), list[datetime]()
        slow = set((self._hanging or {}).values())
        for pk, at in self._in_turn(flying):
            if pk in slow:
                continue
            # At most half of what is free, so that however many hang, one more finds a thread.
            room = min(SHARE - flying[pk], (THREADS - len(self._flying) + 1) // 2)
            # A few at a time would cost as much as many.
            is_worth_it = room >= (SHARE // 2 if flying[pk] else 1)
            later.append(self._start_safely(pool, pk, room) if at <= now and is_worth_it else at)
        return min(later, default=None)

    def _in_turn(self, flying: Counter[int]) -> list[tuple[int, datetime]]:
        """Whoever has no call under way before others, and of those whoever has waited longest since the last one."""
        heads = self._moments().items()
        return sorted(heads, key=lambda entry: (flying[entry[0]] > 0, self._served.get(entry[0], 0), entry[1]))

    def _start_safely(self, pool: ThreadPoolExecutor, pk: int, room: int) -> datetime:
        """What breaks the engine itself at one destination leaves the others theirs."""
        try:
            return self._start(pool, pk, room)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("destination.broken", destination=pk)
            self._not_before[pk] = moments.now() + _BROKEN
            return self._not_before[pk]

    def _start(self, pool: ThreadPoolExecutor, pk: int, room: int) -> datetime:
        """Sends up to `room` of a destination's deliveries; returns when it may be asked for more."""
        claimed = claim_some(pk, room, ahead=AHEAD)
        for ready in calls.prepare(claimed.claims):
            self._flying[pool.submit(calls.send, ready)] = pk
        self._tries += len(claimed.claims)
        if claimed.claims:
            self._served[pk] = self._tries
        if len(claimed.claims) == SHARE:
            self._on_full()
        now = moments.now()
        if claimed.opens_at:
            # Places are held for longer than most calls take, and given back with the answer: of ours we hear at once.
            self._not_before[pk] = min(claimed.opens_at - AHEAD, now + _RELOOK)
        elif not claimed.claims:
            self._not_before[pk] = now + timedelta(seconds=_LOOK_S)
        return max(now, self._not_before.get(pk, now))

    def _collect(self, longest: float) -> None:
        """Waits for the first answer, gathers those that come with it, and writes them."""
        wait(self._flying, longest, FIRST_COMPLETED)
        done, _flying = wait(self._flying, _GATHER_S, ALL_COMPLETED)
        if done:
            record_patiently([future.result() for future in done])
        for future in done:
            self._not_before.pop(self._flying.pop(future), None)

    def _nap(self, until: datetime | None) -> bool:
        """Waits for the next moment; False when there is none, or it lies too far ahead."""
        left = min(self._deadline - time.monotonic(), self._patience)
        if until is None or _until(until) > left:
            return False
        time.sleep(min(_until(until), _LOOK_S))
        return True


def _until(moment: datetime) -> float:
    return max((moment - moments.now()).total_seconds(), 0.0)
