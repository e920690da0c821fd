"""How much one browser may ask of this process: hellos of a session, sockets and bytes of an account.

And how many sockets of one address may be open before it is known whose they are: a cookie can be made up, so whoever
comes pushes out the one that has waited for longest, first of those without a hello. Behind one address may sit a whole
school, which nobody keeps out so.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import partial

from django.conf import settings

from rooms.wire.bucket import Bucket
from rooms.wire.close import Close
from rooms.wire.wire import Wire
from school.live import crowd

HELLOS_PER_S, MOST_HELLOS = 1.0, 60.0
MOST_OF_ACCOUNT = 20
MOST_STRANGERS = 300
# Of each frame that a socket may send: an offer is about 10 kB, and among many candidates.
BYTES_PER_FRAME = 3200
# Who said hello, or sat down, lately; whoever is pushed out of here begins with a full bucket.
_MOST_KNOWN = 10_000
_hellos: OrderedDict[str, Bucket] = OrderedDict()
_bytes: OrderedDict[int, Bucket] = OrderedDict()
_accounts: Counter[int] = Counter()
# By address, and whether they have said hello; the oldest come first.
_strangers: dict[str, dict[Wire, bool]] = {}


def of_frames() -> Bucket:
    """What one socket may send."""
    per_second = settings.ROOM_FRAMES_PER_S
    return Bucket(per_second=per_second, burst=5 * per_second)


def of_bytes(account: int) -> Bucket:
    """What all sockets of an account may send together: a new one brings nothing anew."""
    if (bucket := _bytes.pop(account, None)) is None:
        per_second = BYTES_PER_FRAME * settings.ROOM_FRAMES_PER_S
        bucket = Bucket(per_second=per_second, burst=8 * per_second)
    _bytes[account] = bucket
    if len(_bytes) > _MOST_KNOWN:
        _bytes.popitem(last=False)
    return bucket


def may_say_hello(session_key: str) -> bool:
    """Whether the session may ask to enter once more; each time costs the database a transaction."""
    bucket = _hellos.pop(session_key, None) or Bucket(per_second=HELLOS_PER_S, burst=MOST_HELLOS)
    _hellos[session_key] = bucket
    if len(_hellos) > _MOST_KNOWN:
        _hellos.popitem(last=False)
    return bucket.take(time.monotonic())


def enter(account: int) -> bool:
    """Counts a socket of the account; False, and not counted, when there are too many."""
    if _accounts[account] >= MOST_OF_ACCOUNT:
        return False
    _accounts[account] += 1
    return True


def leave(account: int) -> None:
    """One socket less."""
    _accounts[account] -= 1
    if not _accounts[account]:
        del _accounts[account]


def arrive(host: str | None, wire: Wire) -> tuple[Callable[[], None], Callable[[], None]]:
    """A socket whose person is not known yet. Of too many of one address the oldest ends, one without a hello first.

    Gives what to call once it has said hello, and what as soon as the person is known, or the socket is gone; each may
    be called again.
    """
    address = crowd.network(host) if host else ""
    strangers = _strangers.setdefault(address, {})
    strangers[wire] = False
    if len(strangers) > MOST_STRANGERS:
        silent = (each for each, has_asked in strangers.items() if not has_asked and each is not wire)
        oldest = next(silent, next(iter(strangers)))
        _forget(address, oldest)
        oldest.close(Close.FLOOD)
    return partial(_asks, strangers, wire), partial(_forget, address, wire)


def _asks(strangers: dict[Wire, bool], wire: Wire) -> None:
    if wire in strangers:
        strangers[wire] = True


def _forget(address: str, wire: Wire) -> None:
    if strangers := _strangers.get(address):
        strangers.pop(wire, None)
        if not strangers:
            del _strangers[address]
