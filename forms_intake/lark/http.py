"""One pooled HTTP client for Lark; a call has one deadline over all its phases, and its reply a bound."""

import json
import os
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import answers, deadlines
from forms_intake.lark.answers import Answer

# What says whether something was accepted is short (section 4.4); lists of chats and columns are not.
_MOST_BYTES, _MOST_OF_A_LIST = 64 * 1024, 1024 * 1024
# Nothing was sent yet when these are raised, so the message cannot have arrived.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
# Of a body: what is a credential, or was made from one.
_SECRETS = ("app_secret", "sign")


_making = threading.Lock()


def client() -> httpx.Client:
    """The client of this process, for all its threads. Redirects are failures, and proxies come from no variable.

    Nothing is unpacked, so that a small reply cannot become a huge one.
    """
    # Several threads at once would each make one, and all but one be thrown away with their connections open.
    with _making:
        return _made()


@cache
def _made() -> httpx.Client:
    transport = deadlines.Transport(trust_env=False, limits=httpx.Limits(max_connections=32))
    headers = {"accept-encoding": "identity"}
    return httpx.Client(transport=transport, headers=headers, follow_redirects=False, trust_env=False)


def _forget() -> None:
    """Two processes on one connection would read each other's replies; and nobody would free a lock held by another."""
    global _making
    _making = threading.Lock()
    _made.cache_clear()


os.register_at_fork(after_in_child=_forget)


def post(url: str, body: dict[str, Any]) -> Answer:
    """Posts JSON to an address that is itself the credential; never raises for what the network does."""
    answer = call("POST", url, body=body)
    # Without a code, 401 to 404 come from whatever else listens there.
    return answers.hinted(answer, Hint.ADDRESS) if answer.hint is Hint.ACCESS else answer


def call(
    method: str,
    url: str,
    *,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, str | int] | None = None,
    token: str = "",
) -> Answer:
    """One call with JSON, as the app whose token is given; never raises for what the network does."""
    phases = httpx.Timeout(settings.LARK_TIMEOUT_S, connect=min(3.0, settings.LARK_TIMEOUT_S))
    headers = {"content-type": "application/json; charset=utf-8"} if body is not None else {}
    if token:
        headers["authorization"] = f"Bearer {token}"
    try:
        with (
            deadlines.within(settings.LARK_TIMEOUT_S),
            client().stream(
                method, url, content=_json(body), params=query or None, headers=headers, timeout=phases
            ) as response,
        ):
            return answers.read(
                http_status=response.status_code,
                headers=response.headers,
                body=_read(response, _MOST_OF_A_LIST if method == "GET" else _MOST_BYTES),
                secrets=_secrets(url, body, token),
            )
    except httpx.InvalidURL:
        return Answer(outcome=Outcome.CONFIG, hint=Hint.ADDRESS)
    except _BEFORE_SENDING as error:
        return _failed(error, is_ambiguous=False)
    except httpx.HTTPError as error:
        return _failed(error, is_ambiguous=True)


def _json(body: Mapping[str, Any] | None) -> bytes | None:
    """As UTF-8; half of a surrogate pair, which no text of ours holds, would otherwise stop the sender."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode(errors="replace")


def _read(response: httpx.Response, most: int) -> bytes:
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) >= most:
            break
    return bytes(content[:most])


def _secrets(url: str, body: Mapping[str, Any] | None, token: str) -> tuple[str, ...]:
    """What Lark might repeat in its message, and nobody may read there."""
    path = urlsplit(url).path
    robot = path.rpartition("/hook/")[2] if "/hook/" in path else ""
    return tuple(filter(None, (token, robot, *(str((body or {}).get(name, "")) for name in _SECRETS))))


def _failed(error: Exception, *, is_ambiguous: bool) -> Answer:
    # Only the kind: httpx puts the address, which is a credential, into some messages.
    return Answer(outcome=Outcome.BACKOFF, message=type(error).__name__, is_ambiguous=is_ambiguous)
