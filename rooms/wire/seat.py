"""One peer held by this process: its numbered frames, what of them the browser has not confirmed, its socket."""

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import structlog

from rooms.wire.close import Close, Fault
from rooms.wire.wire import Wire

if TYPE_CHECKING:
    from rooms.wire.table import Member, Table

log = structlog.get_logger(__name__)

MOST_UNCONFIRMED = 1024
MOST_UNCONFIRMED_BYTES = 1024 * 1024
# Of that, what one sender may fill: whoever sends more than is read loses their own frames, and nobody else's.
MOST_OF_SENDER_BYTES = 128 * 1024
TOO_MUCH = "Too much of yours is on its way to this peer."
# Small frames fill the number of frames instead.
_FRAME_COSTS = 512
# Ids of signals and chats: a client sends at most 64 again after a resume.
_MOST_SEEN = 256


class Numbered(NamedTuple):
    """A frame as the browser gets it, with its number in it."""

    seq: int
    text: str
    # Whose signal or line it is, counted in that peer's share; empty for what the server says.
    sender: str = ""


def encode(frame: dict[str, Any]) -> str:
    """The frame as text."""
    return orjson.dumps(frame).decode()


class Seat:
    """Lives from the peer's welcome until it has left or sits down in another process; sockets come and go."""

    __slots__ = (
        "_bytes",
        "_seen",
        "_shares",
        "beat_at",
        "member",
        "seq",
        "session_key",
        "table",
        "unconfirmed",
        "wire",
    )

    def __init__(self, table: "Table", member: "Member", *, seq: int = 0) -> None:
        self.table, self.member = table, member
        # The number of the last frame, and the frames that the browser has not confirmed, oldest first.
        self.seq = seq
        # A list: empty nearly always, and an empty deque takes ten times the memory.
        self.unconfirmed: list[Numbered] = []
        self._bytes = 0
        self._shares: dict[str, int] = {}
        self._seen: dict[str, None] = {}
        # When the browser was last heard, by time.monotonic: whoever sits down has just said something.
        self.beat_at = time.monotonic()
        # The session by which it entered; its rights end with it.
        self.session_key = ""
        # None while its socket is gone and it may still come back.
        self.wire: Wire | None = None

    def is_full_of(self, sender: str) -> bool:
        """Whether so much of this peer is unconfirmed that it has to wait."""
        return self._shares.get(sender, 0) >= MOST_OF_SENDER_BYTES

    def push(self, text: str, sender: str = "") -> None:
        """Numbers an encoded frame and sends it; kept until it is confirmed, whether or not there is a socket."""
        self.seq += 1
        text = f'{{"seq":{self.seq},{text[1:]}'
        self.unconfirmed.append(Numbered(self.seq, text, sender))
        self._bytes += len(text)
        if sender:
            self._shares[sender] = self._shares.get(sender, 0) + len(text) + _FRAME_COSTS
        if len(self.unconfirmed) > MOST_UNCONFIRMED or self._bytes > MOST_UNCONFIRMED_BYTES:
            self._give_up()
        elif self.wire:
            self.wire.write(text)
        else:
            self.table.hall.outside.kept(self, self.unconfirmed[-1])

    def tell(self, frame: dict[str, Any]) -> None:
        """Numbers a frame and sends it."""
        self.push(encode(frame))

    def say(self, frame: dict[str, Any]) -> None:
        """Sends a frame that has no number: it is lost with the socket."""
        if self.wire:
            self.wire.write(encode(frame))

    def fault(self, fault: str, *, ref: str | None = None, message: str = "") -> None:
        """Sends an error; the socket stays open."""
        self.say({"type": "error", "code": fault, "message": message, "ref": ref})

    def take_back(self, id_: str) -> None:
        """A signal or line that another process had no room for: nothing was done, and it may be sent again."""
        self._seen.pop(id_, None)
        self.fault(Fault.TRY_LATER, ref=id_, message=TOO_MUCH)

    def confirm(self, seq: int) -> None:
        """The browser has everything up to the number. One from the future confirms what there is."""
        confirmed = 0
        for number, text, sender in self.unconfirmed:
            if number > seq:
                break
            confirmed += 1
            self._bytes -= len(text)
            if sender:
                self._give_back(sender, len(text) + _FRAME_COSTS)
        del self.unconfirmed[:confirmed]

    def _give_back(self, sender: str, size: int) -> None:
        left = self._shares[sender] - size
        if left:
            self._shares[sender] = left
        else:
            del self._shares[sender]

    def is_new(self, id_: str) -> bool:
        """Whether a signal or chat with this id comes for the first time."""
        if id_ in self._seen:
            return False
        self._seen[id_] = None
        if len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        return True

    def missed_since(self, last_seq: int) -> list[Numbered] | None:
        """All frames after the number; None when they are not all here any more, or were never sent."""
        if last_seq > self.seq:
            return None
        missed = [each for each in self.unconfirmed if each.seq > last_seq]
        return missed if len(missed) == self.seq - last_seq else None

    def restore(self, missed: list[Numbered]) -> None:
        """Puts back what another process, or the mailbox, has kept for this peer."""
        for each in missed:
            self.unconfirmed.append(each)
            self._bytes += len(each.text)
        if missed:
            self.seq = max(self.seq, missed[-1].seq)

    def forget(self) -> None:
        """Drops what is unconfirmed: the browser has a fresh snapshot instead."""
        self.unconfirmed.clear()
        self._shares.clear()
        self._bytes = 0

    def close(self, code: Close) -> None:
        """Ends its socket, if there is one."""
        if self.wire:
            self.wire.close(code)

    def _give_up(self) -> None:
        """A browser that confirms nothing for so long comes back to a fresh snapshot."""
        log.warning("rooms.unconfirmed_too_many", peer=self.member.id)
        self.forget()
        self.close(Close.TIMED_OUT)
