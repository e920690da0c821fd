"""Why the server closes a room's socket, and what the `error` frame says while it stays open."""

from enum import IntEnum, StrEnum


class Close(IntEnum):
    """Codes of the socket's end (docs/room-protocol.md, "Close codes")."""

    # Said goodbye.
    DONE = 1000
    # The registered code for "try again later": database or Redis do not answer.
    TRY_LATER = 1013
    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    NOT_ALLOWED = 4403
    NO_SUCH_ROOM = 4404
    # No hello in time, no beat in time, or the browser does not read what it is sent.
    TIMED_OUT = 4408
    MOVED = 4409
    ROOM_CLOSED = 4410
    TOO_LARGE = 4413
    FLOOD = 4429
    GOING_AWAY = 4503


class Fault(StrEnum):
    """Codes of the `error` frame."""

    MALFORMED = "malformed"
    UNKNOWN_TYPE = "unknown_type"
    NOT_JOINED = "not_joined"
    ALREADY_JOINED = "already_joined"
    NO_SUCH_PEER = "no_such_peer"
    NO_SUCH_KNOCK = "no_such_knock"
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"
    ROOM_FULL = "room_full"
    DENIED = "denied"
    REMOVED = "removed"
    BANNED = "banned"
    NOT_OPEN_YET = "not_open_yet"
    UNSUPPORTED_VERSION = "unsupported_version"
    TRY_LATER = "try_later"
