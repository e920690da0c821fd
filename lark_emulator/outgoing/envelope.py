"""How a callback travels: plain, or encrypted and signed (step-3-receive-events.md)."""

import base64
import hashlib
import json
import os
import secrets
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from lark_emulator.apps import App

JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}


def encrypt(words: str, key: str, *, iv: bytes | None = None) -> str:
    """base64(iv + AES-256-CBC), with the SHA-256 of the Encrypt Key as key. `iv` is given by tests only."""
    iv = iv or os.urandom(16)
    padder = PKCS7(128).padder()
    padded = padder.update(words.encode()) + padder.finalize()
    encryptor = Cipher(algorithms.AES256(hashlib.sha256(key.encode()).digest()), modes.CBC(iv)).encryptor()
    return base64.b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()


def signature(timestamp: str, nonce: str, key: str, raw: bytes) -> str:
    """A plain hash over the raw body; much public sample code takes an HMAC, which is wrong."""
    return hashlib.sha256(f"{timestamp}{nonce}{key}".encode() + raw).hexdigest()


def seal(app: App, payload: dict[str, Any], now: datetime, *, signed: bool = True) -> tuple[bytes, dict[str, str]]:
    """The body and its headers. Lark signs only when there is an Encrypt Key, and no url_verification."""
    words = json.dumps(payload, ensure_ascii=False)
    if app.encrypt_key is None:
        return words.encode(), dict(JSON_TYPE)
    raw = json.dumps({"encrypt": encrypt(words, app.encrypt_key)}).encode()
    if not signed:
        return raw, dict(JSON_TYPE)
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
    headers = {
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": signature(timestamp, nonce, app.encrypt_key, raw),
    }
    return raw, {**JSON_TYPE, **headers}


def header(app: App, event_type: str, event_id: str, now: datetime) -> dict[str, Any]:
    """The `header` of schema 2.0; create_time is in microseconds."""
    return {
        "event_id": event_id,
        "token": app.verification_token,
        "create_time": str(int(now.timestamp() * 1_000_000)),
        "event_type": event_type,
        "tenant_key": "emulator",
        "app_id": app.app_id,
    }
