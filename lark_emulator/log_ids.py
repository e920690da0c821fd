"""The id of a call that Lark's support asks for, in the answer's header X-Tt-Logid."""

import secrets
from datetime import datetime

from starlette.responses import Response

HEADER = "X-Tt-Logid"


def new(now: datetime) -> str:
    return f"{now:%Y%m%d%H%M%S}{secrets.token_hex(9).upper()}"


def stamp(response: Response, log_id: str) -> None:
    response.headers[HEADER] = log_id
