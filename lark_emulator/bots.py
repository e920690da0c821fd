"""Custom bots and their security settings: a fixture, and what PUT /_emulator/bots/<token> makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lark_emulator.ip_list import is_entry
from lark_emulator.problems import InputError, only_known

# Lark allows ten keywords and ten addresses a bot (custom-bot-usage-guide, security settings).
MOST_ENTRIES = 10
SETTINGS = frozenset({"secret", "keywords", "ips", "enabled"})


@dataclass(frozen=True)
class Bot:
    token: str
    secret: str | None = None
    keywords: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    enabled: bool = True


FIXTURE = (Bot("demo-bot", secret="demo-secret"), Bot("open-bot"))  # noqa: S106  made up, for this machine only


def fixture() -> dict[str, Bot]:
    return {bot.token: bot for bot in FIXTURE}


def changed(bot: Bot, given: Mapping[str, Any]) -> Bot:
    """The bot with the settings in `given`; those not named stay. Raises InputError."""
    only_known(given, SETTINGS)
    return replace(
        bot,
        secret=_secret(given["secret"]) if "secret" in given else bot.secret,
        keywords=_entries(given, "keywords") if "keywords" in given else bot.keywords,
        ips=_ips(given) if "ips" in given else bot.ips,
        enabled=_flag(given["enabled"]) if "enabled" in given else bot.enabled,
    )


def _secret(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise InputError("secret", "secret must be a text, or null for a bot without signature.")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError("enabled", "enabled must be true or false.")
    return value


def _entries(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given[name]
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise InputError(name, f"{name} must be a list of texts.")
    if len(value) > MOST_ENTRIES:
        raise InputError(name, f"{name} takes at most {MOST_ENTRIES} entries.")
    return tuple(value)


def _ips(given: Mapping[str, Any]) -> tuple[str, ...]:
    entries = _entries(given, "ips")
    for entry in entries:
        if not is_entry(entry):
            raise InputError("ips", f"{entry!r} is no address, range like 10.0.0.0/8 or pattern like 123.12.1.*.")
    return entries
