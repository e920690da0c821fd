"""ASGI entry: HTTP goes to Django, sockets through origin check and session to their consumers.

Consumers ask the session themselves, whenever they need to know: rights may end while a socket is open, and a lost
database must close a socket rather than break its handshake.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")

import django

django.setup(set_prefix=False)

# Only importable once the apps are loaded.
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - see above
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402 - see above
from channels.sessions import CookieMiddleware  # noqa: E402 - see above

from school.bodies import PAPERS, PAPERS_AT, PICTURE, SHEETS, SHEETS_AT, BoundedBodies  # noqa: E402 - see above
from school.handler import OneThread  # noqa: E402 - see above
from school.lifespan import lifespan  # noqa: E402 - see above
from school.routing import websocket_urlpatterns  # noqa: E402 - see above
from school.socket_sessions import Sessions  # noqa: E402 - see above

_BOUNDS = {
    "/accounts/profile/picture/": PICTURE,
    **dict.fromkeys(PAPERS_AT, PAPERS),
    **dict.fromkeys(SHEETS_AT, SHEETS),
}

application = ProtocolTypeRouter(
    {
        "http": BoundedBodies(OneThread(), _BOUNDS),
        "lifespan": lifespan,
        "websocket": AllowedHostsOriginValidator(CookieMiddleware(Sessions(URLRouter(websocket_urlpatterns)))),
    }
)
