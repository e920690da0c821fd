"""What Lark answered, and what that means: decided by code and message, then HTTP status (lark.md section 4.4)."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark.codes import CODES, PLATFORM_LIMIT_S, RATE_LIMIT, Meaning


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The result of one try. `wait_s`: seconds to leave the destination alone; `is_ambiguous`: it may have arrived.

    `data`: what Lark's reply carried. `counted`: how many calls of this try count to the app's monthly quota.
    `is_unknown`: Lark said no with a code that nobody has documented.
    `left_out`: names of columns that a record was written without; `columns`: those that its table has, if it was read.
    """

    outcome: Outcome
    http_status: int | None = None
    code: int | None = None
    message: str = ""
    log_id: str = ""
    is_ambiguous: bool = False
    is_unknown: bool = False
    wait_s: float | None = None
    hint: Hint | None = None
    remote_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    counted: int = 0
    left_out: tuple[str, ...] = ()
    columns: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


# What PostgreSQL's bigint takes.
_COLUMN_HOLDS = 2**63
_LONGEST_MESSAGE, _LONGEST_LOG_ID, _LONGEST_WAIT_S = 500, 80, 86_400
# In the order in which they are believed (section 4.1).
_RESETS = ("x-ogw-ratelimit-reset", "retry-after")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_OK = Meaning(outcome=Outcome.OK)
_TOKENS = re.compile(r"\b[tuac]-[\w.~+/-]{8,}")
# People's own data have no place among technical messages: those outlive the slip.
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def read(*, http_status: int, headers: Mapping[str, str], body: bytes, secrets: Iterable[str] = ()) -> Answer:
    """Classifies one reply; a success is a JSON object with the integer code 0, and no error's HTTP status.

    `secrets` are taken out of the message that is kept.
    """
    reply = _parsed(body)
    code = _code(reply)
    meaning = _by_code(reply, code) if reply is not None else None
    if meaning is None or (meaning is _OK and http_status >= 300):
        meaning = _by_status(http_status)
    return Answer(
        outcome=meaning.outcome,
        http_status=http_status,
        code=code,
        message=redacted(_message(reply), secrets)[:_LONGEST_MESSAGE],
        log_id=_storable(headers.get("x-tt-logid", ""))[:_LONGEST_LOG_ID],
        is_ambiguous=_may_have_arrived(meaning, http_status),
        is_unknown=code is not None and code != 0 and code not in CODES,
        wait_s=_wait_s(meaning, headers),
        hint=meaning.hint,
        data=_data(reply),
    )


def hinted(answer: Answer, hint: Hint) -> Answer:
    """The same with another advice."""
    return replace(answer, hint=hint)


def redacted(text: object, secrets: Iterable[str] = ()) -> str:
    """What may be kept of a message: no token, telephone number or address, and only what a column takes."""
    kept = _storable(text)
    for secret in secrets:
        kept = kept.replace(secret, "…")
    for pattern in (_TOKENS, _MAIL_ADDRESS, _TELEPHONE):
        kept = pattern.sub("…", kept)
    return kept


def _message(reply: dict[str, Any] | None) -> str:
    """Lark's sentence, and the scopes that it misses if the sentence does not name them (section 2.1)."""
    message = str((reply or {}).get("msg", ""))
    missing = [scope for scope in _missing_scopes(reply) if scope not in message]
    return f"{message} [{', '.join(missing)}]" if missing else message


def _missing_scopes(reply: dict[str, Any] | None) -> list[str]:
    error = (reply or {}).get("error")
    violations = error.get("permission_violations") if isinstance(error, dict) else None
    rows = violations if isinstance(violations, list) else []
    return [str(row["subject"])[:80] for row in rows[:10] if isinstance(row, dict) and row.get("subject")]


def _data(reply: dict[str, Any] | None) -> dict[str, Any]:
    """The reply's `data`; the token's endpoint writes beside it instead."""
    data = (reply or {}).get("data")
    return data if isinstance(data, dict) else reply or {}


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


def _by_code(reply: dict[str, Any], code: int | None) -> Meaning | None:
    if code == 0:
        return _OK
    if code == 9499 and is_rate_limit(str(reply.get("msg", ""))):
        return RATE_LIMIT
    return CODES.get(code) if code is not None else None


def is_rate_limit(message: str) -> bool:
    """Whether a 9499 says that there were too many calls: the same code stands for two things (section 1.3)."""
    return "too many request" in message.lower()


def _by_status(status: int) -> Meaning:
    """For bodies that say nothing known."""
    if status == 429:
        return Meaning(outcome=Outcome.RATE, wait_s=PLATFORM_LIMIT_S)
    if status in {401, 403, 404}:
        return Meaning(outcome=Outcome.CONFIG, hint=Hint.ACCESS)
    # Said with success, something was understood; a server error may have happened after the message was accepted.
    return Meaning(outcome=Outcome.BACKOFF, may_have_arrived=status < 300)


def _may_have_arrived(meaning: Meaning, status: int) -> bool:
    return meaning.outcome is Outcome.BACKOFF and (meaning.may_have_arrived or status >= 500)


def _wait_s(meaning: Meaning, headers: Mapping[str, str]) -> float | None:
    """For limits: until the reset that the reply names. One that cannot be read still says that there is one."""
    named = [value for name in _RESETS if (value := headers.get(name, "").strip())]
    if meaning.outcome is not Outcome.RATE or not named:
        return meaning.wait_s
    read = [seconds for value in named if (seconds := _seconds(value)) is not None]
    return read[0] if read else max(meaning.wait_s or 0, PLATFORM_LIMIT_S)


def _seconds(text: str) -> float | None:
    """Whole seconds, never less than were named up to a day: so long no limit of Lark's lasts."""
    return float(min(math.ceil(float(text)), _LONGEST_WAIT_S)) if _NUMBER.fullmatch(text) else None
