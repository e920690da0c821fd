"""Pictures of people: what is accepted, what is stored, and who may see it."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image, ImageDraw
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts import pictures
from accounts.enums import Role
from accounts.models import User
from tests import factories

SECRET = b"Chup tai nha rieng"
Drawn = Callable[..., bytes]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for files."""
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return tmp_path / "people"


def drawn(size: tuple[int, int] = (80, 60), mode: str = "RGB", form: str = "JPEG", **options: object) -> bytes:
    """A picture whose left third is dark and whose right third is bright."""
    picture = Image.new("RGB", size, "grey")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, size[0] // 3, size[1]), fill="black")
    pen.rectangle((2 * size[0] // 3, 0, size[0], size[1]), fill="white")
    written = io.BytesIO()
    picture.convert(mode).save(written, form, **options)
    return written.getvalue()


def seen(content: bytes) -> Image.Image:
    """The stored file, decoded."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def squared(content: bytes) -> Image.Image:
    return seen(pictures.squared(io.BytesIO(content)))


def refusal(content: bytes) -> str | None:
    with pytest.raises(ValidationError) as caught:
        pictures.squared(io.BytesIO(content))
    return str(caught.value.code)


def upload(content: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


# ---- What is made of it ----
@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_picture_becomes_a_plain_square_jpeg(form: str, mode: str) -> None:
    source = Image.new("L", (80, 60), 128) if mode == "I;16" else None
    content = _wide_grey(source) if source else drawn(mode=mode, form=form)
    made = squared(content)

    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (60, 60))


def _wide_grey(source: Image.Image) -> bytes:
    written = io.BytesIO()
    source.convert("I").point(lambda value: value * 256).convert("I;16").save(written, "PNG")
    return written.getvalue()


def test_16_bit_grey_stays_grey() -> None:
    assert 100 < squared(_wide_grey(Image.new("L", (80, 60), 128))).getpixel((30, 30))[0] < 156  # type: ignore[index]  # a colour is a tuple


def test_a_large_picture_becomes_512_pixels_of_its_middle() -> None:
    made = squared(drawn((3000, 1000)))

    assert made.size == (512, 512)
    assert abs(made.getpixel((256, 256))[0] - 128) < 10  # type: ignore[index]  # a colour is a tuple


def test_what_is_transparent_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")

    assert squared(written.getvalue()).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_is_turned_and_everything_noted_in_it_is_gone(form: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET.decode()  # turned by 90 degrees; a description
    exif[0x8825] = {1: "N", 2: (10.0, 46.0, 0.0)}  # where it was taken
    made = pictures.squared(io.BytesIO(drawn((90, 90), form=form, exif=exif)))
    picture = seen(made)

    # What was left is now on top.
    assert picture.getpixel((45, 5)) < (40, 40, 40)  # type: ignore[operator]  # colours are tuples
    assert picture.getpixel((45, 85)) > (215, 215, 215)  # type: ignore[operator]  # see above
    assert SECRET not in made
    assert not picture.getexif()
    assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04archive", b"<?php system(1);"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_hangs_behind_a_picture_is_cut_off(form: str, tail: bytes) -> None:
    assert tail not in pictures.squared(io.BytesIO(drawn(form=form) + tail))


def test_a_script_in_the_pictures_comment_is_gone() -> None:
    assert b"<script>" not in pictures.squared(io.BytesIO(drawn(comment=b"<script>alert(1)</script>")))


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    made = squared(written.getvalue())

    assert made.getpixel((20, 20))[0] > 200  # type: ignore[index]  # a colour is a tuple
    assert getattr(made, "n_frames", 1) == 1


def test_a_single_pixel_is_a_picture() -> None:
    assert squared(drawn((1, 1))).size == (1, 1)


def test_a_very_long_picture_is_one_too() -> None:
    assert squared(drawn((4000, 3))).size == (3, 3)


# ---- What is refused ----
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"piano",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><body>x</body></html>",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7",
        b"BM" + b"\0" * 60,
        b"PK\x03\x04" + drawn(),
    ],
)
def test_what_is_no_jpeg_png_or_webp_is_refused(content: bytes) -> None:
    assert refusal(content) == "format"


def test_a_gif_is_refused_whatever_its_name() -> None:
    assert refusal(drawn(form="GIF")) == "format"


def test_a_heic_picture_gets_a_sentence_of_its_own() -> None:
    assert refusal(b"\0\0\0\x18ftypheic" + b"\0" * 40) == "heic"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_breaks_off_is_refused(form: str, share: float) -> None:
    content = drawn((400, 300), form=form)

    assert refusal(content[: int(len(content) * share)]) in {"damaged", "format"}


@pytest.mark.parametrize(("form", "size"), [("PNG", (5200, 5200)), ("PNG", (13_000, 13_000)), ("JPEG", (9000, 8000))])
def test_a_bomb_is_refused_before_it_is_decoded(
    form: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _claiming(form, size)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("decoded"))

    assert refusal(content) == "pixels"


def _claiming(form: str, size: tuple[int, int]) -> bytes:
    """A small file whose head says another size."""
    content, width, height = bytearray(drawn(form=form)), size[0], size[1]
    if form == "PNG":
        content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    else:
        start = content.index(b"\xff\xc0") + 5
        content[start : start + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(content)


# ---- Storing ----
@pytest.mark.django_db
def test_a_new_picture_replaces_the_old_file(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = factories.user()
    with django_capture_on_commit_callbacks(execute=True):
        pictures.change(person, upload(drawn(), "../../etc/passwd.php"), by=person)
    (first,) = media.iterdir()
    with django_capture_on_commit_callbacks(execute=True):
        pictures.change(person, upload(drawn()), by=person)
    (second,) = media.iterdir()

    assert first != second
    assert User.objects.get().image.name == f"people/{second.name}"
    assert len(second.stem) == 40
    assert second.suffix == ".jpg"


@pytest.mark.django_db
def test_a_refused_picture_leaves_the_old_one(media: Path) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    with pytest.raises(ValidationError):
        pictures.change(person, upload(b"piano"), by=person)

    assert [f"people/{file.name}" for file in media.iterdir()] == [User.objects.get().image.name]


@pytest.mark.django_db
def test_a_failure_while_storing_leaves_no_file(media: Path) -> None:
    person = factories.user()
    person.pk = 0
    with pytest.raises(User.DoesNotExist):
        pictures.change(person, upload(drawn()), by=person)

    assert list(media.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_the_old_file_stays_when_the_change_is_rolled_back(media: Path) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    (before,) = media.iterdir()
    with transaction.atomic():
        pictures.remove(person, by=person)
        transaction.set_rollback(True)

    assert before.exists()
    assert User.objects.get().image.name == f"people/{before.name}"


@pytest.mark.django_db
def test_removing_deletes_the_file_and_twice_does_no_harm(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(person, by=person)
        pictures.remove(person, by=person)

    assert list(media.iterdir()) == []
    assert pictures.address(person) == ""


# ---- Who may see it ----
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"), [(Role.ADMIN, True), (Role.STAFF, True), (Role.TEACHER, True), (Role.STUDENT, False)]
)
def test_pictures_show_to_the_office_and_to_teachers(role: Role, may: bool, client: Client) -> None:
    child = factories.user()
    pictures.change(child, upload(drawn()), by=child)
    client.force_login(factories.user(role))

    assert client.get(pictures.address(child)).status_code == (200 if may else 404)


@pytest.mark.django_db
def test_ones_own_picture_comes_as_a_plain_private_file(client: Client) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    client.force_login(person)
    answer = client.get(pictures.address(person))

    assert seen(answer.content).size == (60, 60)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
def test_visitors_are_led_to_the_sign_in(client: Client) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)

    assert client.get(pictures.address(person)).headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["0" * 40, "x", "people"])
def test_another_key_finds_nothing(client: Client, key: str) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    client.force_login(person)

    assert client.get(f"/accounts/picture/{person.pk}/{key}/").status_code == 404


@pytest.mark.django_db
def test_a_lost_file_is_not_found(client: Client, media: Path) -> None:
    person = factories.user()
    pictures.change(person, upload(drawn()), by=person)
    for file in media.iterdir():
        file.unlink()
    client.force_login(person)

    assert client.get(pictures.address(person)).status_code == 404


# ---- The forms ----
@pytest.fixture
def owner(client: Client, db: None) -> User:
    person = factories.user()
    client.force_login(person)
    return person


def test_sending_a_picture_shows_it_on_the_page_and_in_the_hub(client: Client, owner: User) -> None:
    answer = client.post("/accounts/profile/picture/", {"picture": upload(drawn())}, follow=True)
    owner.refresh_from_db()

    assert answer.redirect_chain == [("/accounts/profile/", 303)]
    assert f'src="{pictures.address(owner)}"' in answer.content.decode()
    assert f'src="{pictures.address(owner)}"' in client.get("/accounts/").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a picture first"),
        ({"picture": "piano.jpg"}, "Choose a picture first"),
        ({"picture": upload(b"")}, "This file is empty. Choose another picture"),
        ({"picture": upload(b"piano")}, "Choose a JPEG, PNG or WebP picture"),
        ({"picture": upload(b"\0\0\0\x18ftypheic" + b"\0" * 40)}, "This is a HEIC picture."),
        ({"picture": upload(drawn()[:300])}, "This file is damaged. Choose another picture"),
        ({"picture": upload(_claiming("PNG", (9000, 9000)))}, "This picture has too many pixels."),
        ({"picture": upload(b"x" * 10_000_001)}, "This file is larger than 10 MB. Choose a smaller one"),
    ],
)
def test_a_refused_picture_says_what_to_send(client: Client, owner: User, data: dict[str, object], words: str) -> None:
    client.post("/preferences/", {"language": "en"})
    answer = client.post("/accounts/profile/picture/", data)

    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2  # in the summary and at the field
    assert not User.objects.get(pk=owner.pk).image


@pytest.mark.parametrize("name", ["a" * 300 + ".jpg", "ảnh 🎹.png", "x.svg", "a\x00b.jpg"])
def test_the_files_name_does_not_matter(client: Client, owner: User, name: str) -> None:
    assert client.post("/accounts/profile/picture/", {"picture": upload(drawn(), name)}).status_code in {303, 422}


def test_removing_by_its_own_button(client: Client, owner: User) -> None:
    pictures.change(owner, upload(drawn()), by=owner)
    client.post("/accounts/profile/picture/remove/")

    assert not User.objects.get(pk=owner.pk).image


@pytest.mark.parametrize("path", ["/accounts/profile/picture/", "/accounts/profile/picture/remove/"])
def test_looking_changes_nothing(client: Client, owner: User, path: str) -> None:
    assert client.get(path).status_code == 405
