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


_PAGE = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
)


def pdf(*objects: bytes, trailer: bytes = b"", header: bytes = b"") -> bytes:
    """A PDF of one empty page, with more objects: numbers 4 and on."""
    written, places = b"%PDF-1.4\n" + header, []
    for number, each in enumerate([*_PAGE, *objects], 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, begin = len(places) + 1, len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return written + b"trailer\n<< /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, begin)


def stream(content: bytes, entries: bytes = b"", *, begin: bytes = b"stream\n") -> bytes:
    """A stream for `pdf`."""
    return b"<< /Length %d %s >>\n%s%s\nendstream" % (len(content), entries, begin, content)


def packed(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF whose object 5 is packed into a stream, which is object 4."""
    plain = pdf(stream(content, b"/Type /ObjStm /N 1 /First 4 /Filter " + filters))
    body = plain[: plain.index(b"xref\n")]
    places = [plain.index(b"\n%d 0 obj" % number) + 1 for number in range(1, 5)]
    rows = [b"\0" * 6, *(b"\1%s\0" % place.to_bytes(4, "big") for place in places)]
    rows += [b"\2\0\0\0\4\0", b"\1%s\0" % len(body).to_bytes(4, "big")]
    table = stream(b"".join(rows), b"/Type /XRef /W [1 4 1] /Size 7 /Root 1 0 R")
    return body + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))


PDF = pdf()


def upload(content: bytes, name: str = "giấy khám.jpg") -> SimpleUploadedFile:
    """What a browser sends; the type that it names is a lie."""
    return SimpleUploadedFile(name, content, content_type="text/html")
