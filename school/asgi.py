"""ASGI entry: HTTP goes to Django, sockets through origin check, session and user to their consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

# Only importable once the apps are loaded.
from channels.auth import AuthMiddlewareStack  # noqa: E402 - see above
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - see above
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402 - see above

from school.routing import websocket_urlpatterns  # noqa: E402 - see above

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
