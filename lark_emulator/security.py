"""The three checks a bot can ask for; in which order is a switch, as Lark does not document it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lark_emulator import codes, ip_list
from lark_emulator.bots import Bot

# "The timestamp must be within one hour of the current time" (custom-bot-usage-guide).
SIGNATURE_VALID_S = 3600


def signature(timestamp: str, secret: str) -> str:
    """The whole text is the key and the message is empty: Lark's own way round (custom-bot-usage-guide)."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def check_sender(bot: Bot, sender: str) -> None:
    if not ip_list.allows(bot.ips, sender):
        raise codes.ip_not_allowed()


def check_signature(bot: Bot, body: Mapping[str, Any], now: datetime) -> None:
    if bot.secret is None:
        return
    timestamp, sign = str(body.get("timestamp", "")), str(body.get("sign", ""))
    if not _recent(timestamp, now) or not hmac.compare_digest(signature(timestamp, bot.secret).encode(), sign.encode()):
        raise codes.bad_signature()


def check_keywords(bot: Bot, rendered: str) -> None:
    if bot.keywords and not any(keyword in rendered for keyword in bot.keywords):
        raise codes.keyword_not_found()


def _recent(timestamp: str, now: datetime) -> bool:
    # Twelve digits are enough until the year 33658, and keep int() and the subtraction cheap.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= SIGNATURE_VALID_S
