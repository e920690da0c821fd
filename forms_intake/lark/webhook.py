"""Transport C: a group's custom robot (lark.md section 1)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import http
from forms_intake.lark.answers import Answer
from forms_intake.lark.cards.message import Message
from school import clock

HOSTS = ("https://open.larksuite.com", "https://open.feishu.cn")
_PATH = "/open-apis/bot/v2/hook/"
_ROBOT = re.compile(re.escape(_PATH) + r"[A-Za-z0-9_-]+")


def sign(secret: str, timestamp: int) -> str:
    """The signature of section 1.2: key from time and secret, empty message. Valid for one hour: never store it."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def send(config: Mapping[str, Any], message: Message) -> Answer:
    """Posts one message of section 1.1; signed anew for each attempt when the robot has a secret."""
    try:
        url = checked_url(str(config.get("url", "")))
    except ValidationError:
        return Answer(outcome=Outcome.CONFIG, hint=Hint.ADDRESS)
    body = _body(message)
    if secret := config.get("secret"):
        timestamp = int(clock.now().timestamp())
        body |= {"timestamp": str(timestamp), "sign": sign(str(secret), timestamp)}
    return http.post(url, body)


def _body(message: Message) -> dict[str, Any]:
    """A card stands under a key of its own, and as an object."""
    key = "card" if message.msg_type == "interactive" else "content"
    return {"msg_type": message.msg_type, key: message.content}


def checked_url(url: str) -> str:
    """The address if it is one of a Lark robot. ValidationError says what to paste: the server calls nobody else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    known = f"{parts.scheme}://{parts.netloc}" in {*HOSTS, settings.LARK_BASE_URL}
    if not (known and _ROBOT.fullmatch(parts.path) and not parts.query and not parts.fragment):
        raise ValidationError(
            _("Paste the whole webhook address from the Lark group, for example %(example)s"),
            params={"example": f"{settings.LARK_BASE_URL}{_PATH}…"},
        )
    return url
