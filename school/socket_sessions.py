"""The session of a socket's handshake."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Sessions:
    """Puts `session` into the scope, under Channels' CookieMiddleware.

    Channels' own also looks, at every frame that is sent, whether a cookie is to be set: no socket can set one.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._store = import_module(settings.SESSION_ENGINE).SessionStore

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        session = self._store(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
        await self._application(scope | {"session": session}, receive, send)
