"""What Lark's gateway answers before any API is reached (server-error-codes.md)."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from lark_emulator import log_ids
from lark_emulator.tenant import tenant_of


async def no_such_path(request: Request) -> JSONResponse:
    return _answer(request, 404, 99991201, "404 page not found")


async def wrong_method(request: Request) -> JSONResponse:
    return _answer(request, 405, 99991301, "method not allowed")


def _answer(request: Request, status: int, code: int, msg: str) -> JSONResponse:
    response = JSONResponse({"code": code, "msg": msg}, status_code=status)
    log_ids.stamp(response, log_ids.new(tenant_of(request).clock.now()))
    return response
