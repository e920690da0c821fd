import json

import pytest

from lark_emulator.apps import App
from lark_emulator.local_address import local_address
from lark_emulator.outgoing.envelope import encrypt, seal, signature
from lark_emulator.problems import InputError
from tests.lark_emulator.samples import NOW
from tests.lark_emulator.school import decrypted

KEY = "test key"
PLAIN = '{"challenge":"abc","token":"vtok","type":"url_verification"}'
SEALED = "AAAAAAAAAAAAAAAAAAAAABgLw1kLwGFjbDY7DTSdFkuszGAWeX7Djo/olS6D+ZlEXu/x0EAIiNmhQ/E0Y4eSLuE9mYYlJHV3pakAcsSOwIA="


def test_encryption_equals_the_contract_s_vector() -> None:
    assert encrypt(PLAIN, KEY, iv=bytes(16)) == SEALED


def test_the_signature_equals_the_contract_s_vector() -> None:
    raw = f'{{"encrypt":"{SEALED}"}}'.encode()
    expected = "30d85eeff775b27a2d3e35b13ab3095e29f59b9d73f8e730ad75e52d9cc48fa4"
    assert signature("1700000000", "nonce1", KEY, raw) == expected


def test_the_same_words_are_never_encrypted_the_same_way_twice() -> None:
    first, second = encrypt("Phiếu", KEY), encrypt("Phiếu", KEY)
    assert first != second


def test_a_sealed_body_opens_with_the_key_and_its_signature_is_over_the_raw_bytes() -> None:
    raw, headers = seal(App("cli_x", "s", encrypt_key=KEY), {"a": "ế"}, NOW)
    assert decrypted(json.loads(raw)["encrypt"], KEY) == {"a": "ế"}
    timestamp, nonce = headers["X-Lark-Request-Timestamp"], headers["X-Lark-Request-Nonce"]
    assert headers["X-Lark-Signature"] == signature(timestamp, nonce, KEY, raw)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/lark/", "http://localhost/", "http://[::1]:80/x", "http://127.0.0.1"]
)
def test_addresses_on_this_machine_are_called(address: str) -> None:
    assert local_address(address, "callback_url") == address


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "http://school.example/",
        "http://127.0.0.1.example/",
        "http://10.0.0.1/",
        "http://a@127.0.0.1/",
        "http://127.0.0.1@example.com/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://[::1/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\n",
        "file:///etc/passwd",
        "",
        5,
        None,
    ],
)
def test_nothing_else_is_ever_called(address: object) -> None:
    with pytest.raises(InputError):
        local_address(address, "callback_url")
