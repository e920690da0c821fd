"""What a file is and what becomes of it: pictures are made anew, PDFs that do more than show pages are refused."""

import io
import sys
import zlib
from contextlib import suppress
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from forms_intake.files import kinds, pdf_reader, pdfs, pictures
from forms_intake.files.kinds import IMAGES, PDF
from tests.forms_intake import file_samples as samples
from tests.forms_intake.file_samples import HEIC, SECRET, picture

FORMS = [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("PNG", "1")]
FORMS += [("WEBP", "RGBA")]


def remade(content: bytes) -> Image.Image:
    return seen(pictures.remade(io.BytesIO(content), "refused"))


def seen(content: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(content))
    made.load()
    return made


def refusal(content: bytes) -> str | None:
    with pytest.raises(ValidationError) as refused:
        pictures.remade(io.BytesIO(content), "refused")
    return refused.value.code


@pytest.mark.parametrize("content", [picture("JPEG"), picture("PNG"), picture("WEBP"), HEIC])
def test_pictures_are_told_by_their_first_bytes(content: bytes) -> None:
    assert kinds.kind(content[: kinds.HEAD]) is IMAGES


def test_pdfs_are_told_by_their_first_bytes() -> None:
    assert kinds.kind(samples.PDF[: kinds.HEAD]) is PDF


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04zip", b"<svg xmlns='x'/>", b"<html>", b"GIF89a", b"MZ", b" %PDF-1.4", b"RIFF0000WAVE", b"BM0"],
)
def test_everything_else_is_neither(content: bytes) -> None:
    assert kinds.kind(content) is None


@pytest.mark.parametrize(("form", "mode"), FORMS)
def test_every_picture_becomes_a_plain_jpeg(form: str, mode: str) -> None:
    notes: dict[str, Any] = {} if mode != "I;16" else {"exif": b""}
    made = remade(picture(form, mode, **notes))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (64, 32))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_held_sideways_is_turned_and_its_notes_are_gone(form: str) -> None:
    content = picture(form, turned=True)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    made = remade(content)

    assert made.size == (32, 64)
    assert not made.getexif()
    assert SECRET not in pictures.remade(io.BytesIO(content), "")


def test_a_heic_picture_is_turned_once_and_its_notes_are_gone() -> None:
    made = remade(HEIC)
    red, green, blue = made.getpixel((16, 8))  # type: ignore[misc]  # three colours, as the mode says
    assert (made.format, made.size, red > 200 > 60 > green, blue < 60) == ("JPEG", (32, 64), True, True)
    assert not made.getexif()


@pytest.mark.parametrize("tail", [b"PK\x03\x04" + SECRET, b"<script>alert(1)</script>", b"GIFAR" + SECRET])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_hangs_behind_a_picture_is_cut_off(form: str, tail: bytes) -> None:
    assert tail not in pictures.remade(io.BytesIO(picture(form) + tail), "")


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    assert remade(written.getvalue()).getpixel((4, 4))[0] > 200  # type: ignore[index]  # three colours


def test_a_page_stays_readable_and_no_larger_than_needed() -> None:
    assert remade(picture(size=(4000, 2000))).size == (pictures.SIDE, pictures.SIDE // 2)


def test_the_picture_of_a_list_is_small() -> None:
    assert max(seen(pictures.small(picture(size=(1200, 900)))).size) == pictures.SMALL


@pytest.mark.parametrize("content", [picture("JPEG")[:400], picture("PNG")[:80], HEIC[:500], HEIC[:40]])
def test_a_picture_that_breaks_off_is_refused(content: bytes) -> None:
    assert refusal(content) in {"damaged", "format"}


def test_a_picture_that_only_begins_like_one_is_refused() -> None:
    assert refusal(b"\xff\xd8\xff<html>") == "format"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    assert refusal(samples.claiming(30_000, 30_000)) == "pixels"


def test_more_pixels_than_memory_bears_are_refused() -> None:
    written = io.BytesIO()
    Image.new("1", (6000, 5000)).save(written, "PNG")
    assert refusal(written.getvalue()) == "pixels"


@pytest.mark.parametrize(
    "entry",
    [
        b"/JSON 1",
        b"/X (/JS)",
        b"/A << /S /GoTo /D [3 0 R /Fit] >> /F 4",
        *(
            b"/URI (%s)" % link
            for link in (b"https://a.vn", b"HTTP://a", b"mailto:a@b.vn", b"www.a.vn:80/x", b"a.vn", b"")
        ),
    ],
)
def test_a_pdf_of_pages_is_taken(entry: bytes) -> None:
    assert pdf_reader.verdict(samples.pdf(b"<< " + entry + b" >>")) == pdf_reader.PAGES


HARM = [
    b"/S /JavaScript /JS (app.alert(1))",
    b"/A [[<< /S/J#61vaScript >>]]",
    b"/S /Launch /F (cmd.exe)",
    b"/Names << /EmbeddedFiles 9 0 R >>",
    b"/Subtype /RichMedia",
    b"/S /SubmitForm",
    b"/XFA []",
    rb"/S /GoToR /F (\\\\evil.example\\x)",
    b"/Ref << /F << /UF (other.pdf) >> >>",
    *(b"/URI (%s)" % link for link in (b"file:///c", b" FILE:x", b"//evil/x", rb"\\\\evil", b"javascript:1", b"/etc")),
]


@pytest.mark.parametrize("entry", HARM)
def test_a_pdf_that_does_more_is_told(entry: bytes) -> None:
    assert pdf_reader.verdict(samples.pdf(b"<< " + entry + b" >>")) == pdf_reader.ACTIVE
    assert pdf_reader.verdict(samples.pdf(trailer=b"/X << " + entry + b" >>")) == pdf_reader.ACTIVE
    assert pdf_reader.verdict(samples.packed(zlib.compress(b"5 0 << " + entry + b" >>"))) == pdf_reader.ACTIVE


SCRIPT = b"<< /S /JavaScript >>"


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf(b"% >> stream\n" + SCRIPT + b"\n% endstream"),
        samples.packed(zlib.compress(b"5 0 " + SCRIPT).hex().encode() + b">", b"[/ASCIIHexDecode /FlateDecode]"),
        samples.pdf(samples.stream(b"", b"/F (other)")),
    ],
)
def test_harm_is_found_where_it_hides(content: bytes) -> None:
    assert pdf_reader.verdict(content) == pdf_reader.ACTIVE


