"""What Lark does not document, or what tests want otherwise: PUT /_emulator/switches (lark.md, end of section 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lark_emulator.problems import InputError, number, only_known

FIRST = "first"
CHECKS = ("ip", "sign", "keyword")
LONGEST_S = 86_400
BASE_REFUSALS = (1254302, 91403)


@dataclass(frozen=True)
class Switches:
    """`duplicate_*`: "first" answers as the first time, a number is the code that Lark refuses the repetition with.

    `limits` false lifts every rate limit and lets a Base have many writers at once; the quota is by itself.
    """

    duplicate_uuid: str | int = FIRST
    duplicate_client_token: str | int = FIRST
    client_token_window_s: float = 3600
    card_v2_webhook: bool = True
    webhook_order: tuple[str, ...] = CHECKS
    invalid_token_status: int = 400
    base_denied_code: int = 1254302
    card_token_uses: int = 2
    dlp: bool = False
    limits: bool = True
    monthly_quota: int | None = 10_000
    read_lag_s: float = 0
    base_write_s: float = 0.02


def changed(switches: Switches, given: Mapping[str, Any]) -> Switches:
    """The switches with those in `given`; the others stay. Raises InputError."""
    only_known(given, frozenset(READERS))
    return replace(switches, **{name: READERS[name](given, name) for name in given})


def _repetition(given: Mapping[str, Any], name: str) -> str | int:
    value = given[name]
    if value == FIRST:
        return FIRST
    if isinstance(value, bool) or not isinstance(value, int) or value == 0:
        raise InputError(name, f'{name} must be "{FIRST}", or the code of the refusal.')
    return value


def _flag(given: Mapping[str, Any], name: str) -> bool:
    if not isinstance(given[name], bool):
        raise InputError(name, f"{name} must be true or false.")
    return bool(given[name])


def _seconds(given: Mapping[str, Any], name: str) -> float:
    return number(given, name, least=0, most=LONGEST_S)


def _quota(given: Mapping[str, Any], name: str) -> int | None:
    return None if given[name] is None else int(number(given, name, least=0, most=10**9))


def _order(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given[name]
    if not isinstance(value, list) or sorted(map(str, value)) != sorted(CHECKS):
        raise InputError(name, f"{name} must be a list of {', '.join(CHECKS)}, each once.")
    return tuple(value)


def _one_of(*values: int) -> Callable[[Mapping[str, Any], str], int]:
    def read(given: Mapping[str, Any], name: str) -> int:
        value = given[name]
        if isinstance(value, bool) or value not in values:
            raise InputError(name, f"{name} must be {' or '.join(map(str, values))}.")
        return int(value)

    return read


READERS: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "duplicate_uuid": _repetition,
    "duplicate_client_token": _repetition,
    "client_token_window_s": _seconds,
    "card_v2_webhook": _flag,
    "webhook_order": _order,
    "invalid_token_status": _one_of(400, 401),
    "base_denied_code": _one_of(*BASE_REFUSALS),
    "card_token_uses": _one_of(2, 3),
    "dlp": _flag,
    "limits": _flag,
    "monthly_quota": _quota,
    "read_lag_s": _seconds,
    "base_write_s": _seconds,
}
