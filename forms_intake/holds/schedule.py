"""What is due about a hold on a day: pure, so that any history of missed days can be tried."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from forms_intake.enums import HoldState
from forms_intake.models.hold import LIVE

# Days before the return; what is further away than the first concerns nobody yet.
STEPS = (7, 3, 1)


@dataclass(frozen=True, kw_only=True)
class Life:
    """A hold as far as the calendar looks at it; `reminded`: steps that were told of this return date."""

    state: str
    starts_on: date
    returns_on: date
    grace_days: int
    reminded: Set[int] = frozenset()


@dataclass(frozen=True)
class Due:
    """What is to be done now: at most one reminder, and none for a course that lapses."""

    begins: bool = False
    remind: int | None = None
    lapses: bool = False

    def __bool__(self) -> bool:
        return self.begins or self.remind is not None or self.lapses


def due(life: Life, today: date) -> Due:
    """The nearest step alone: whoever was away for a week does not send three letters at once."""
    if life.state not in LIVE:
        return Due()
    begins = life.state == HoldState.PLANNED and life.starts_on <= today
    lapses = today > life.returns_on + timedelta(days=life.grace_days)
    return Due(begins=begins, remind=None if lapses else _step(life, today), lapses=lapses)


def _step(life: Life, today: date) -> int | None:
    """The last step that has come; nothing when it, or one that comes after it, was told."""
    left = (life.returns_on - today).days
    come = [step for step in STEPS if left <= step]
    nearest = min(come, default=None)
    told = min(life.reminded, default=STEPS[0] + 1)
    return nearest if nearest is not None and nearest < told else None
