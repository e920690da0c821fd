"""What Lark answered, and what that means: decided by code and message, then HTTP status (lark.md section 4.4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms_intake.enums import Outcome
from forms_intake.hints import Hint


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The result of one try. `wait_s`: seconds to leave the destination alone; `is_ambiguous`: it may have arrived.

    `data`: what Lark's reply carried. `counted`: how many calls of this try count to the app's monthly quota.
    `left_out`: names of columns that a record was written without; `columns`: those that its table has, if it was read.
    """

    outcome: Outcome
    http_status: int | None = None
    code: int | None = None
    message: str = ""
    log_id: str = ""
    is_ambiguous: bool = False
    wait_s: float | None = None
    hint: Hint | None = None
    remote_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    counted: int = 0
    left_out: tuple[str, ...] = ()
    columns: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


_RATE, _BACKOFF = Answer(outcome=Outcome.RATE), Answer(outcome=Outcome.BACKOFF)
_CONTENT, _QUOTA = Answer(outcome=Outcome.CONTENT), Answer(outcome=Outcome.QUOTA, hint=Hint.QUOTA)
# 2 to 4 seconds proved too short for the platform's limit (lark.md section 1.3).
_PLATFORM_LIMIT_S = 60.0
# What PostgreSQL's bigint takes.
_COLUMN_HOLDS = 2**63


def _config(hint: Hint) -> Answer:
    return Answer(outcome=Outcome.CONFIG, hint=hint)


_BY_CODE: Mapping[int, Answer] = {
    11232: replace(_RATE, wait_s=_PLATFORM_LIMIT_S),
    11233: replace(_RATE, wait_s=1.0),
    99991400: replace(_RATE, wait_s=1.0),
    99991403: _QUOTA,
    99991406: _QUOTA,
    2200: _BACKOFF,
    19001: _config(Hint.ADDRESS),
    19021: _config(Hint.SIGNATURE),
    19022: _config(Hint.IP_LIST),
    19024: _config(Hint.KEYWORDS),
    **dict.fromkeys((9499, 19002, 19036, 11246, 11248, 11310, 11312), _CONTENT),
}


def read(*, http_status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """Classifies one reply; a success is a JSON object with the integer code 0 and nothing else."""
    reply = _parsed(body)
    answer = _by_code(reply) if reply is not None else None
    if answer is None or (answer.outcome is Outcome.OK and http_status >= 300):
        answer = _by_status(http_status)
    reset = _seconds(headers.get("x-ogw-ratelimit-reset") or headers.get("retry-after"))
    return replace(
        answer,
        http_status=http_status,
        code=_code(reply),
        message=_storable((reply or {}).get("msg", ""))[:500],
        log_id=_storable(headers.get("x-tt-logid", ""))[:80],
        wait_s=reset if reset is not None and answer.outcome is Outcome.RATE else answer.wait_s,
        data=_data(reply),
    )


def _data(reply: dict[str, Any] | None) -> dict[str, Any]:
    data = (reply or {}).get("data")
    return data if isinstance(data, dict) else {}


def _storable(text: object) -> str:
    """What a column takes: no NUL, no half of a surrogate pair."""
    return str(text).replace("\0", "").encode(errors="replace").decode()


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _code(reply: dict[str, Any] | None) -> int | None:
    """`code`, or the legacy `StatusCode` only where `code` is absent; True is no integer here."""
    value = (reply or {}).get("code", (reply or {}).get("StatusCode"))
    return value if type(value) is int and abs(value) < _COLUMN_HOLDS else None


def _by_code(reply: dict[str, Any]) -> Answer | None:
    code = _code(reply)
    if code == 0:
        return Answer(outcome=Outcome.OK)
    if code == 9499 and "too many request" in str(reply.get("msg", "")).lower():
        return replace(_RATE, wait_s=_PLATFORM_LIMIT_S)
    return _BY_CODE.get(code) if code is not None else None


def _by_status(status: int) -> Answer:
    """For bodies that say nothing known. A server error may have happened after the message was accepted."""
    if status == 429:
        return replace(_RATE, wait_s=_PLATFORM_LIMIT_S)
    if status in {401, 403, 404}:
        return _config(Hint.ADDRESS)
    return replace(_BACKOFF, is_ambiguous=status < 300 or status >= 500)


def _seconds(text: str | None) -> float | None:
    """A reset header in seconds, at most an hour; anything else is as if it were not there."""
    return float(text) if text and text.isascii() and text.isdigit() and int(text) <= 3600 else None
