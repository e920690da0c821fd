"""Which peers have a connection to each other (docs/room-protocol.md, "Topology"), and who gives way."""

from typing import Any

MESH = 4
PeerFrame = dict[str, Any]


def pairs_with(me: PeerFrame, peers: list[PeerFrame], spotlight: str | None) -> set[str]:
    """The ids of those whom `me` has a connection to; `peers` are all others."""
    everybody = {peer["id"]: peer for peer in [*peers, me]}
    return {peer["id"] for peer in peers if _is_pair(me, peer, everybody, spotlight)}


def is_polite(me: PeerFrame, other: PeerFrame) -> bool:
    """Whether `me` gives way: to hosts, an observer to everybody, and between equals whoever has the smaller id."""
    mine, theirs = _rank(me), _rank(other)
    return mine < theirs if mine != theirs else me["id"] < other["id"]


def _rank(peer: PeerFrame) -> int:
    return 2 if peer["is_host"] else int(peer["role"] != "observer")


def _is_pair(one: PeerFrame, other: PeerFrame, everybody: dict[str, PeerFrame], spotlight: str | None) -> bool:
    if one["camera"] and other["camera"]:
        return False
    if one["role"] == other["role"] == "observer":
        return False
    for camera, person in ((one, other), (other, one)):
        if camera["camera"]:
            return _sees(person, camera, everybody, spotlight)
    return len(everybody) <= MESH or one["is_host"] or other["is_host"] or spotlight in (one["id"], other["id"])


def _sees(person: PeerFrame, camera: PeerFrame, everybody: dict[str, PeerFrame], spotlight: str | None) -> bool:
    owner = everybody.get(camera["of"])
    if owner is None or owner is person:
        return False
    return spotlight == camera["id"] or _is_pair(owner, person, everybody, spotlight)
