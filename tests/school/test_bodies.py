"""Bounds on what a visitor sends, at a real server."""

import asyncio
import socket
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.urls import reverse

from accounts import pictures
from forms_intake.files import limits
from forms_intake.slips import files
from school import bodies
from school.handler import OneThread

ADDRESS = "/phieu/leave-request/"


@pytest.fixture
def site(live_url: str, transactional_db: None) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Nội dung gửi một lần quá dài"), ("en", "This is too much to send at once")]
)
def test_a_body_that_is_declared_too_large_is_refused_in_the_readers_language(
    site: httpx.Client, language: str, words: str
) -> None:
    site.cookies.set("language", language)
    answer = site.post(ADDRESS, content=b"x" * 2_000_000)
    assert answer.status_code == 413
    assert words in answer.text


def test_a_body_of_unknown_length_is_cut_off_at_the_bound(site: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    assert site.post(ADDRESS, content=endless()).status_code == 413


async def test_a_slow_body_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "USUAL", bodies.Bound(most_bytes=10, seconds=0.01))
    sent: list[Any] = []

    async def reader(scope: bodies.Scope, receive: bodies.Receive, send: bodies.Send) -> None:
        await receive()

    async def never() -> dict[str, Any]:
        await asyncio.get_running_loop().create_future()
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    await bodies.BoundedBodies(reader)({"headers": []}, never, send)
    assert sent[0]["status"] == 408


def test_the_server_lives_on_after_a_sender_who_leaves_in_the_middle(site: httpx.Client, live_url: str) -> None:
    with socket.create_connection((urlsplit(live_url).hostname, urlsplit(live_url).port)) as sender:
        sender.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nabc")
    assert site.get("/health/live").status_code == 200


PICTURES = "/accounts/profile/picture/"


def test_only_a_picture_may_be_larger(site: httpx.Client) -> None:
    four_megabytes = {"picture": ("piano.jpg", b"x" * 4_000_000, "image/jpeg")}

    # The token is missing: Django has read the whole body and answers itself.
    assert site.post(PICTURES, files=four_megabytes).status_code == 403
    assert site.post(f"{PICTURES}remove/", files=four_megabytes).status_code == 413


def test_a_picture_has_its_bound_too(site: httpx.Client) -> None:
    assert site.post(PICTURES, content=b"x" * 10_600_000).status_code == 413


def test_the_larger_bound_stands_at_the_address_of_pictures() -> None:
    assert reverse("accounts:picture_change") == PICTURES
    assert pictures.MOST_BYTES < bodies.PICTURE.most_bytes < 1.1 * pictures.MOST_BYTES


@pytest.mark.parametrize("path", ["/phieu/leave-request/check/", "/phieu/student-info/edit/", "/phieu/hold/onward/"])
def test_papers_may_come_along_where_a_slips_page_leads(site: httpx.Client, path: str) -> None:
    assert site.post(path, files={"x": ("x.jpg", b"x" * 4_000_000, "image/jpeg")}).status_code == 403


def test_the_bound_of_papers_holds_three_files_and_little_more() -> None:
    most = limits.MOST_BYTES * files.MOST
    assert most < bodies.PAPERS.most_bytes < 1.1 * most


@pytest.mark.parametrize("step", ["check", "onward", "edit"])
def test_every_address_that_takes_a_slips_page_has_the_larger_bound(step: str) -> None:
    path = reverse(f"forms_intake:{step}", args=["leave-request"])
    assert any(fnmatchcase(path, pattern) for pattern in bodies.PAPERS_AT)


@pytest.mark.parametrize("name", ["accounts_user_import", "catalog_product_import"])
def test_a_sheet_that_is_too_large_reaches_the_form_that_says_so(site: httpx.Client, name: str) -> None:
    answer = site.post(reverse(f"admin:{name}"), files={"file": ("x.xlsx", b"x" * 2_000_000)})
    # Without its token; that is asked once the body is there.
    assert answer.status_code == 403


async def ends_at(application: bodies.BoundedBodies, size: int) -> str:
    """Where a body of this size is led."""
    led: list[str] = []

    async def reader(scope: bodies.Scope, receive: bodies.Receive, send: bodies.Send) -> None:
        await receive()
        led.append(scope["path"])

    async def body() -> dict[str, Any]:
        return {"body": b"x" * size}

    async def send(message: Any) -> None: ...

    application.application = reader
    await application({"path": "/phieu/hold/check/", "headers": [], "client": ("1.2.3.4", 1)}, body, send)
    return led[0]


@pytest.mark.parametrize("bound", ["MOST_LARGE", "MOST_LARGE_OF_ADDRESS"])
async def test_large_bodies_give_way_and_keep_no_small_one_waiting(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    papers = bodies.BoundedBodies(OneThread(), dict.fromkeys(bodies.PAPERS_AT, bodies.PAPERS))
    assert [await ends_at(papers, 2_000_000) for _time in range(5)] == ["/phieu/hold/check/"] * 5
    monkeypatch.setattr(bodies, bound, 0)
    assert [await ends_at(papers, size) for size in (2_000_000, 900_000)] == ["/busy/", "/phieu/hold/check/"]


def test_whoever_has_to_wait_is_told_what_to_do(site: httpx.Client) -> None:
    site.cookies.set("language", "en")
    told = site.get("/busy/")
    assert (told.status_code, "A slip can be sent without files now" in told.text) == (503, True)
