"""One connection to one other peer: slots, channels, epochs, perfect negotiation (docs/room-protocol.md)."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import candidate_from_sdp

from tests.rooms.peers.opus import with_music

# In this order in every description.
SLOTS = {"audio": "audio", "face": "video", "hands": "video", "screen": "video", "screen_audio": "audio"}
PATIENCE_S = 5.0
_PING, _PONG = b"\x00\x01", b"\x00\x02"
Payload = dict[str, Any]
Send = Callable[[str, int, Payload], Awaitable[None]]


def _user(description: RTCSessionDescription | Payload | None) -> list[str]:
    """Whose ICE a description speaks of."""
    sdp = description["sdp"] if isinstance(description, dict) else description.sdp if description else ""
    return sorted(set(re.findall(r"^a=ice-ufrag:(\S+)", sdp, re.MULTILINE)))


class Link:
    """Negotiates in a task of its own, one thing after the other, because descriptions must not overtake each other."""

    def __init__(
        self,
        *,
        is_polite: bool,
        epoch: int,
        send: Send,
        tracks: Callable[[], dict[str, MediaStreamTrack]],
        changed: Callable[[], None],
    ) -> None:
        self.is_polite, self.epoch = is_polite, epoch
        self.connection: RTCPeerConnection | None = None
        self.live: list[str] = []
        self.received: list[str | bytes] = []
        self._send, self._tracks, self._changed = send, tracks, changed
        self._offers = 0
        self._early: list[dict[str, Any]] = []
        self._work: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._task = asyncio.create_task(self._run())
        # The polite side begins when the other one does not.
        self._patience = asyncio.get_running_loop().call_later(PATIENCE_S if is_polite else 0, self._begin)

    def begin_anew(self) -> None:
        """A new connection, of the next epoch."""
        self._work.put_nowait(lambda: self._offer_anew(self.epoch + 1))

    def hear(self, frame: dict[str, Any]) -> None:
        """A signal of the other side."""
        self._work.put_nowait(lambda: self._on_signal(frame))

    def track(self, slot: str) -> MediaStreamTrack:
        """What comes in by the slot."""
        assert self.connection
        return self.connection.getTransceivers()[list(SLOTS).index(slot)].receiver.track

    @property
    def is_connected(self) -> bool:
        """Whether sound, picture and channels flow."""
        return bool(
            self.connection and self.connection.connectionState == "connected" and self.ctl.readyState == "open"
        )

    async def close(self) -> None:
        """For good."""
        self._patience.cancel()
        self._task.cancel()
        if self.connection:
            await self.connection.close()

    def _begin(self) -> None:
        if self.connection is None:
            self.begin_anew()

    async def _run(self) -> None:
        while True:
            await (await self._work.get())()
            self._changed()

    async def _renew(self, epoch: int) -> RTCPeerConnection:
        """Another connection takes the place of this one."""
        old, self.epoch, self._offers = self.connection, epoch, 0
        new = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        new.on("connectionstatechange", self._changed)
        tracks = self._tracks()
        for slot, kind in SLOTS.items():
            transceiver = new.addTransceiver(kind, direction="sendrecv")
            if slot in tracks:
                transceiver.sender.replaceTrack(tracks[slot])
        self._slots = list(tracks)
        self.connection = new
        self.keys = self._channel("keys", 0, self._on_keys, ordered=False, maxRetransmits=0)
        self.ctl = self._channel("ctl", 1, self._on_ctl, ordered=True)
        self.ctl.on("open", self._say_slots)
        if old:
            await old.close()
        return new

    def _channel(self, name: str, number: int, heard: Callable[[Any], None], **options: Any) -> RTCDataChannel:
        assert self.connection
        channel = self.connection.createDataChannel(name, negotiated=True, id=number, **options)
        channel.on("message", heard)
        return channel

    def _say_slots(self) -> None:
        self.ctl.send(json.dumps({"type": "slots", "live": self._slots}))
        self._changed()

    def _on_keys(self, message: bytes) -> None:
        if message[:2] == _PING:
            self.keys.send(_PONG + message[2:])
        self.received.append(message)
        self._changed()

    def _on_ctl(self, message: str) -> None:
        said = json.loads(message)
        if said["type"] == "slots":
            self.live = said["live"]
        self.received.append(message)
        self._changed()

    async def _offer_anew(self, epoch: int) -> None:
        connection = await self._renew(epoch)
        self._offers += 1
        await connection.setLocalDescription(await connection.createOffer())
        await self._say("offer", self._offers)

    async def _say(self, kind: str, number: int | None) -> None:
        assert self.connection
        payload = {"sdp": with_music(self.connection.localDescription.sdp)}
        await self._send(kind, self.epoch, payload | ({"n": number} if number else {}))

    async def _on_signal(self, frame: dict[str, Any]) -> None:
        kind, epoch, payload = frame["kind"], frame["epoch"], frame["payload"]
        if epoch < self.epoch:
            return
        if kind == "offer":
            await self._on_offer(epoch, payload)
        elif kind == "answer":
            await self._on_answer(epoch, payload)
        elif not payload["candidate"]:
            # With a higher epoch: make a new connection and send the offer. With this one: no more candidates.
            if epoch > self.epoch:
                await self._offer_anew(epoch)
        else:
            self._early.append(frame)
            await self._take_candidates()

    async def _on_offer(self, epoch: int, payload: Payload) -> None:
        connection = self.connection
        if connection is None or epoch > self.epoch:
            connection = await self._renew(epoch)
        elif connection.signalingState == "have-local-offer":
            if not self.is_polite:
                return
            # aiortc cannot roll back; nobody has answered this connection's offer, so another one takes its place.
            connection = await self._renew(epoch)
        elif _user(connection.remoteDescription) != _user(payload):
            # Nor can it restart ICE: another connection does the same.
            await self._offer_anew(self.epoch + 1)
            return
        await self._describe(connection, "offer", payload)
        await connection.setLocalDescription(await connection.createAnswer())
        await self._say("answer", payload.get("n"))

    async def _on_answer(self, epoch: int, payload: Payload) -> None:
        is_mine = epoch == self.epoch and payload.get("n", self._offers) == self._offers
        if is_mine and self.connection and self.connection.signalingState == "have-local-offer":
            await self._describe(self.connection, "answer", payload)

    async def _describe(self, connection: RTCPeerConnection, kind: str, payload: Payload) -> None:
        await connection.setRemoteDescription(RTCSessionDescription(sdp=payload["sdp"], type=kind))
        await self._take_candidates()

    async def _take_candidates(self) -> None:
        """Those of this epoch, once there is a description to which they belong."""
        if not self.connection or not self.connection.remoteDescription:
            return
        early, self._early = self._early, [frame for frame in self._early if frame["epoch"] > self.epoch]
        for frame in early:
            if frame["epoch"] == self.epoch:
                await self._add(self.connection, frame["payload"])

    async def _add(self, connection: RTCPeerConnection, payload: Payload) -> None:
        candidate = candidate_from_sdp(payload["candidate"].partition(":")[2])
        candidate.sdpMid, candidate.sdpMLineIndex = payload.get("sdpMid"), payload.get("sdpMLineIndex")
        await connection.addIceCandidate(candidate)
