"""Who speaks at the callback address: the vectors of lark.md section 2.6, and every way to lie about it."""

import base64
import hashlib
import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from forms_intake.callbacks import envelope
from forms_intake.callbacks.envelope import Keys, Refused
from lark_emulator.outgoing.envelope import encrypt
from school import clock
from tests import lark_calls

KEY = "test key"
HELLO = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
SEALED = (
    b'{"encrypt":"AAAAAAAAAAAAAAAAAAAAABgLw1kLwGFjbDY7DTSdFkuszGAWeX7Djo/olS6D+ZlEXu/x0EAIiNmhQ/E0Y4eSLuE9mYYlJHV3'
    b'pakAcsSOwIA="}'
)
SIGNED = "30d85eeff775b27a2d3e35b13ab3095e29f59b9d73f8e730ad75e52d9cc48fa4"
SECRET, PLAIN = Keys(encrypt_key=KEY, verification_token="vtok"), Keys(verification_token="vtok")


def sealed(body: object, *, key: str = KEY) -> bytes:
    return json.dumps({"encrypt": encrypt(json.dumps(body), key)}).encode()


def headers(raw: bytes, *, age: float = 0, key: str = KEY) -> dict[str, str]:
    return lark_calls.signed_headers(raw, key, age=age)


def refusal(raw: bytes, given: dict[str, str], keys: Keys) -> tuple[HTTPStatus, str]:
    with pytest.raises(Refused) as refused:
        envelope.opened(raw, given, keys)
    return refused.value.status, refused.value.reason


def plain(event_type: str = "card.action.trigger", *, token: object = "vtok", moment: object = None) -> bytes:
    moment = str(int(clock.now().timestamp() * 1_000_000)) if moment is None else moment
    return json.dumps({"header": {"token": token, "event_type": event_type, "create_time": moment}}).encode()


def ago(*, units: int, **age: float) -> str:
    return str(int((clock.now() - timedelta(**age)).timestamp() * units))


def test_lark_s_own_vector_is_decrypted() -> None:
    assert envelope.decrypt(HELLO, KEY) == b"hello world"


def test_the_signature_is_a_plain_hash_over_the_raw_body() -> None:
    assert envelope.sign("1700000000", "nonce1", KEY, SEALED) == SIGNED


def test_a_sealed_question_whether_the_address_is_ours_needs_no_signature() -> None:
    body = envelope.opened(SEALED, {}, SECRET)
    assert body == {"challenge": "abc", "token": "vtok", "type": "url_verification"}


def test_a_sealed_question_with_another_token_is_refused() -> None:
    keys = Keys(encrypt_key=KEY, verification_token="other")
    assert refusal(SEALED, {}, keys) == (HTTPStatus.FORBIDDEN, "token")


def test_nothing_else_is_taken_without_a_signature() -> None:
    assert refusal(sealed({"header": {}}), {}, SECRET) == (HTTPStatus.FORBIDDEN, "signature")


def test_a_signed_event_is_opened() -> None:
    raw = sealed({"event": 1})
    assert envelope.opened(raw, headers(raw), SECRET) == {"event": 1}


@pytest.mark.parametrize("age", [301, -301])
def test_a_signature_that_is_old_or_from_the_future_is_refused(age: float) -> None:
    raw = sealed({})
    assert refusal(raw, headers(raw, age=age), SECRET) == (HTTPStatus.FORBIDDEN, "stale")


@pytest.mark.parametrize("age", [290, -290])
def test_clocks_may_differ_by_some_minutes(age: float) -> None:
    raw = sealed({})
    assert envelope.opened(raw, headers(raw, age=age), SECRET) == {}


def test_a_signature_by_another_key_is_refused() -> None:
    raw = sealed({})
    assert refusal(raw, headers(raw, key="another"), SECRET)[1] == "signature"


def test_one_byte_more_breaks_the_signature() -> None:
    raw = sealed({})
    assert refusal(raw + b" ", headers(raw), SECRET)[1] == "signature"


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "²", "9" * 30])
def test_a_signed_moment_that_is_none_is_refused(timestamp: str) -> None:
    raw = sealed({})
    signature = envelope.sign(timestamp, "n", KEY, raw)
    given = {"X-Lark-Request-Timestamp": timestamp, "X-Lark-Request-Nonce": "n", "X-Lark-Signature": signature}
    assert refusal(raw, given, SECRET)[1] == "stale"


