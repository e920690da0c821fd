"""What Lark's gateway answers before any API is reached (server-error-codes.md)."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse


async def no_such_path(_request: Request) -> JSONResponse:
    return _answer(404, 99991201, "404 page not found")


async def wrong_method(_request: Request) -> JSONResponse:
    return _answer(405, 99991301, "method not allowed")


def _answer(status: int, code: int, msg: str) -> JSONResponse:
    return JSONResponse(
        {"code": code, "msg": msg}, status_code=status, headers={"X-Tt-Logid": secrets.token_hex(16).upper()}
    )
