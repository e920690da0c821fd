"""When to try again: lark.md section 5. Waits stand in the row, never in Celery."""

import random
from datetime import datetime, timedelta

from forms_intake.deliveries import moments

# Before each of the 13 tries, in seconds: about 75.7 hours in all.
WAITS = (0, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 86400)
JITTER = 0.2
_LONG = 600
_ROUND, _AWAY = (0, 30), 2

_random = random.SystemRandom()


def next_try(spent: int, rng: random.Random = _random) -> datetime | None:
    """When to make try `spent + 1` (±20 %); None when all 13 are spent."""
    if spent >= len(WAITS):
        return None
    wait = WAITS[spent] * rng.uniform(1 - JITTER, 1 + JITTER)
    moment = moments.now() + timedelta(seconds=wait)
    return _off_round_minutes(moment, rng) if WAITS[spent] >= _LONG else moment


def _off_round_minutes(moment: datetime, rng: random.Random) -> datetime:
    """Five to seven minutes later when within two minutes of :00 or :30, when everybody's robots call at once."""
    near = any(min((moment.minute - at) % 60, (at - moment.minute) % 60) <= _AWAY for at in _ROUND)
    return moment + timedelta(minutes=rng.uniform(2 * _AWAY + 1, 2 * _AWAY + 3)) if near else moment
