"""Ending a connection without an answer: ASGI has no word for it, so `receive` leads to uvicorn's transport."""

import asyncio
import socket
import struct

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from lark_emulator.codes import Answer

# Linger for zero seconds: closing then sends RST, which is what "connection reset by peer" means.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


async def gone_within(receive: Receive, seconds: float) -> bool:
    """True as soon as the sender hangs up, False when it is still there after `seconds`."""
    # The body has been read: all that is left to receive is the sender's leaving.
    leaving = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait({leaving}, timeout=seconds)
    leaving.cancel()
    return bool(done)


async def hang_up(receive: Receive) -> None:
    """Resets the connection; without a transport (in-process tests) raises the error instead."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("The emulator hung up without an answer.")
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()
    # Until uvicorn has noticed, returning would make it log a missing answer as an error.
    await gone_within(receive, seconds=1)


class HangUp(Response):
    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        await hang_up(receive)


class Silence(JSONResponse):
    """Says nothing for `delay_s` seconds, then answers if there is an answer, else hangs up."""

    def __init__(self, answer: Answer | None, delay_s: float, status: int) -> None:
        super().__init__(answer, status_code=status)
        self.hangs_up = answer is None
        self.delay_s = delay_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if await gone_within(receive, self.delay_s):
            return
        if self.hangs_up:
            await hang_up(receive)
        else:
            await super().__call__(scope, receive, send)


class Trickle(Response):
    """Sends the body byte by byte over `delay_s` seconds."""

    def __init__(self, body: bytes, delay_s: float, status: int) -> None:
        super().__init__(body, status_code=status, media_type="application/json")
        self.delay_s = delay_s

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pause = self.delay_s / max(len(self.body), 1)
        for at in range(len(self.body)):
            if await gone_within(receive, pause):
                return
            await send({"type": "http.response.body", "body": bytes(self.body[at : at + 1]), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
