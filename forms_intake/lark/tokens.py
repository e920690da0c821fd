"""The app's access to Lark: one tenant token for all threads of a process, and calls that carry it (section 2.1)."""

import hashlib
import os
import re
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from django.conf import settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import http
from forms_intake.lark.answers import Answer

_PATH = "/open-apis/auth/v3/tenant_access_token/internal"
# With less than this left, Lark gives out a new token, and both are good.
_RENEWED_BELOW_S = 30 * 60
_LONGEST_LIFE_S = 2 * 60 * 60
_SENDABLE = re.compile(r"[\x21-\x7e]{1,2000}")
# Base address, App ID, and a digest of the secret: a new secret never gets the old one's token.
_Key = tuple[str, str, bytes]


@dataclass(frozen=True, kw_only=True)
class Token:
    """Moments of the monotonic clock, which nobody sets wrong."""

    value: str = field(repr=False)
    renew_at: float
    expires_at: float


_lock = threading.Lock()
_held: dict[_Key, Token] = {}
_fetching: dict[_Key, "Future[Token | Answer]"] = {}


def call(
    app: Mapping[str, Any],
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, str | int] | None = None,
) -> Answer:
    """One call as the app (`app_id`, `app_secret`). A token that Lark no longer takes is renewed once, and at once.

    `path` begins with /open-apis. Never raises for what the network or Lark does; a second refusal is CONFIG.
    """
    answer = Answer(outcome=Outcome.TOKEN)
    for _try in range(2):
        token = _token(app)
        if isinstance(token, Answer):
            return token
        url = settings.LARK_BASE_URL + path
        answer = http.call(method, url, body=body, query=query, token=token.value)
        if answer.outcome is not Outcome.TOKEN:
            return replace(answer, counted=_counted(answer))
        _drop(app, token)
    return replace(answer, outcome=Outcome.CONFIG, hint=Hint.TOKEN_REFUSED)


def sign_in(app: Mapping[str, Any]) -> Answer:
    """Asks Lark for a token, whatever is held: whether these credentials are good. Costs nothing of the quota."""
    token = _fetched(app)
    return token if isinstance(token, Answer) else Answer(outcome=Outcome.OK)


def forget() -> None:
    """Drops every token of this process."""
    global _lock
    _lock = threading.Lock()
    _held.clear()
    _fetching.clear()


# A child would wait for ever for a lock or a fetch that another thread of its parent had begun.
os.register_at_fork(after_in_child=forget)


def _counted(answer: Answer) -> int:
    """Lark counts what it did not refuse with 4xx or 5xx (section 4.2); without an answer, rather one too many."""
    taken = answer.is_ambiguous if answer.http_status is None else answer.http_status < 400
    return int(taken)


def _key(app: Mapping[str, Any]) -> _Key:
    digest = hashlib.sha256(str(app.get("app_secret", "")).encode(errors="replace")).digest()
    return settings.LARK_BASE_URL, str(app.get("app_id", "")), digest


def _token(app: Mapping[str, Any]) -> Token | Answer:
    """The token, or why there is none. One thread fetches, the others wait for what it gets."""
    key = _key(app)
    with _lock:
        held = _held.get(key)
        if held and monotonic() < held.renew_at:
            return held
        flight = _fetching.get(key)
        is_mine = flight is None
        if flight is None:
            flight = _fetching[key] = Future()
    if is_mine:
        _fetch(app, key, held, flight)
    return flight.result()


def _fetch(app: Mapping[str, Any], key: _Key, held: Token | None, flight: "Future[Token | Answer]") -> None:
    """Fills `flight` whatever happens: others wait for it."""
    result: Token | Answer = Answer(outcome=Outcome.BACKOFF, message="token not fetched")
    try:
        result = _fetched(app)
        if isinstance(result, Answer) and held and monotonic() < held.expires_at and result.outcome is Outcome.BACKOFF:
            # Lark cannot renew just now, but the old one is good for minutes yet.
            result = held
    finally:
        with _lock:
            if isinstance(result, Token):
                _held[key] = result
            _fetching.pop(key, None)
        flight.set_result(result)


def _fetched(app: Mapping[str, Any]) -> Token | Answer:
    credentials = {name: str(app.get(name, "")) for name in ("app_id", "app_secret")}
    if not all(credentials.values()):
        return Answer(outcome=Outcome.CONFIG, hint=Hint.APP_SECRET)
    asked_at = monotonic()
    answer = http.call("POST", settings.LARK_BASE_URL + _PATH, body=credentials)
    if answer.outcome is not Outcome.OK:
        return _failed(answer)
    value, life = answer.data.get("tenant_access_token"), answer.data.get("expire")
    if not isinstance(value, str) or not _SENDABLE.fullmatch(value) or type(life) is not int or life <= 0:
        return Answer(outcome=Outcome.BACKOFF, http_status=answer.http_status, log_id=answer.log_id)
    life = min(life, _LONGEST_LIFE_S)
    renewed = life - min(_RENEWED_BELOW_S, life // 2)
    return Token(value=value, renew_at=asked_at + renewed, expires_at=asked_at + life)


def _failed(answer: Answer) -> Answer:
    """Nothing was sent to anybody yet, and no simpler card helps: what else would be CONTENT is the credentials'."""
    answer = replace(answer, is_ambiguous=False, data={})
    if answer.outcome in {Outcome.TOKEN, Outcome.CONTENT}:
        return replace(answer, outcome=Outcome.CONFIG, hint=Hint.APP_SECRET)
    return answer


def _drop(app: Mapping[str, Any], refused: Token) -> None:
    """Forgets the token, unless another thread has renewed it meanwhile."""
    key = _key(app)
    with _lock:
        if _held.get(key) is refused:
            del _held[key]
