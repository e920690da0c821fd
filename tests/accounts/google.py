"""A small Google on this machine: its token end point, as OpenID Connect describes it; the browser's part is ours."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt

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
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield google
    server.shutdown()
    server.server_close()
