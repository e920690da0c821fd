"""Pictures become new JPEGs: upright, as large as reading needs, and without a word about place, time or camera."""

import io
from typing import IO

import pi_heif
from PIL import Image, ImageOps

from school import images

SIDE = 3000  # pixels: small print on a photographed page stays readable
SMALL = 240
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

pi_heif.register_heif_opener(thumbnails=False)


def remade(upload: IO[bytes], refusal: str) -> bytes:
    """The first picture of the file as a JPEG that holds nothing else. Raises ValidationError."""
    return _at_most(SIDE, upload, refusal)


def small(content: bytes) -> bytes:
    """A picture of ours for a list. Raises ValidationError when the stored file is damaged."""
    return _at_most(SMALL, io.BytesIO(content), "")


def _at_most(side: int, upload: IO[bytes], refusal: str) -> bytes:
    with images.opened(upload, _FORMATS, refusal) as picture:
        # Of a JPEG, this decodes no more than is needed.
        fitting = images.smooth(picture)
        fitting.thumbnail((side, side), Image.Resampling.LANCZOS)
        # The camera's note on how it was held is followed before it is lost.
        return images.jpeg(ImageOps.exif_transpose(fitting))
