"""What a file is, by its first bytes. Its name and what the browser says about it count for nothing."""

import enum

# What Apple and some Android telephones write.
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
HEAD = 16  # bytes that are enough to tell


class Kind(enum.Flag):
    """What a field takes."""

    IMAGES = enum.auto()
    PDF = enum.auto()


IMAGES, PDF = Kind.IMAGES, Kind.PDF
# For the file chooser of the browser, which may offer the camera too; nothing is trusted because of it.
ACCEPT = {IMAGES: "image/*", PDF: "application/pdf", IMAGES | PDF: "image/*,application/pdf"}


def kind(head: bytes) -> Kind | None:
    """Picture or PDF, None for everything else."""
    if head.startswith(b"%PDF-"):
        return PDF
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    is_heic = head[4:8] == b"ftyp" and head[8:12] in _HEIC
    return IMAGES if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or is_webp or is_heic else None
