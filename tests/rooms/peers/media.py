"""Sound and picture that a test can recognise: a tone of one pitch, and a plain field of one colour."""

import asyncio
import math
from array import array
from collections.abc import AsyncIterator
from fractions import Fraction

from aiortc import MediaStreamTrack
from av import AudioFrame, VideoFrame

RATE, SAMPLES = 48_000, 960
_FRAMES_A_SECOND, _WIDTH, _HEIGHT = 10, 160, 120


class Paced(MediaStreamTrack):
    """A track that gives a frame whenever its time has come."""

    step: Fraction
    _began: float | None = None
    _count = 0

    async def turn(self) -> int:
        """Waits for the next frame's moment; its number."""
        loop = asyncio.get_running_loop()
        self._began = loop.time() if self._began is None else self._began
        await asyncio.sleep(max(self._began + self._count * float(self.step) - loop.time(), 0))
        self._count += 1
        return self._count - 1


class Tone(Paced):
    """A sine wave."""

    kind = "audio"
    step = Fraction(SAMPLES, RATE)

    def __init__(self, hertz: float = 440.0) -> None:
        super().__init__()
        self._wave = 2 * math.pi * hertz / RATE

    async def recv(self) -> AudioFrame:
        """Twenty milliseconds."""
        number = await self.turn()
        values = (int(8000 * math.sin(self._wave * (number * SAMPLES + at))) for at in range(SAMPLES))
        frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.planes[0].update(array("h", values).tobytes())
        frame.pts, frame.sample_rate, frame.time_base = number * SAMPLES, RATE, Fraction(1, RATE)
        return frame


class Field(Paced):
    """A picture of one brightness (0-255)."""

    kind = "video"
    step = Fraction(1, _FRAMES_A_SECOND)

    def __init__(self, brightness: int = 200) -> None:
        super().__init__()
        self._brightness = brightness

    async def recv(self) -> VideoFrame:
        """One picture."""
        number = await self.turn()
        frame = VideoFrame(_WIDTH, _HEIGHT, "yuv420p")
        for plane, value in zip(frame.planes, (self._brightness, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts, frame.time_base = number, self.step
        return frame


async def pitch(track: MediaStreamTrack, frames: int = 25) -> float:
    """The pitch of a tone, from how often it crosses zero, once it is there."""
    async for heard in _heard(track):
        if max(heard, default=0) > 2000:
            break
    wave = array("h")
    async for heard in _heard(track):
        wave.extend(heard)
        if len(wave) >= frames * SAMPLES:
            break
    rises = [at for at in range(1, len(wave)) if wave[at - 1] < 0 <= wave[at]]
    return RATE * (len(rises) - 1) / (rises[-1] - rises[0])


async def brightness(track: MediaStreamTrack) -> int:
    """Of the middle of the next picture."""
    frame = await track.recv()
    assert isinstance(frame, VideoFrame)
    plane = frame.planes[0]
    return bytes(plane)[plane.line_size * (frame.height // 2) + frame.width // 2]


async def _heard(track: MediaStreamTrack) -> AsyncIterator["array[int]"]:
    while True:
        frame = await track.recv()
        assert isinstance(frame, AudioFrame)
        samples = array("h", bytes(frame.planes[0])[: frame.samples * len(frame.layout.channels) * 2])
        yield samples[:: len(frame.layout.channels)]
