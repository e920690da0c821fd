"""PDF files are kept as they came, so those that do more than show pages are refused (docs/adr/0027)."""

import re
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Where readers look for the end of a file; what is cut off has none.
_TAIL = 2048
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PACKED_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_UNPACKED = 20_000_000  # bytes of all packed objects together


def check(content: bytes) -> None:
    """Raises ValidationError for a PDF that is cut off, or that says it runs scripts or carries other files.

    Packed objects are looked into, pages and pictures are not. An encrypted file hides its text, not these names.
    """
    if b"%%EOF" not in content[-_TAIL:]:
        message = _("This PDF is damaged. Save it once more, or choose photos of its pages")
        raise ValidationError(message, code="damaged")
    if any(_ACTIVE.search(_plain(part)) for part in [_STREAM.sub(b" ", content), *_packed(content)]):
        message = _("This PDF holds more than pages, such as scripts or other files. Choose photos of its pages")
        raise ValidationError(message, code="active")


def _plain(part: bytes) -> bytes:
    """Names may be spelled with numbers: /J#61vaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _packed(content: bytes) -> list[bytes]:
    """The streams that hold objects; of one that cannot be unpacked, nothing."""
    parts, left, end = [], _MOST_UNPACKED, 0
    for stream in _STREAM.finditer(content):
        # The dictionary stands between the former stream and this one.
        if _PACKED_OBJECTS.search(_plain(content[end : stream.start()])) and left > 0:
            try:
                parts.append(zlib.decompressobj().decompress(stream[1], left))
                left -= len(parts[-1])
            except zlib.error:
                parts.append(stream[1])
        end = stream.end()
    return parts
