"""Who else has a slip open, and who is writing: for colleagues alone, for seconds, and lost without harm.

Each open page says every fifteen seconds that it is there; Redis forgets it after thirty. Nothing of this is stored
anywhere else, and without Redis everybody is simply alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import redis
import structlog
from django.conf import settings

from accounts.models import User
from school import clock, live

log = structlog.get_logger(__name__)

# A page that vanished is forgotten after LASTS, and its colleagues look again every BEAT: 45 seconds together.
BEAT_SECONDS, LASTS_SECONDS = 15, 30
# One person's tabs cannot crowd out the others' for long, nor fill Redis.
MOST_PAGES = 60
# Of one person at one slip, between two looks that its readers take anyway: more than hands can change, and a page that
# goes to and fro on purpose does not have all others fetch it every time.
MOST_TOLD = 10
_WAIT_SECONDS = 0.3
_TAB = re.compile(r"[a-z0-9]{1,16}")


class Doing(StrEnum):
    """What a page says of its reader."""

    VIEWING = "viewing"
    WRITING = "writing"
    GONE = "gone"


@dataclass(frozen=True)
class Colleague:
    """Somebody else at the same slip."""

    name: str
    is_writing: bool


def beat(slip: int, *, by: User, tab: str, doing: Doing) -> None:
    """This tab is there, or has left. Colleagues are told when that changes what they see; ValueError for no tab."""
    if not _TAB.fullmatch(tab):
        raise ValueError("not a tab")
    try:
        with _client() as client:
            was, now = _noted(client, slip, f"{by.pk}:{tab}", doing)
            is_told = was != now and _may_tell(client, slip, by.pk)
    except redis.RedisError as error:
        log.warning("presence.lost", error=type(error).__name__)
        return
    if is_told:
        live.changed(f"presence:{slip}")


def others(slip: int, *, of: User) -> list[Colleague]:
    """Who else is there, each person once, those who write first; nobody while Redis is away."""
    try:
        with _client() as client:
            there = _people(client.zrangebyscore(_key(slip), clock.now().timestamp(), "+inf"))
    except redis.RedisError as error:
        log.warning("presence.lost", error=type(error).__name__)
        return []
    there.pop(of.pk, None)
    people = User.objects.office().filter(pk__in=there).order_by("name", "pk") if there else []
    found = [Colleague(str(person), there[person.pk]) for person in people]
    return sorted(found, key=lambda colleague: not colleague.is_writing)


def _noted(client: redis.Redis, slip: int, page: str, doing: Doing) -> tuple[dict[int, bool], dict[int, bool]]:
    """Who was there before this word, and who is after it."""
    key, now = _key(slip), clock.now().timestamp()
    step = client.pipeline()
    # Also those whose time is over: that they are gone is news too.
    step.zrange(key, 0, -1)
    step.zremrangebyscore(key, "-inf", now)
    step.zrem(key, *(f"{page}:{what}" for what in Doing))
    if doing is not Doing.GONE:
        step.zadd(key, {f"{page}:{doing}": now + LASTS_SECONDS})
    step.zremrangebyrank(key, 0, -MOST_PAGES - 1)
    step.expire(key, 2 * LASTS_SECONDS)
    step.zrange(key, 0, -1)
    answers = step.execute()
    return _people(answers[0]), _people(answers[-1])


def _may_tell(client: redis.Redis, slip: int, person: int) -> bool:
    key = f"presence:told:{slip}:{person}"
    step = client.pipeline()
    step.set(key, 0, ex=BEAT_SECONDS, nx=True)
    step.incr(key)
    return int(step.execute()[-1]) <= MOST_TOLD


def _people(pages: list[bytes]) -> dict[int, bool]:
    """Each person once, whatever the number of their tabs, and whether one of these writes."""
    there: dict[int, bool] = {}
    for page in pages:
        person, _tab, doing = page.decode().split(":")
        there[int(person)] = there.get(int(person), False) or doing == Doing.WRITING
    return there


def _key(slip: int) -> str:
    return f"presence:{slip}"


def _client() -> redis.Redis:
    """A reader waits for it, so it has little time."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=_WAIT_SECONDS, socket_timeout=_WAIT_SECONDS)
