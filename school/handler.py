"""Runs a request in one thread from the first middleware to the last."""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class OneThread(ASGIHandler):
    """Django's own handler of ASGI, without its detours through the event loop.

    All our views and middleware are synchronous. Django would still load the chain for an event loop and go back and
    forth between loop and thread within each request, which costs as much time as a few queries.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """The chain as WSGI would have it; an asynchronous view would still be served, by a loop of its own."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The whole chain in the request's own thread."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
