"""One pooled HTTP client for Lark; a call has one deadline over all its phases, and reads at most 64 kB."""

import time
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import answers
from forms_intake.lark.answers import Answer

_MOST_BYTES = 64 * 1024
# Nothing was sent yet when these are raised, so the message cannot have arrived.
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@cache
def client() -> httpx.Client:
    """The client of this process. Redirects are failures (lark.md section 4.4), and proxies come from no variable."""
    phases = httpx.Timeout(settings.LARK_TIMEOUT_S, connect=min(3.0, settings.LARK_TIMEOUT_S))
    return httpx.Client(timeout=phases, follow_redirects=False, trust_env=False)


def post(url: str, body: dict[str, Any], *, token: str = "") -> Answer:
    """Posts JSON and classifies whatever comes of it; never raises for what the network does."""
    return call("POST", url, body=body, token=token)


def call(method: str, url: str, *, body: dict[str, Any] | None = None, token: str = "") -> Answer:
    """One call with JSON, as the app whose token is given; never raises for what the network does."""
    deadline = time.monotonic() + settings.LARK_TIMEOUT_S
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        with client().stream(method, url, json=body, headers=headers) as response:
            content = _read(response, deadline)
            return answers.read(http_status=response.status_code, headers=response.headers, body=content)
    except httpx.InvalidURL:
        return Answer(outcome=Outcome.CONFIG, hint=Hint.ADDRESS)
    except _BEFORE_SENDING as error:
        return _failed(error, is_ambiguous=False)
    except (httpx.HTTPError, TimeoutError) as error:
        return _failed(error, is_ambiguous=True)


def _read(response: httpx.Response, deadline: float) -> bytes:
    """The reply's beginning; TimeoutError for one that trickles past the deadline."""
    content = b""
    for chunk in response.iter_bytes():
        content += chunk
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(content) >= _MOST_BYTES:
            break
    return content[:_MOST_BYTES]


def _failed(error: Exception, *, is_ambiguous: bool) -> Answer:
    # Only the kind: httpx puts the address, which is a credential, into some messages.
    return Answer(outcome=Outcome.BACKOFF, message=type(error).__name__, is_ambiguous=is_ambiguous)
