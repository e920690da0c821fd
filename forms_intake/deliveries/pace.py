"""Never more calls than a destination may take: the generic cell rate algorithm (ITU-T I.371) on one column."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms_intake.enums import DestinationKind


@dataclass(frozen=True)
class Pace:
    """One call every `interval`, and `burst` at once after a pause."""

    interval: timedelta
    burst: int


# Webhook: 5 a second and 100 a minute (lark.md section 1). In any second at most 3 + 1, in any
# minute at most 3 + 95: one below the limits, because calls may bunch on their way.
PACES = {
    DestinationKind.WEBHOOK: Pace(timedelta(seconds=0.63), 3),
    DestinationKind.MESSAGE: Pace(timedelta(seconds=0.22), 1),
    DestinationKind.BASE: Pace(timedelta(seconds=0.2), 1),
}


def admit(pace: Pace, arrival: datetime | None, now: datetime) -> tuple[bool, datetime]:
    """(True, new theoretical arrival time) for a call now, or (False, the moment the next call may be made)."""
    expected = max(arrival or now, now)
    allowed_at = expected - pace.interval * (pace.burst - 1)
    if allowed_at > now:
        return False, allowed_at
    return True, expected + pace.interval
