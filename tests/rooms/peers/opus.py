"""The Opus line of a piano lesson in a local description."""

import re

LINE = "minptime=10;ptime=10;stereo=1;sprop-stereo=1;maxaveragebitrate=510000;useinbandfec=0;usedtx=0;cbr=0"
_OPUS = re.compile(r"(a=rtpmap:(\d+) opus/48000/2\r\n)(?:a=fmtp:\2 [^\r]*\r\n)?")


def with_music(sdp: str) -> str:
    """The same description; aiortc describes nothing about Opus by itself, and decodes whatever comes."""
    return _OPUS.sub(rf"\1a=fmtp:\2 {LINE}\r\na=ptime:10\r\n", sdp)
