"""PDF files are kept as they came, so those that do more than show pages are refused (docs/adr/0027)."""

import re
import zlib
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Where readers look for the end of a file; what is cut off has none.
_TAIL = 2048
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_PACKED_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_UNPACKED = 20_000_000  # bytes of all packed objects together
# More than any honest file of this size has; whoever writes more wants the reading to take long.
_MOST_ESCAPED, _MOST_PACKED = 20_000, 5_000


def check(content: bytes) -> None:
    """Raises ValidationError for a PDF that is cut off, or that says it runs scripts or carries other files.

    Packed objects are looked into, pages and pictures are not. An encrypted file hides its text, not these names.
    """
    if b"%%EOF" not in content[-_TAIL:]:
        message = _("This PDF is damaged. Save it once more, or choose photos of its pages")
        raise ValidationError(message, code="damaged")
    if any(_ACTIVE.search(part) for part in _objects(content)):
        raise _does_more()


def _does_more() -> ValidationError:
    message = _("This PDF holds more than pages, such as scripts or other files. Choose photos of its pages")
    return ValidationError(message, code="active")


def _plain(part: bytes) -> bytes:
    """Names may be spelled with numbers: /J#61vaScript."""
    if part.count(b"#") > _MOST_ESCAPED:
        raise _does_more()
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _objects(content: bytes) -> Iterator[bytes]:
    """The text of all objects: what stands between streams, and inside those streams that hold objects."""
    left, packed = _MOST_UNPACKED, 0
    for before, stream in _split(content):
        dictionary = _plain(before)
        yield dictionary
        if packed > _MOST_PACKED:
            raise _does_more()
        if left > 0 and _PACKED_OBJECTS.search(dictionary):
            unpacked = _unpacked(stream, left)
            left, packed = left - len(unpacked), packed + 1
            yield _plain(unpacked)


def _split(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream with what stands before it; the end of the file has an empty one. Linear in the length."""
    end = 0
    for begin in _STREAM.finditer(content):
        if begin.start() < end:
            continue
        close = content.find(b"endstream", begin.end())
        if close < 0:
            break
        yield content[end : begin.start()], content[begin.end() : close]
        end = close
    yield content[end:], b""


def _unpacked(stream: bytes, most: int) -> bytes:
    """As much as is allowed; a stream that was not packed, or not in the usual way, as it stands."""
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return stream
