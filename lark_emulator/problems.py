"""Mistakes in calls to `/_emulator/…`: one sentence that says what to do, and the field it is about."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from lark_emulator.strict_json import parse_object


class InputError(Exception):
    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


async def bad_input(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InputError)  # noqa: S101  Starlette types every handler with the base class
    return JSONResponse({"error": error.sentence, "field": error.field}, status_code=400)


async def http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  as above
    return JSONResponse({"error": f"{error.detail}."}, status_code=error.status_code, headers=error.headers)


async def json_object(request: Request) -> dict[str, Any]:
    try:
        return parse_object(await request.body())
    except ValueError:
        raise InputError("body", "Send a JSON object.") from None


def only_known(given: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in given.keys() - known:
        raise InputError(name, f"Unknown field {name!r}; known are {', '.join(sorted(known))}.")


def number(given: Mapping[str, Any], name: str, *, least: float, most: float) -> float:
    """A finite number between `least` and `most`; a bool is not a number here."""
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InputError(name, f"{name} must be a number from {least:g} to {most:g}.")
    return value
