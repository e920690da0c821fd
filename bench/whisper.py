"""Sound and picture that cost their sender nearly nothing: encoded once, and soon hardly ever sent.

Twenty people of a class have twenty computers; here all their Python shares one core, and what they say to each other
all the time must not be measured as somebody else's coming in.
"""

import asyncio
from fractions import Fraction
from typing import Any

from aiortc import MediaStreamTrack
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder, vp8_depayload
from av import Packet

from tests.rooms.peers.media import Field, Tone

# As often as a microphone and a camera for so long, then once in a while.
_STEPS = {"audio": 0.02, "video": 0.1}
_NEW_S, _REST_S = 1.0, 2.0


class Whisper(MediaStreamTrack):
    """The same packet again and again, for one connection; begins when somebody listens."""

    def __init__(self, kind: str, data: bytes) -> None:
        self.kind = kind
        super().__init__()
        self._data, self._at = data, 0.0
        self._began: float | None = None

    async def recv(self) -> "Packet[Any]":
        """The next one, at its time."""
        loop = asyncio.get_running_loop()
        if self._began is None:
            self._began = loop.time()
        else:
            self._at += _STEPS[self.kind] if self._at < _NEW_S else _REST_S
        await asyncio.sleep(max(self._began + self._at - loop.time(), 0))
        packet = Packet(self._data)
        packet.pts, packet.time_base = int(self._at * 1000), Fraction(1, 1000)
        return packet


async def encoded() -> dict[str, bytes]:
    """By the slot: twenty milliseconds of a tone, and one picture that needs no other."""
    tone, encoder, sound = Tone(), OpusEncoder(), list[bytes]()
    while not sound:
        sound, _ = encoder.encode(await tone.recv())
    picture, _ = Vp8Encoder().encode(await Field().recv(), force_keyframe=True)
    return {"audio": sound[0], "face": b"".join(vp8_depayload(part) for part in picture)}


def tracks(packets: dict[str, bytes]) -> dict[str, MediaStreamTrack]:
    """Those of one connection."""
    return {slot: Whisper("audio" if slot == "audio" else "video", data) for slot, data in packets.items()}
