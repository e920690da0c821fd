"""A small Google on this machine: its token end point, as OpenID Connect describes it, and its page for browsers."""

import base64
import hashlib
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT_ID, SECRET = "school.apps.example", "not-so-secret"
ISSUER = "https://accounts.google.com"


@dataclass
class Google:
    """Who consents next, and what has been promised to which code."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    is_away: bool = False
    audience: str = CLIENT_ID
    promised: dict[str, dict[str, str]] = field(default_factory=dict)

    def consent(self, address: str) -> str:
        """What the person's browser does at Google: the query with which it comes back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.promised)}"
        self.promised[code] = asked
        return f"?state={asked['state']}&code={code}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """What the token end point answers, or nothing for a refusal."""
        asked = self.promised.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not asked or asked["code_challenge"] != challenge or form.get("client_secret") != SECRET:
            return None
        claims = {"iss": ISSUER, "aud": self.audience, "exp": int(time.time()) + 60, **self.person}
        return {"access_token": "token", "token_type": "Bearer", "id_token": jwt.encode(claims, "k" * 32, "HS256")}


@contextmanager
def running() -> Iterator[Google]:
    """Serves the token end point until the block ends."""
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            answer = None if google.is_away else google.token(given)
            self.send_response(200 if answer else 503 if google.is_away else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"error": "invalid_grant"}).encode())

        def log_message(self, *_line: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    google.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield google
    server.shutdown()
    server.server_close()
    server.server_close()


@contextmanager
def consent_page(google: Google, folder: Path) -> Iterator[int]:
    """What a person's browser opens at accounts.google.com, over TLS; gives the port on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query))
            if "redirect_uri" not in asked:
                self.send_error(404)
                return
            back, no = asked["redirect_uri"], f"?state={asked['state']}&error=access_denied"
            links = (("Continue", google.consent(self.path)), ("Cancel", no))
            body = "".join(f'<p><a href="{escape(back + query)}">{name}</a>' for name, query in links)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Google</title>{body}".encode())

        def log_message(self, *_line: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> Path:
    """Signed by itself; the browser is told not to mind."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "accounts.google.com")])
    begin = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=9)).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "google.pem"
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file
