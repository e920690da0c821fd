"""Whether a call to our callback address comes from Lark, and what it says (lark.md section 2.6)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from school import clock

MOST_BYTES = 64 * 1024
FRESH = timedelta(minutes=5)
# Lark tells an event again after 15 s, 5 min, 1 h and 6 h, each time with the moment of the first.
TOLD_AGAIN = timedelta(hours=8)
PRESS, VERIFICATION = "card.action.trigger", "url_verification"
_SIGNATURE, _TIMESTAMP, _NONCE = "X-Lark-Signature", "X-Lark-Request-Timestamp", "X-Lark-Request-Nonce"
_BLOCK = 16

Body = dict[str, Any]


class Refused(Exception):  # noqa: N818 - says what happened to the call
    """Nothing of the call counts. `reason` is a word for the log and for whoever sets the app up."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class Keys:
    """What the app and we both know."""

    encrypt_key: str = field(default="", repr=False)
    verification_token: str = field(default="", repr=False)


def opened(raw: bytes, headers: Mapping[str, str], keys: Keys) -> Body:
    """The body as Lark meant it. Raises Refused; whatever is wrong with a ciphertext looks the same from outside."""
    if not keys.encrypt_key:
        return _plain(parsed(raw), keys)
    if _SIGNATURE in headers:
        _check_signature(raw, headers, keys)
        return _decrypted(parsed(raw), keys)
    # Lark signs everything but the question whether this address is ours.
    body = _decrypted(parsed(raw), keys)
    if body.get("type") != VERIFICATION:
        raise Refused(HTTPStatus.FORBIDDEN, "signature")
    if keys.verification_token:
        _check_token(body.get("token"), keys)
    return body


def parsed(raw: bytes) -> Body:
    """A JSON object; Refused for anything else, however deep."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "json") from None
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "json")
    return body


def sign(timestamp: str, nonce: str, encrypt_key: str, raw: bytes) -> str:
    """A plain hash over the raw body; not an HMAC, whatever public samples do."""
    return hashlib.sha256(_bytes(f"{timestamp}{nonce}{encrypt_key}") + raw).hexdigest()


def decrypt(sealed: str, encrypt_key: str) -> bytes:
    """The plaintext of base64(iv + AES-256-CBC); ValueError for whatever is no such thing."""
    data = base64.b64decode(sealed, validate=True)
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise ValueError
    key = hashlib.sha256(_bytes(encrypt_key)).digest()
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(data[:_BLOCK])).decryptor()
    padded = decryptor.update(data[_BLOCK:]) + decryptor.finalize()
    unpadder = PKCS7(8 * _BLOCK).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def _check_signature(raw: bytes, headers: Mapping[str, str], keys: Keys) -> None:
    timestamp = headers.get(_TIMESTAMP, "")
    expected = sign(timestamp, headers.get(_NONCE, ""), keys.encrypt_key, raw)
    if not _equal(expected, headers[_SIGNATURE]):
        raise Refused(HTTPStatus.FORBIDDEN, "signature")
    _check_age(timestamp, units=1, limit=FRESH)


def _decrypted(outer: Body, keys: Keys) -> Body:
    sealed = outer.get("encrypt")
    if not isinstance(sealed, str):
        raise Refused(HTTPStatus.FORBIDDEN, "not_encrypted")
    try:
        return parsed(decrypt(sealed, keys.encrypt_key))
    except (ValueError, Refused):
        raise Refused(HTTPStatus.FORBIDDEN, "signature") from None


def _plain(body: Body, keys: Keys) -> Body:
    """Nothing is signed without an Encrypt Key: the token says who speaks, and the event's own moment when."""
    head = body.get("header")
    head = head if isinstance(head, dict) else {}
    _check_token(head.get("token") or body.get("token"), keys)
    if head:
        limit = FRESH if head.get("event_type") == PRESS else TOLD_AGAIN
        _check_age(head.get("create_time"), units=_units(head.get("create_time")), limit=limit)
    return body


def _units(moment: object) -> int:
    """Presses carry microseconds, events milliseconds (lark.md section 2.5)."""
    return 1_000_000 if isinstance(moment, str) and len(moment) > 14 else 1_000


def _check_token(given: object, keys: Keys) -> None:
    if not keys.verification_token or not isinstance(given, str) or not _equal(keys.verification_token, given):
        raise Refused(HTTPStatus.FORBIDDEN, "token")


def _check_age(given: object, *, units: int, limit: timedelta) -> None:
    """Neither old nor from the future, so that nobody sends again what he once overheard."""
    if not isinstance(given, str) or not (given.isascii() and given.isdigit() and len(given) <= 20):
        raise Refused(HTTPStatus.FORBIDDEN, "stale")
    age = clock.now().timestamp() - int(given) / units
    if not -FRESH.total_seconds() <= age <= limit.total_seconds():
        raise Refused(HTTPStatus.FORBIDDEN, "stale")


def _equal(ours: str, given: str) -> bool:
    return hmac.compare_digest(_bytes(ours), _bytes(given))


def _bytes(text: str) -> bytes:
    """Half of a surrogate pair, which JSON can carry, must break nothing."""
    return text.encode(errors="replace")
