"""What a browser may send (docs/room-protocol.md, "Client to server"): JSON text into typed values, checked by hand.

By hand because this is the hot path: every offer, answer and candidate of every lesson comes through here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeGuard

import orjson

from rooms.wire.close import Close, Fault
from school.text import legible

VERSION = 1
MOST_BYTES = 64 * 1024
MOST_SDP = 32 * 1024
MOST_ICE = 2 * 1024
MOST_CHAT = 4 * 1024
MOST_NAME = 80
# Beyond what a connection could ever be begun anew, and still an exact integer in every language.
MOST_EPOCH = 2**31 - 1
_MOST_SEQ = 2**53 - 1
_MOST_KEYS = 8
_MOST_SECRET = 128
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]").search
_PARTS = ("mic", "cam", "keys", "hand")


class BadFrame(Exception):  # noqa: N818 - says what the browser sent
    """The socket has to be closed, with the code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Mistake(Exception):  # noqa: N818 - says what the browser sent
    """The frame is answered with an error, and the socket stays open."""

    def __init__(self, fault: Fault, *, ref: str | None = None, message: str = "") -> None:
        super().__init__(fault)
        self.fault, self.ref, self.message = fault, ref, message


class Resume(NamedTuple):
    """Who the browser was before its socket dropped."""

    peer: str
    secret: str
    last_seq: int


@dataclass(slots=True)
class Hello:
    """The first frame."""

    display_name: str
    as_: Literal["", "move", "camera"]
    resume: Resume | None


@dataclass(slots=True)
class Signal:
    """An offer, an answer or a candidate for one peer."""

    id: str
    to: str
    kind: Literal["offer", "answer", "ice"]
    epoch: int
    payload: dict[str, Any]


@dataclass(slots=True)
class Ack:
    """Everything up to the number has arrived."""

    seq: int


@dataclass(slots=True)
class Beat:
    """The browser is still there."""


@dataclass(slots=True)
class State:
    """What the peer sends now; only the parts that it names."""

    parts: dict[str, bool]


@dataclass(slots=True)
class Chat:
    """A line of text to all, or to one."""

    id: str
    text: str
    to: str | None


@dataclass(slots=True)
class Leave:
    """The person goes on purpose."""


@dataclass(slots=True)
class Order:
    """Something only a host may ask: the verb, and whom or what it is about."""

    verb: str
    ref: str | None = None
    peer: str | None = None
    knock: int | None = None
    on: bool = False


Frame = Hello | Signal | Ack | Beat | State | Chat | Leave | Order


def read(text: str | None) -> Frame:
    """The frame; raises BadFrame or Mistake. Binary frames come as None."""
    if text is None:
        raise BadFrame(Close.MALFORMED)
    if size(text) > MOST_BYTES:
        raise BadFrame(Close.TOO_LARGE)
    try:
        found = orjson.loads(text)
    except ValueError:
        raise BadFrame(Close.MALFORMED) from None
    if type(found) is not dict or type(kind := found.get("type")) is not str:
        raise BadFrame(Close.MALFORMED)
    reader = _READERS.get(kind)
    if reader is None:
        raise Mistake(Fault.UNKNOWN_TYPE, ref=_ref(found), message="No frame has this type.")
    return reader(found)


def _signal(found: dict[str, Any]) -> Signal:
    id_, to, kind, epoch = found.get("id"), found.get("to"), found.get("kind"), found.get("epoch")
    if not _is_uuid(id_):
        raise Mistake(Fault.MALFORMED, message="id must be a UUID.")
    if not _is_uuid(to):
        raise _wrong(found, "to must be the id of a peer.")
    if type(epoch) is not int or not 0 <= epoch <= MOST_EPOCH:
        raise _wrong(found, "epoch must be an integer from 0 to 2147483647.")
    if kind in ("offer", "answer"):
        payload = _flat(found, MOST_SDP, needed="sdp")
    elif kind == "ice":
        payload = _flat(found, MOST_ICE, needed=None)
    else:
        raise _wrong(found, "kind must be offer, answer or ice.")
    return Signal(id_, to, kind, epoch, payload)


def _flat(found: dict[str, Any], most: int, *, needed: str | None) -> dict[str, Any]:
    """The payload: few keys, no nesting, and no larger than allowed in all."""
    payload = found.get("payload")
    if type(payload) is not dict or len(payload) > _MOST_KEYS:
        raise _wrong(found, "payload must be an object of at most 8 keys.")
    if needed and type(payload.get(needed)) is not str:
        raise _wrong(found, f"payload needs {needed}.")
    total = 0
    for key, value in payload.items():
        if type(value) is str:
            total += size(value)
            # PostgreSQL stores no NUL, and a peer that is away gets its signals from there.
            if "\0" in value:
                raise _wrong(found, "payload holds a NUL.")
        elif type(value) in (dict, list):
            raise _wrong(found, "payload must not be nested.")
        total += size(key)
        if "\0" in key:
            raise _wrong(found, "payload holds a NUL.")
    if total > most:
        raise Mistake(Fault.TOO_LARGE, ref=_ref(found), message=f"payload is larger than {most} bytes.")
    return payload