def test_with_an_encrypt_key_plain_bodies_are_refused() -> None:
    raw = plain()
    assert refusal(raw, headers(raw), SECRET) == (HTTPStatus.FORBIDDEN, "not_encrypted")
    assert refusal(raw, {}, SECRET) == (HTTPStatus.FORBIDDEN, "not_encrypted")


def _with_padding(last: int) -> str:
    """One block whose last byte claims so much padding."""
    cipher = Cipher(algorithms.AES256(hashlib.sha256(KEY.encode()).digest()), modes.CBC(bytes(16))).encryptor()
    block = b'{"type": "url"}' + bytes([last])
    return base64.b64encode(bytes(16) + cipher.update(block) + cipher.finalize()).decode()


@pytest.mark.parametrize(
    "text",
    ["", "no base64!", "QUJD", base64.b64encode(bytes(31)).decode(), HELLO, _with_padding(0), _with_padding(17)],
)
def test_whatever_is_wrong_inside_looks_the_same_from_outside(text: str) -> None:
    raw = json.dumps({"encrypt": text}).encode()
    assert refusal(raw, {}, SECRET) == (HTTPStatus.FORBIDDEN, "signature")
    assert refusal(raw, headers(raw), SECRET) == (HTTPStatus.FORBIDDEN, "signature")


def test_a_plain_press_with_our_token_is_taken() -> None:
    assert envelope.opened(plain(), {}, PLAIN)["header"]["token"] == "vtok"


@pytest.mark.parametrize("token", ["other", "", None, 5, ["vtok"], "\ud800"])
def test_a_plain_call_with_another_token_is_refused(token: object) -> None:
    assert refusal(plain(token=token), {}, PLAIN) == (HTTPStatus.FORBIDDEN, "token")


@pytest.mark.parametrize("token", ["", None])
def test_without_any_key_nothing_is_taken(token: object) -> None:
    assert refusal(plain(token=token), {}, Keys()) == (HTTPStatus.FORBIDDEN, "token")


@pytest.mark.parametrize("minutes", [6, -6])
def test_a_plain_press_from_another_time_is_refused(minutes: int) -> None:
    raw = plain(moment=ago(units=1_000_000, minutes=minutes))
    assert refusal(raw, {}, PLAIN) == (HTTPStatus.FORBIDDEN, "stale")


@pytest.mark.parametrize("moment", ["", "x", 5])
def test_a_plain_press_that_names_no_moment_is_refused(moment: object) -> None:
    assert refusal(plain(moment=moment), {}, PLAIN) == (HTTPStatus.FORBIDDEN, "stale")


def test_a_plain_event_may_be_told_again_for_some_hours() -> None:
    raw = plain("im.message.receive_v1", moment=ago(units=1_000, hours=7))
    assert envelope.opened(raw, {}, PLAIN)
    raw = plain("im.message.receive_v1", moment=ago(units=1_000, hours=9))
    assert refusal(raw, {}, PLAIN)[1] == "stale"


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"1", b'"a"', b"{", b"\xff", b"[" * 60_000, b'{"a":' * 10_000, b"9" * 5_000]
)
def test_what_is_no_object_is_refused_as_such(raw: bytes) -> None:
    assert refusal(raw, {}, PLAIN) == (HTTPStatus.BAD_REQUEST, "json")
    assert refusal(raw, {}, SECRET) == (HTTPStatus.BAD_REQUEST, "json")


@given(raw=st.binary(max_size=200), body=st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_no_body_breaks_the_reading(raw: bytes, body: dict[str, Any]) -> None:
    for keys in (PLAIN, SECRET, Keys()):
        for words in (raw, json.dumps(body).encode(), json.dumps({"encrypt": body}).encode()):
            with pytest.raises(Refused):
                envelope.opened(words, {"X-Lark-Signature": "\xff"}, keys)


def test_the_keys_do_not_show_in_logs() -> None:
    assert repr(SECRET) == "Keys()"
