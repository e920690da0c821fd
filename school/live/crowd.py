"""How many sockets are open at once in this process: in one session, and from one address.

A cookie can be made up, so that sessions alone would hold nobody back; behind one address may sit a whole school.
"""

from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from school.live import groups

MOST_OF_SESSION, MOST_OF_ADDRESS = 20, 300
# Whoever has one address of such a network has all of them.
_IPV6_PREFIX = 64
_open: Counter[str] = Counter()


def enter(session_key: str | None, host: str | None, *, kind: str = "") -> Sequence[str] | None:
    """What to give back to `leave`; None when there are too many already. Whoever is unknown is not counted.

    Sockets of each kind are counted by themselves.
    """
    most = {kind + groups.of_session(session_key): MOST_OF_SESSION} if session_key else {}
    if host:
        most[kind + network(host)] = MOST_OF_ADDRESS
    if any(_open[name] >= number for name, number in most.items()):
        return None
    _open.update(most.keys())
    return list(most)


def leave(places: Sequence[str]) -> None:
    """One socket less."""
    _open.subtract(places)
    for name in places:
        if not _open[name]:
            del _open[name]


def network(host: str) -> str:
    """What counts as one address."""
    try:
        found = ip_address(host)
    except ValueError:
        # A server behind a file of its own has no addresses.
        return host
    is_six = isinstance(found, IPv6Address) and not found.ipv4_mapped and not found.scope_id
    return str(ip_network((int(found), _IPV6_PREFIX), strict=False)) if is_six else str(found)