def _hello(found: dict[str, Any]) -> Hello:
    version = found.get("v")
    if type(version) is not int or version != VERSION:
        raise Mistake(Fault.UNSUPPORTED_VERSION, message="This server speaks version 1.")
    name = found.get("display_name") or ""
    if type(name) is not str or len(name) > MOST_NAME or _UNPRINTABLE(name):
        raise Mistake(Fault.MALFORMED, message="display_name must be a line of at most 80 characters.")
    as_: Any = found.get("as") or ""
    if as_ not in ("", "move", "camera"):
        raise Mistake(Fault.MALFORMED, message="as must be move or camera.")
    return Hello(name, as_, _resume(found.get("resume")))


def _resume(found: Any) -> Resume | None:
    if found is None:
        return None
    if type(found) is dict:
        peer, secret, last_seq = found.get("peer"), found.get("secret"), found.get("last_seq")
        is_secret = type(secret) is str and len(secret) <= _MOST_SECRET
        if _is_uuid(peer) and is_secret and type(last_seq) is int and 0 <= last_seq <= _MOST_SEQ:
            return Resume(peer, str(secret), last_seq)
    raise Mistake(Fault.MALFORMED, message="resume needs peer, secret and last_seq.")


def _ack(found: dict[str, Any]) -> Ack:
    seq = found.get("seq")
    if type(seq) is not int or not 0 <= seq <= _MOST_SEQ:
        raise _wrong(found, "seq must be a non-negative integer.")
    return Ack(seq)


def _state(found: dict[str, Any]) -> State:
    parts = {part: found[part] for part in _PARTS if part in found}
    if not parts or any(type(value) is not bool for value in parts.values()):
        raise _wrong(found, "state needs mic, cam, keys or hand, each true or false.")
    return State(parts)


def _chat(found: dict[str, Any]) -> Chat:
    id_, text, to = found.get("id"), found.get("text"), found.get("to")
    if not _is_uuid(id_):
        raise Mistake(Fault.MALFORMED, message="id must be a UUID.")
    if type(text) is not str or _UNPRINTABLE(text) or not (text := legible(text)).strip():
        raise _wrong(found, "text must be text.")
    if size(text) > MOST_CHAT:
        raise Mistake(Fault.TOO_LARGE, ref=id_, message=f"text is larger than {MOST_CHAT} bytes.")
    if to is not None and not _is_uuid(to):
        raise _wrong(found, "to must be the id of a peer.")
    return Chat(id_, text, to)


def _about_knock(found: dict[str, Any]) -> Order:
    knock = found.get("knock")
    if type(knock) is not int or not 0 < knock <= _MOST_SEQ:
        raise _wrong(found, "knock must be the number of somebody who waits.")
    return Order(found["type"], _ref(found), knock=knock)


def _about_peer(found: dict[str, Any], flag: str = "", otherwise: bool = False) -> Order:
    peer, on = found.get("peer"), found.get(flag, otherwise)
    if not _is_uuid(peer):
        raise _wrong(found, "peer must be the id of a peer.")
    if type(on) is not bool:
        raise _wrong(found, f"{flag} must be true or false.")
    return Order(found["type"], _ref(found), peer=peer, on=on)


def _about_one_or_all(found: dict[str, Any]) -> Order:
    return Order(found["type"], _ref(found)) if found.get("peer") == "all" else _about_peer(found)


def _spotlight(found: dict[str, Any]) -> Order:
    if "peer" in found and found["peer"] is None:
        return Order("spotlight", _ref(found))
    return _about_peer(found)


def _lock(found: dict[str, Any]) -> Order:
    if type(found.get("locked")) is not bool:
        raise _wrong(found, "locked must be true or false.")
    return Order("lock", _ref(found), on=found["locked"])


_READERS: dict[str, Callable[[dict[str, Any]], Frame]] = {
    "hello": _hello,
    "signal": _signal,
    "ack": _ack,
    "beat": lambda _found: Beat(),
    "state": _state,
    "chat": _chat,
    "leave": lambda _found: Leave(),
    "admit": _about_knock,
    "deny": _about_knock,
    "remove": lambda found: _about_peer(found, "ban"),
    "mute": _about_one_or_all,
    "lower": _about_one_or_all,
    "spotlight": _spotlight,
    "lock": _lock,
    "cohost": lambda found: _about_peer(found, "on", otherwise=True),
    "permit": lambda found: _about_peer(found, "share"),
    "close": lambda found: Order("close", _ref(found)),
}


def _is_uuid(value: Any) -> TypeGuard[str]:
    """Only as browsers and databases write it: the text itself is the key of a seat."""
    return type(value) is str and _UUID(value) is not None


def size(text: str) -> int:
    """In bytes, as it travels."""
    # Both questions are answered without looking at the text.
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def _ref(found: dict[str, Any]) -> str | None:
    id_ = found.get("id")
    return id_ if _is_uuid(id_) else None


def _wrong(found: dict[str, Any], message: str) -> Mistake:
    return Mistake(Fault.MALFORMED, ref=_ref(found), message=message)
