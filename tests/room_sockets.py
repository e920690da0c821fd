"""A browser's end of a room's socket, through the whole ASGI application; and seats whose sockets are lists."""

import asyncio
import uuid
from typing import Any

import orjson

from rooms.wire.outside import Alone
from rooms.wire.seat import Seat
from rooms.wire.table import Hall, Table
from rooms.wire.wire import Wire
from tests.sockets import ORIGIN, Socket

Frame = dict[str, Any]
ROOM = {"slug": "bao-an", "status": "open", "locked": False, "spotlight": None}
SDP = {"sdp": "v=0"}


class Browser(Socket):
    """One page of somebody who is signed in with the session."""

    def __init__(self, slug: str, session_key: str = "", origin: str = ORIGIN) -> None:
        super().__init__(f"/ws/rooms/{slug}/", session_key, origin)
        self.peer = self.secret = ""

    async def receive(self) -> Frame:
        """The next frame."""
        return await super().receive()

    async def hello(self, **more: object) -> Frame:
        """Connects, says hello, and gives the first answer."""
        assert await self.connect() is None
        await self.send({"type": "hello", "v": 1} | more)
        answer: Frame = await self.receive()
        self.peer, self.secret = answer.get("peer", ""), answer.get("secret", "")
        return answer

    async def resume(self, peer: str, secret: str, last_seq: int) -> Frame:
        """As somebody who was there before."""
        return await self.hello(resume={"peer": peer, "secret": secret, "last_seq": last_seq})

    async def hears(self, kind: str) -> Frame:
        """The next frame of this type; those before it are passed over."""
        while True:
            frame: Frame = await self.receive()
            if frame["type"] == kind:
                return frame

    async def refusal(self) -> tuple[str, int]:
        """The code of the error, or the reason of the closed room, and the close code after it."""
        frame: Frame = await self.receive()
        return frame.get("code") or frame["reason"], await self.closed()

    async def signal(self, to: str, kind: str = "offer", **more: object) -> str:
        """Sends a signal; gives its id."""
        id_ = str(uuid.uuid4())
        frame = {"type": "signal", "id": id_, "to": to, "kind": kind, "epoch": 1, "payload": SDP}
        await self.send(frame | more)
        return id_


class Ear:
    """A socket's `send` that remembers; while it is stuck it takes nothing, as a browser that does not read."""

    def __init__(self) -> None:
        self.messages: list[Frame] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, message: Frame) -> None:
        await self.free.wait()
        self.messages.append(message)

    @property
    def frames(self) -> list[Frame]:
        """What has arrived."""
        return [orjson.loads(each["text"]) for each in self.messages if "text" in each]

    @property
    def code(self) -> int | None:
        """With what the socket was closed."""
        return next((each["code"] for each in self.messages if each["type"] == "websocket.close"), None)


def shown(**more: object) -> Frame:
    """A peer object."""
    peer = {"id": str(uuid.uuid4()), "display_name": "Bảo An", "is_host": False, "role": "student"}
    state = {"mic": False, "cam": False, "keys": False, "hand": False}
    more_of_it = {"camera": False, "of": None, "away": False, "state": state, "permits": {"share": False}}
    return peer | more_of_it | more


def reader() -> asyncio.Task[Any]:
    """A task that waits for ever, as the one that reads a socket."""
    return asyncio.get_running_loop().create_task(asyncio.Event().wait())


def seated(table: Table, **more: object) -> tuple[Seat, Ear]:
    """Somebody who has just sat down."""
    peer, ear = shown(**more), Ear()
    table.hall.apply(table.room, {"type": "peer.joined", "peer": peer, "user": 1, "process": table.hall.process})
    seat = table.hall.sit(table, table.members[peer["id"]])
    seat.wire = Wire(ear, reader())
    return seat, ear


def laid(room: int = 1) -> Table:
    """The table of a room in a hall without an outside."""
    hall = Hall()
    hall.outside = Alone()
    return hall.table(room, dict(ROOM))
