"""One call to our own server: no proxy, no redirect, a limited time, and a limited answer."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx

# A card of 30 KB whose every letter is written as an escape of six, and room to spare.
MOST_BYTES = 256 * 1024
LIMIT_S = 3.0


@dataclass(frozen=True)
class Answer:
    """`problem`: "" for HTTP 200, "timeout", "connection" or "status"."""

    status: int | None
    raw: bytes
    problem: str

    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object; nothing at all counts as an empty one."""
        try:
            value = json.loads(self.raw or b"{}")
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


async def post(url: str, raw: bytes, headers: dict[str, str], *, limit_s: float | None = None) -> Answer:
    try:
        async with asyncio.timeout(LIMIT_S if limit_s is None else limit_s):
            status, answer = await _post(url, raw, headers)
    except TimeoutError:
        return Answer(None, b"", "timeout")
    except (httpx.HTTPError, OSError):
        return Answer(None, b"", "connection")
    return Answer(status, answer, "" if status == 200 else "status")


async def _post(url: str, raw: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    answer = bytearray()
    async with (
        httpx.AsyncClient(trust_env=False, timeout=None, follow_redirects=False) as client,  # noqa: S113  timed as a whole by the caller
        client.stream("POST", url, content=raw, headers=headers) as response,
    ):
        async for chunk in response.aiter_bytes():
            answer += chunk
            if len(answer) > MOST_BYTES:
                break
    return response.status_code, bytes(answer[:MOST_BYTES])
