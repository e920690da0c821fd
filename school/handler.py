"""Answers a request in one visit to one thread.

Django's handler crosses from its event loop into a thread and back for the signal of a request's start, for each
middleware that is not written for both, for the view and for closing the answer; each crossing costs as much as a
query. All our views and middleware are synchronous, so there is one crossing here. See docs/slips-quality.md.
"""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import set_script_prefix

from school.bodies import Receive, Scope, Send


class OneThread(ASGIHandler):
    """Django's own, for views that are not interrupted: whoever hangs up early has sent what they sent."""

    def load_middleware(self, is_async: bool = False) -> None:
        """The chain as WSGI would have it; an asynchronous view would still be served, by a loop of its own."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads on the loop, answers in the thread, sends on the loop."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            response = await sync_to_async(self._answer)(scope, body)
            try:
                await self.send_response(response, send)
            finally:
                # Its parts are made while it is sent, with the connection of the thread that began it.
                if response.streaming:
                    await sync_to_async(response.close)()

    def _answer(self, scope: Mapping[str, Any], body: Any) -> HttpResponseBase:
        """The answer; one that is complete has given back its connections before it is sent."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self._response(request) if request else refusal
        assert response  # noqa: S101 - tells the type checker that there is one of the two
        if not response.streaming:
            response.close()
        return response

    def _response(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response._handler_class = type(self)  # type: ignore[attr-defined]  # the sender of its closing signal
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response
