"""The ASGI application: `uvicorn lark_emulator.app:app --host 127.0.0.1 --port 8010`."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from lark_emulator import gateway, inspection, page
from lark_emulator.clock import Clock, Now, utc_now
from lark_emulator.problems import InputError, bad_input, http_error
from lark_emulator.tenant import Tenant
from lark_emulator.webhook import hook

HOOK = "/open-apis/bot/v2/hook/{token}"
ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

LARK: list[BaseRoute] = [
    Route(HOOK, hook, methods=["POST"]),
    Route(HOOK, gateway.wrong_method, methods=ALL_METHODS),
    Route("/open-apis/{path:path}", gateway.no_such_path, methods=ALL_METHODS),
]
CONTROLS: list[BaseRoute] = [
    Route("/messages", inspection.messages),
    Route("/chat", page.chat),
    Route("/summary", inspection.summary),
    Route("/requests", inspection.requests),
    Route("/reset", inspection.reset, methods=["POST"]),
    Route("/clock", inspection.advance_clock, methods=["POST"]),
    Route("/faults", inspection.list_faults, methods=["GET"]),
    Route("/faults", inspection.add_fault, methods=["POST"]),
    Route("/faults", inspection.clear_faults, methods=["DELETE"]),
    Route("/bots/{token}", inspection.put_bot, methods=["PUT"]),
]


def create_app(clock: Now = utc_now) -> Starlette:
    """`clock` gives an aware time; POST /_emulator/clock moves ahead of it."""
    app = Starlette(
        routes=[
            *LARK,
            Mount("/_emulator", routes=CONTROLS),
            Mount("/static", StaticFiles(directory=page.HERE / "static")),
            Route("/", page.page),
        ],
        exception_handlers={InputError: bad_input, HTTPException: http_error},
    )
    app.state.tenant = Tenant(Clock(clock))
    return app


app = create_app()
