"""Signs of a robot, added up; the sum holds a slip back (quarantine), nothing is refused (slips.md section 10)."""

import re
from datetime import datetime, timedelta

from django.conf import settings

from forms_intake.slips.envelope import Envelope

SUSPICIOUS_FROM = 2
FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=24)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def is_suspicious(envelope: Envelope, written: str, now: datetime) -> bool:
    """Whether trap, fill time and links in the free text add up to probable spam."""
    return settings.SPAM_CHECKS != "none" and score(envelope, written, now) >= SUSPICIOUS_FROM


def score(envelope: Envelope, written: str, now: datetime) -> int:
    """Trap 3; no opening time of ours or faster than a person 2; a day old 1 (a tab left open); links 1, many 2."""
    links = len(_LINK.findall(written))
    return 3 * envelope.is_trapped + _haste(envelope, now) + (links > 0) + (links > 2)


def _haste(envelope: Envelope, now: datetime) -> int:
    if envelope.started is None or now - envelope.started < FASTEST:
        return 2
    return int(now - envelope.started > SLOWEST)
