"""A person in a room: the socket, the snapshot of who is there, and a connection to everybody whom topology names."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from aiortc import MediaStreamTrack
from aiortc.contrib.media import MediaRelay

from tests.rooms.peers.link import Link
from tests.rooms.peers.topology import is_polite, pairs_with
from tests.rooms.peers.wire import Frame, Wire

# A deadline for a busy machine; nobody asserts how long something takes.
PATIENCE_S = 60.0


class Peer:
    """`await peer.until(...)` waits for what a test wants to see."""

    def __init__(
        self, site: str, slug: str, cookie: str, *, name: str = "", tracks: Mapping[str, MediaStreamTrack] | None = None
    ) -> None:
        url = f"{site.replace('http', 'ws', 1)}/ws/rooms/{slug}/"
        self.wire = Wire(url, cookie=cookie, name=name, hear=self._hear)
        self.tracks = tracks or {}
        self.frames: list[Frame] = []
        self.me: Frame = {}
        self.room: Frame = {}
        self.peers: dict[str, Frame] = {}
        self.lobby: list[Frame] = []
        self.links: dict[str, Link] = {}
        self._relay = MediaRelay()
        self._early: dict[str, list[Frame]] = {}
        self._epochs: dict[str, int] = {}
        self._ending: list[asyncio.Task[None]] = []
        self._changed = asyncio.Event()

    @property
    def id(self) -> str:
        """As the server named it."""
        return self.wire.peer

    async def join(self, *, as_: str = "") -> "Peer":
        """Until it is in the room, in the lobby, or refused."""
        before = len(self.frames)
        await self.wire.open(as_=as_)
        answers = {"welcome", "waiting", "elsewhere", "error", "closed"}
        await self.until(lambda: any(frame["type"] in answers for frame in self.frames[before:]))
        return self

    async def resume(self) -> "Peer":
        """With another socket, as the same peer."""
        return await self.join()

    async def until(self, condition: Callable[[], object], *, seconds: float = PATIENCE_S) -> None:
        """Looks whenever something has happened; fails with what was heard."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    assert not self.of("broken"), self.of("broken")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self} waited in vain") from None

    async def connected(self, count: int) -> None:
        """Until it has as many connections, all alive."""
        await self.until(lambda: len(self.links) == count and all(link.is_connected for link in self.links.values()))

    async def connected_with(self, other: "Peer") -> Link:
        """The connection with the other, once it is alive."""
        await self.until(lambda: other.id in self.links and self.links[other.id].is_connected)
        return self.links[other.id]

    async def only_with(self, other: "Peer") -> None:
        """Until its one connection is with the other, and alive."""
        await self.until(lambda: list(self.links) == [other.id] and self.links[other.id].is_connected)

    def of(self, kind: str) -> list[Frame]:
        """All frames of a type so far."""
        return [frame for frame in self.frames if frame["type"] == kind]

    async def chat(self, text: str, to: str | None = None) -> str:
        """The id of the line."""
        line: Frame = {"type": "chat", "id": str(uuid4()), "text": text}
        await self.wire.send(line | ({"to": to} if to else {}))
        return str(line["id"])

    async def gone(self) -> None:
        """Takes everything down without a goodbye."""
        await self.wire.close()
        self._end(*self.links)
        await asyncio.gather(*self._ending)

    def _tracks(self) -> dict[str, MediaStreamTrack]:
        """For one connection: a track gives each frame only once."""
        return {slot: self._relay.subscribe(track) for slot, track in self.tracks.items()}

    def __str__(self) -> str:
        heard = [f"{frame['type']} {frame.get('kind', frame.get('code', ''))}" for frame in self.frames]
        links = [f"{link.epoch} {link.connection and link.connection.connectionState}" for link in self.links.values()]
        return f"peer {self.id}, heard {heard}, links {links}"

    def _hear(self, frame: Frame) -> None:
        self.frames.append(frame)
        self._changed.set()
        match frame["type"]:
            case "welcome":
                self._on_welcome(frame)
            case "peer.joined" | "peer.updated":
                self._on_peer(frame["peer"])
            case "peer.away":
                self.peers.get(frame["peer"], {})["away"] = True
            case "peer.left":
                self.peers.pop(frame["peer"], None)
                self._early.pop(frame["peer"], None)
            case "room.updated":
                self.room |= frame["room"]
            case "spotlight":
                self.room["spotlight"] = frame["peer"]
            case "lobby":
                self.lobby = frame["waiting"]
            case "signal":
                self._on_signal(frame)
        self._sync()

    def _on_welcome(self, frame: Frame) -> None:
        if self.me and self.me["id"] != frame["peer"]:
            # Another stay: nobody knows the connections of the former one.
            self._end(*self.links)
            self._epochs.clear()
        self.room, self.lobby = frame["room"], frame["lobby"]
        self.peers = {peer["id"]: peer for peer in frame["peers"]}
        self.me = {"id": frame["peer"]} | frame["you"]

    def _on_peer(self, peer: Frame) -> None:
        if peer["id"] == self.id:
            self.me |= peer
        else:
            self.peers[peer["id"]] = peer

    def _on_signal(self, frame: Frame) -> None:
        # The other side may know sooner than this one that they are a pair now.
        self._early.setdefault(frame["from"], []).append(frame)

    def _sync(self) -> None:
        """Connections to exactly those whom topology names."""
        wanted = pairs_with(self.me, list(self.peers.values()), self.room["spotlight"]) if self.me else set()
        self._end(*(self.links.keys() - wanted))
        for peer_id in wanted - self.links.keys():
            self.links[peer_id] = self._link(peer_id)
        for peer_id in wanted & self._early.keys():
            for frame in self._early.pop(peer_id):
                self.links[peer_id].hear(frame)

    def _end(self, *peer_ids: str) -> None:
        for peer_id in peer_ids:
            link = self.links.pop(peer_id)
            # Should they become a pair again, the connection is another one.
            self._epochs[peer_id] = link.epoch
            self._ending.append(asyncio.create_task(link.close()))

    def _link(self, peer_id: str) -> Link:
        async def send(kind: str, epoch: int, payload: dict[str, Any]) -> None:
            await self.wire.signal(peer_id, kind, epoch, payload)

        return Link(
            is_polite=is_polite(self.me, self.peers[peer_id]),
            epoch=self._epochs.get(peer_id, 0),
            send=send,
            tracks=self._tracks,
            changed=self._changed.set,
        )
