"""When a letter or a code that was not taken is tried again, and when it is given up; shared by both ways."""

from datetime import datetime, timedelta

from school import clock

# Two days in all: longer than a mail server is usually away, and short enough for the office to call instead.
_WAITS = [timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440)]


def next_try(made: int) -> datetime | None:
    """The moment after so many earlier tries; nothing when this one is the last."""
    return clock.now() + _WAITS[made] if made < len(_WAITS) else None