@pytest.mark.parametrize(
    "content",
    [
        samples.PDF[:40],
        samples.PDF.replace(b"startxref", b"startxxxx"),
        b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF\n",
        samples.pdf(b"<< /S /Java"),
        samples.pdf(samples.stream(zlib.compress(SCRIPT), b"/Type /ObjStm", begin=b"stream\r")),
        samples.PDF.replace(b"/Kids [3 0 R]", b"/Kids [     ]").replace(b"/Count 1", b"/Count 0"),
    ],
)
def test_what_a_reader_would_have_to_guess_about_is_unreadable(content: bytes) -> None:
    assert pdf_reader.verdict(content) == pdf_reader.UNREADABLE


@pytest.mark.parametrize(("password", "verdict"), [("", pdf_reader.PAGES), ("x", pdf_reader.LOCKED)])
def test_a_pdf_that_opens_without_a_password_is_looked_into(password: str, verdict: str) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.PDF)) as made:
        made.save(written, encryption=pikepdf.Encryption(owner="owner", user=password))
    assert pdf_reader.verdict(written.getvalue()) == verdict


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [(samples.pdf(SCRIPT), "active"), (samples.PDF[:40], "damaged"), (b"%PDF-1.7 " + b"<<" * 2_000_000, "damaged")],
)
def test_whoever_sends_such_a_pdf_reads_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        pdfs.check(content)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "longest_s", "code"),
    [
        # Those that end have time to start, also on a busy machine; only the one that never ends is cut off.
        ("print('locked', end='')", 60, "locked"),
        ("raise SystemExit(1)", 60, "damaged"),
        ("import signal; signal.pause()", 0.4, "damaged"),
    ],
)
def test_whatever_the_reader_does_the_sender_reads_a_sentence(
    monkeypatch: pytest.MonkeyPatch, reader: str, longest_s: float, code: str
) -> None:
    monkeypatch.setattr(pdfs, "_LONGEST_S", longest_s)
    monkeypatch.setattr(pdfs, "_READER", (sys.executable, "-I", "-S", "-c", reader))
    with pytest.raises(ValidationError) as refused:
        pdfs.check(samples.PDF)
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_pdf_that_unpacks_to_gigabytes_ends_its_reader_alone() -> None:
    bomb = zlib.compress(b"5 0 null".ljust(250_000_000), 1)
    with pytest.raises(ValidationError):
        pdfs.check(samples.packed(bomb))


@given(
    st.sampled_from([picture("JPEG"), picture("PNG"), picture("WEBP"), HEIC]),
    st.integers(0, 10**6),
    st.binary(max_size=8),
)
@settings(max_examples=60)
def test_a_spoiled_picture_is_a_picture_or_gets_a_sentence(content: bytes, place: int, spoil: bytes) -> None:
    place %= len(content)
    with suppress(ValidationError):
        assert remade(content[:place] + spoil + content[place + len(spoil) :]).format == "JPEG"


def test_the_words_of_the_reader_are_known_to_whoever_asks_it() -> None:
    asked = pdfs.PAGES, pdfs.ACTIVE, pdfs.LOCKED
    assert asked == (pdf_reader.PAGES, pdf_reader.ACTIVE, pdf_reader.LOCKED)


@given(st.lists(st.sampled_from([b"<<", b">>", b"stream\n", b"endstream", b"/ObjStm", b"#", b"1 0 obj", b"(", b"["])))
@settings(max_examples=60)
def test_any_pdf_gets_a_verdict(pieces: list[bytes]) -> None:
    words = {pdf_reader.PAGES, pdf_reader.ACTIVE, pdf_reader.LOCKED, pdf_reader.UNREADABLE}
    assert pdf_reader.verdict(samples.pdf(b"".join(pieces))) in words
