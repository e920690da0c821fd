"""The ASGI application: `uvicorn lark_emulator.app:app --host 127.0.0.1 --port 8010`."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lark_emulator import page, tables_page
from lark_emulator.clock import Clock, Now, utc_now
from lark_emulator.problems import InputError, bad_input, http_error
from lark_emulator.routes import CONTROLS, LARK
from lark_emulator.tenant import Tenant

# A page elsewhere could otherwise have its own name lead to this machine, and read what stands here.
HOSTS = ["localhost", "127.0.0.1"]


def create_app(clock: Now = utc_now) -> Starlette:
    """`clock` gives an aware time; POST /_emulator/clock moves ahead of it."""
    app = Starlette(
        routes=[
            *LARK,
            Mount("/_emulator", routes=CONTROLS),
            Mount("/static", StaticFiles(directory=page.HERE / "static")),
            Route("/bases", tables_page.page),
            Route("/", page.page),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={InputError: bad_input, HTTPException: http_error},
    )
    app.state.tenant = Tenant(Clock(clock))
    return app


app = create_app()
