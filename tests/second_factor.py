"""Second factors of people in tests: an app that counts, and a device that signs (WebAuthn, attestation "none")."""

import hashlib
import json
import secrets
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from accounts.models import User

PASSWORD = "lesson-piano"
HOST = "testserver"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def app_of(person: User) -> str:
    """Sets up an authenticator app and returns its secret."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def recovery_codes_of(person: User) -> list[str]:
    """Makes recovery codes."""
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    return codes


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    counter = int(time.time()) // 30 + steps
    shown: str = totp.format_hotp_value(totp.hotp_value(secret, counter))
    return shown


def signed_in(person: User) -> Client:
    """A browser in which the person has just shown the password again."""
    client = Client()
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def at_second_step(person: User) -> Client:
    """A browser that has passed the password and is asked for the second step."""
    client = Client()
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response.headers["Location"].startswith("/accounts/2fa/authenticate/"), response.headers
    return client


@dataclass
class Device:
    """A phone with one passkey."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: bytes = b""

    def created(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question of the page that adds a passkey."""
        options = question["creation_options"]["publicKey"]
        self.owner = websafe_decode(options["user"]["id"])
        key = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))  # type: ignore[no-untyped-call]  # fido2 leaves it so
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        data = _authenticator_data(_PRESENT | _VERIFIED | _ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=_client_data("webauthn.create", options["challenge"]), attestationObject=attestation
        )

    def signed(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question of a page that wants to see the passkey."""
        client_data = _client_data("webauthn.get", question["request_options"]["publicKey"]["challenge"])
        data = _authenticator_data(_PRESENT | _VERIFIED)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client_data, authenticatorData=data, signature=signature, userHandle=self.owner
        )

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in response.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }


def _client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}).encode()


def _authenticator_data(flags: int) -> bytes:
    return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + bytes(4)


def question(client: Client, path: str) -> dict[str, Any]:
    """What the page asks the device."""
    context = client.get(path).context
    asked: dict[str, Any] = json.loads(json.dumps(context["js_data"], default=dict))
    return asked


def passkey_of(person: User) -> Device:
    """Adds a passkey on the page for it."""
    client, device = signed_in(person), Device()
    answer = device.created(question(client, "/accounts/2fa/webauthn/add/"))
    response = client.post("/accounts/2fa/webauthn/add/", {"name": "Điện thoại", "credential": json.dumps(answer)})
    assert response.status_code == 302, response.context["form"].errors
    return device
