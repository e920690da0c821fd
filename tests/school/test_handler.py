"""A request is answered in one thread, from the signal of its start to the signal of its end."""

import asyncio
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

import httpx
import pytest
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings

from school.handler import OneThread

seen: list[int] = []


def note(*_args: object, **_signal: object) -> None:
    seen.append(threading.get_ident())


def view(request: HttpRequest) -> HttpResponse:
    note()
    return HttpResponse(request.body or b"here")


async def slow(_request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("there")


def parts(_request: HttpRequest) -> StreamingHttpResponse:
    def made() -> Iterator[bytes]:
        for number in range(3):
            note()
            yield b"%d" % number

    return StreamingHttpResponse(made())


def file(_request: HttpRequest) -> FileResponse:
    return FileResponse(BytesIO(b"x" * 200_000))


def broken(_request: HttpRequest) -> HttpResponse:
    raise LookupError


def first(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        note()
        answer: HttpResponse = get_response(request)
        return answer

    return middleware


def failed(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


handler500 = f"{__name__}.failed"
urlpatterns = [path(f"{each.__name__}/", each) for each in (view, slow, parts, file, broken)]


@pytest.fixture
def site(settings: Settings) -> Iterator[httpx.AsyncClient]:
    settings.ROOT_URLCONF, settings.DEBUG_PROPAGATE_EXCEPTIONS = __name__, False
    settings.MIDDLEWARE = [f"{__name__}.first", "django.middleware.common.CommonMiddleware"]
    seen.clear()
    edges = (signals.request_started, signals.request_finished)
    for edge in edges:
        edge.connect(note)
    yield httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", OneThread())), base_url="http://testserver")
    for edge in edges:
        edge.disconnect(note)


# Django says that an event loop serves such answers worse; the office's exports are made so all the same.
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
@pytest.mark.parametrize(("address", "said"), [("/view/", b"here"), ("/slow/", b"there"), ("/parts/", b"012")])
async def test_all_of_a_request_shares_a_thread_that_is_not_the_loops(
    site: httpx.AsyncClient, address: str, said: bytes
) -> None:
    answer = await site.get(address)
    assert answer.content == said
    assert len(seen) >= 3
    assert len(set(seen)) == 1
    assert threading.get_ident() not in seen


async def test_what_was_sent_reaches_the_view(site: httpx.AsyncClient) -> None:
    assert (await site.post("/view/", content=b"a slip")).content == b"a slip"


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
async def test_a_file_arrives_whole(site: httpx.AsyncClient) -> None:
    assert len((await site.get("/file/")).content) == 200_000


async def test_an_error_is_answered_and_ends_the_request(site: httpx.AsyncClient) -> None:
    assert (await site.get("/broken/")).status_code == 500
    assert len(seen) == 3


@pytest.mark.usefixtures("site")
async def test_an_address_that_is_no_text_is_refused() -> None:
    scope = {"type": "http", "method": "GET", "path": "/view/", "headers": [], "query_string": b"\xff"}
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await OneThread()(scope, receive, send)
    assert sent[0]["status"] == 400


@pytest.mark.usefixtures("site")
async def test_whoever_hangs_up_before_all_was_sent_gets_nothing() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await OneThread()({"type": "http"}, receive, send)
    assert (sent, seen) == ([], [])


def test_it_takes_the_place_of_djangos_own() -> None:
    assert issubclass(OneThread, ASGIHandler)
