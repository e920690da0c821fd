"""Message bodies as a sender builds them, and the moment at which the tests' clock stands."""

from datetime import UTC, datetime
from typing import Any

from lark_emulator.security import signature

NOW = datetime(2026, 8, 21, 4, 32, tzinfo=UTC)
NOW_S = str(int(NOW.timestamp()))
SECRET = "demo-secret"

Json = dict[str, Any]


def text(words: str = "Phiếu mới") -> Json:
    return {"msg_type": "text", "content": {"text": words}}


def post(*nodes: Json, title: str = "Phiếu mới") -> Json:
    return {"msg_type": "post", "content": {"post": {"vi_vn": {"title": title, "content": [list(nodes)]}}}}


def plain(words: str) -> Json:
    return {"tag": "plain_text", "content": words}


def markdown(words: str, **more: object) -> Json:
    return {"tag": "markdown", "content": words, **more}


def button(words: str = "Mở phiếu", **more: object) -> Json:
    return {"tag": "button", "text": plain(words), **more}


def card_v2(*elements: Json, title: str = "[Nghỉ phép] Nguyễn Bảo An", **header: object) -> Json:
    card = {
        "schema": "2.0",
        "header": {"title": plain(title), "template": "blue", **header},
        "body": {"elements": list(elements)},
    }
    return {"msg_type": "interactive", "card": card}


def card_v1(*elements: Json, title: str = "[Nghỉ phép] Nguyễn Bảo An") -> Json:
    return {"msg_type": "interactive", "card": {"header": {"title": plain(title)}, "elements": list(elements)}}


def signed(body: Json, *, secret: str = SECRET, timestamp: str = NOW_S) -> Json:
    return {**body, "timestamp": timestamp, "sign": signature(timestamp, secret)}
