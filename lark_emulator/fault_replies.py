"""How each fault looks to the sender. `answer` is what Lark would have said, or None when it never took the message."""

import json
from collections.abc import Callable

from starlette.responses import HTMLResponse, JSONResponse, Response

from lark_emulator.codes import SUCCESS, Answer
from lark_emulator.faults import Fault
from lark_emulator.hang_up import HangUp, Silence, Trickle

# As a proxy in front of Lark answers: HTML, and no code.
GATEWAY_PAGE = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"
TITLES = {500: "500 Internal Server Error", 502: "502 Bad Gateway", 504: "504 Gateway Time-out"}
LOGIN_PAGE = "<!doctype html><title>Wi-Fi</title><p>Sign in to use the network.</p>"

Reply = Callable[[Fault, Answer | None, int], Response]


def reply(fault: Fault, answer: Answer | None, *, status: int = 200) -> Response:
    """`status` belongs to the answer; a fault that keeps the answer keeps its status."""
    response = REPLIES[fault.kind](fault, answer, status)
    response.headers.update(fault.headers or {})
    return response


def _gateway(status: int) -> Reply:
    page = GATEWAY_PAGE.format(title=TITLES[status])
    return lambda _fault, _answer, _status: HTMLResponse(page, status_code=status)


def _truncated(_fault: Fault, answer: Answer | None, status: int) -> Response:
    whole = json.dumps(answer or SUCCESS)
    return Response(whole[: len(whole) // 2], status_code=status, media_type="application/json")


def _code(fault: Fault, _answer: Answer | None, _status: int) -> Response:
    return JSONResponse({"code": fault.code, "data": {}, "msg": fault.msg}, status_code=fault.status)


def _rate_limited(_fault: Fault, _answer: Answer | None, _status: int) -> Response:
    return JSONResponse({"code": 99991400, "msg": "request trigger frequency limit"}, status_code=429)


REPLIES: dict[str, Reply] = {
    "timeout": lambda fault, answer, status: Silence(answer, fault.delay_s, status),
    "reset_before": lambda _fault, _answer, _status: HangUp(),
    "reset_after": lambda _fault, _answer, _status: HangUp(),
    "status_500": _gateway(500),
    "status_502": _gateway(502),
    "status_504": _gateway(504),
    "html": lambda _fault, _answer, _status: HTMLResponse(LOGIN_PAGE),
    "truncated": _truncated,
    "code": _code,
    "rate_limited_429": _rate_limited,
    "redirect": lambda _fault, _answer, _status: Response(status_code=302),
    "slow": lambda fault, answer, status: Trickle(json.dumps(answer or SUCCESS).encode(), fault.delay_s, status),
}
