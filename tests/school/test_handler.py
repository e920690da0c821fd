"""A request runs in one thread, from the first middleware to the view."""

import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory
from django.urls import path
from pytest_django import Settings

from school.handler import OneThread

seen: list[int] = []


def view(request: HttpRequest) -> HttpResponse:
    seen.append(threading.get_ident())
    return HttpResponse("here")


async def slow(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("there")


def first(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        seen.append(threading.get_ident())
        answer: HttpResponse = get_response(request)
        return answer

    return middleware


urlpatterns = [path("view/", view), path("slow/", slow)]


@pytest.fixture
def handler(settings: Settings) -> OneThread:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = (
        __name__,
        [f"{__name__}.first", "django.middleware.common.CommonMiddleware"],
    )
    seen.clear()
    return OneThread()


@pytest.mark.parametrize(("address", "said"), [("/view/", b"here"), ("/slow/", b"there")])
async def test_middleware_and_view_share_a_thread_that_is_not_the_loops(
    handler: OneThread, address: str, said: bytes
) -> None:
    answer = await handler.get_response_async(AsyncRequestFactory().get(address))
    assert isinstance(answer, HttpResponse)
    assert answer.content == said
    assert len(set(seen)) == 1
    assert threading.get_ident() not in seen
