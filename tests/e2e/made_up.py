"""A made-up camera and microphone, for browsers in tests and benchmarks."""

import math
import wave
from array import array
from pathlib import Path

_WIDE, _HIGH, _PICTURES = 192, 108, 10
_RATE = 48_000


def options(folder: Path) -> list[str]:
    """Options for a browser whose microphone never falls silent and whose camera is so small that it costs nothing."""
    chosen = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    # A machine without a network has lessons with itself.
    chosen += ["--allow-loopback-in-peer-connection"]
    return [*chosen, steady_tone(folder / "tone.wav"), _moving_bar(folder / "bar.y4m")]


def steady_tone(path: Path) -> str:
    """A second of sound without an end: Chromium plays it over and over."""
    samples = array("h", (int(12_000 * math.sin(2 * math.pi * 440 * at / _RATE)) for at in range(_RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return f"--use-file-for-fake-audio-capture={path}"


def _moving_bar(path: Path) -> str:
    colours = bytes([128]) * (_WIDE * _HIGH // 2)
    step = _WIDE // _PICTURES
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{_WIDE} H{_HIGH} F{_PICTURES}:1 Ip A1:1 C420jpeg\n".encode())
        for at in range(_PICTURES):
            row = bytes(200 if column // step == at else 60 for column in range(_WIDE))
            file.write(b"FRAME\n" + row * _HIGH + colours)
    return f"--use-file-for-fake-video-capture={path}"
