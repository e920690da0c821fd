"""Decoding pictures that strangers send: bounded in pixels and memory, and what comes out holds nothing but colours."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from school import turns

MOST_PIXELS = 64_000_000  # a telephone's 48 megapixels, with some air
# Formats that cannot be decoded smaller than they are: 25 megapixels take 100 MB.
MOST_PIXELS_AT_ONCE = 25_000_000
# MPO is what Pillow calls a JPEG that carries a second one, as telephones write for depth.
_SHRINKING = ("JPEG", "MPO")
# Modes that can be made smaller as they are.
_SMOOTH = ("RGB", "RGBA", "L", "CMYK")
# Pillow warns above this and refuses twice as much, before it decodes anything.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@contextmanager
def opened(upload: IO[bytes], formats: tuple[str, ...], refusal: str) -> Iterator[Image.Image]:
    """The picture, not decoded yet; nobody else decodes meanwhile. Raises ValidationError that says what to send."""
    with turns.taken():
        try:
            with Image.open(upload, formats=formats) as picture:
                pixels = picture.width * picture.height
                if pixels > (MOST_PIXELS if picture.format in _SHRINKING else MOST_PIXELS_AT_ONCE):
                    raise too_large()
                yield picture
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_large() from error
        except UnidentifiedImageError as error:
            raise ValidationError(refusal, code="format") from error
        except Exception as error:  # what a decoder says to a broken file is not foreseeable
            raise ValidationError(_("This file is damaged. Choose another picture"), code="damaged") from error


def smooth(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be averaged; where something is transparent, it stays so."""
    if picture.mode in _SMOOTH:
        return picture
    if picture.mode.startswith(("I", "F")):
        return picture.point(lambda value: value / 256).convert("L") if picture.mode == "I;16" else picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def jpeg(picture: Image.Image) -> bytes:
    """The colours on a white canvas of their own, as a JPEG without metadata."""
    canvas = Image.new("RGB", picture.size, "white")
    canvas.paste(picture.convert("RGB"), mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()


def too_large() -> ValidationError:
    """What is said to a picture that would take too much memory."""
    return ValidationError(_("This picture has too many pixels. Choose a smaller one"), code="pixels")
