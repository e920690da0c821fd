"""POST /_emulator/faults: a fault from its JSON, or one sentence about what is wrong with it."""

from collections.abc import Container, Mapping
from typing import Any

from lark_emulator.faults import ACCEPTING, ENDPOINTS, EVERYTHING, FIXED, KINDS, Fault
from lark_emulator.problems import InputError, number, only_known

FIELDS = frozenset(
    ["route", "kind", "count", "probability", "seed", "code", "status", "msg", "delay_s", "headers", "accept"]
)
# Longer than any sender waits; a sender's own limit is 10 to 15 s.
DEFAULT_DELAY_S = {"timeout": 30.0, "slow": 5.0}
LONGEST_DELAY_S = 600
# What Lark's gateway sends with its 429 (rate-limits.md).
RATE_HEADERS = {"x-ogw-ratelimit-limit": "100", "x-ogw-ratelimit-reset": "52"}
REDIRECT_HEADERS = {"location": "/_emulator/elsewhere"}
DEFAULT_HEADERS = {"rate_limited_429": RATE_HEADERS, "redirect": REDIRECT_HEADERS}


def fault_from(given: Mapping[str, Any], *, fault_id: int, tokens: Container[str]) -> Fault:
    """Raises InputError. `tokens` are the bots a fault can be set for, beside "all" and the endpoints."""
    only_known(given, FIELDS)
    kind = _kind(given)
    return Fault(
        id=fault_id,
        route=_route(given, tokens),
        kind=kind,
        accept=_accept(given, kind),
        count=_count(given),
        probability=number(given, "probability", least=0, most=1) if "probability" in given else None,
        seed=_whole(given, "seed") if "seed" in given else None,
        code=_code(given, kind),
        status=_status(given, kind),
        msg=_text(given, "msg"),
        delay_s=_delay(given, kind),
        headers=_headers(given) if "headers" in given else DEFAULT_HEADERS.get(kind),
    )


def _kind(given: Mapping[str, Any]) -> str:
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("kind", f"kind must be one of {', '.join(sorted(KINDS))}.")
    return kind


def _route(given: Mapping[str, Any], tokens: Container[str]) -> str:
    route = given.get("route")
    if not isinstance(route, str) or (route not in {EVERYTHING, *ENDPOINTS} and route not in tokens):
        raise InputError(
            "route", f"route must be {EVERYTHING}, the token of a bot, or one of {', '.join(sorted(ENDPOINTS))}."
        )
    return route


def _accept(given: Mapping[str, Any], kind: str) -> bool:
    usual = kind in ACCEPTING
    accept = given.get("accept", usual)
    if not isinstance(accept, bool):
        raise InputError("accept", "accept must be true or false.")
    if kind in FIXED and accept != usual:
        raise InputError("accept", f"{kind} {'always' if usual else 'never'} accepts the message; leave accept out.")
    return accept


def _count(given: Mapping[str, Any]) -> int | None:
    if "probability" not in given:
        return int(_whole({"count": 1, **given}, "count", least=1))
    if "count" in given:
        raise InputError("count", "Give count or probability, not both.")
    return None


def _code(given: Mapping[str, Any], kind: str) -> int:
    if kind != "code":
        if "code" in given:
            raise InputError("code", 'code goes with the kind "code" only.')
        return 0
    if given.get("code") in (None, 0):
        raise InputError("code", "Give the code that Lark answers, a whole number other than 0.")
    return _whole(given, "code")


def _status(given: Mapping[str, Any], kind: str) -> int:
    if "status" not in given:
        return 200
    if kind != "code":
        raise InputError("status", 'status goes with the kind "code" only.')
    return int(number(given, "status", least=200, most=599))


def _delay(given: Mapping[str, Any], kind: str) -> float:
    if "delay_s" not in given:
        return DEFAULT_DELAY_S.get(kind, 0)
    if kind not in DEFAULT_DELAY_S:
        raise InputError("delay_s", f"delay_s goes with {' and '.join(DEFAULT_DELAY_S)} only.")
    return number(given, "delay_s", least=0, most=LONGEST_DELAY_S)


def _whole(given: Mapping[str, Any], name: str, *, least: int = -(2**53)) -> int:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 2**53:
        raise InputError(name, f"{name} must be a whole number{f' from {least}' if least >= 0 else ''}.")
    return value


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise InputError(name, f"{name} must be a text.")
    return value


def _headers(given: Mapping[str, Any]) -> dict[str, str]:
    headers = given["headers"]
    sendable = isinstance(headers, dict) and all(
        isinstance(value, str) and value.isprintable() for value in headers.values()
    )
    if not sendable or not all(name.replace("-", "").isalnum() and name.isascii() for name in headers):
        raise InputError("headers", "headers must be an object of header names and one-line texts.")
    try:
        return {name: value.encode("latin-1").decode("latin-1") for name, value in headers.items()}
    except UnicodeEncodeError:
        raise InputError("headers", "headers must be plain Latin text.") from None
