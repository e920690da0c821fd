"""Files as senders choose them: pictures of every kind, PDFs good and bad."""

import base64
import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SECRET = b"nobody may read this"
# 64 by 32 pixels, red on the left, white on the right, held sideways; with a place, as an iPhone writes it.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAIcAAgAAAAACcwABAAAAAAAAAHgAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEA"
    "AQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAQdtZGF0AAAAgygBrxOA+BDhp//8TSj/+nXPD9PMiYlW/qlxUfhi"
    "j/89rY/JKRa6aLjI6mh8LZa/H9EEOpVIlW+HQUEtuQb/hdTDlbZrZhM/3ct4hE3uYR6YdHMyfpLKX4N7hFyMZtHJpQ7nV/TUoZTg"
    "0LYllmhz/kKO5zORJX+rPrSSjUGTzz9cU/7WAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAABgAAADIBEgADAAAAAQAGAACIJQAE"
    "AAAAAQAAADgAAAAAQXBwbGUAAAIAAQACAAAAAk4AAAAAAgAFAAAAAwAAAFYAAAAAAAAACgAAAAEAAAAuAAAAAQAAAAAAAAAB"
)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(
    form: str = "JPEG", mode: str = "RGB", *, size: tuple[int, int] = (64, 32), turned: bool = False, **options: object
) -> bytes:
    """A picture with camera notes: a place, a description, and how it was held."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 46.0, 0.0)})
    written = io.BytesIO()
    drawn.convert(mode).save(written, form, **{"exif": exif} | options)
    return written.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""
    plain = picture("PNG", exif=b"")
    header = b"IHDR" + struct.pack("!II", width, height) + plain[24:29]
    return plain[:12] + header + struct.pack("!I", zlib.crc32(header)) + plain[33:]


def broken() -> bytes:
    """A picture whose end is missing: it must be decoded to be refused."""
    return picture("PNG")[:80]


def pdf(objects: bytes = b"", *, packed: bytes = b"") -> bytes:
    """A PDF with more objects, or with objects packed into a stream."""
    stream = zlib.compress(packed)
    boxed = b"3 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream\nendobj\n"
    return PDF.replace(b"trailer", objects + (boxed if packed else b"") + b"\ntrailer")


def upload(content: bytes, name: str = "giấy khám.jpg") -> SimpleUploadedFile:
    """What a browser sends; the type that it names is a lie."""
    return SimpleUploadedFile(name, content, content_type="text/html")
