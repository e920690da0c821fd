"""A stand-in for our own server, at which the emulator presses buttons."""

import base64
import hashlib
import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.lark_emulator.samples import Json


@dataclass
class Seen:
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Json:
        body: Json = json.loads(self.raw)
        return body


def decrypted(encrypted: str, key: str) -> Json:
    """As the documentation's sample decrypts, written apart from the emulator."""
    raw = base64.b64decode(encrypted)
    decryptor = Cipher(algorithms.AES256(hashlib.sha256(key.encode()).digest()), modes.CBC(raw[:16])).decryptor()
    padded = decryptor.update(raw[16:]) + decryptor.finalize()
    opened: Json = json.loads(padded[: -padded[-1]])
    return opened


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """The emulator hangs up on a late answer, which is what a test may want."""


class School:
    """Answers `reply` with `status`; a challenge is echoed. `hold` keeps every answer back."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.reply: Any = {}
        self.statuses: list[int] = []
        self.encrypt_key = ""
        self.released = threading.Event()
        self.released.set()
        self._arrival = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/lark/callbacks/"

    def __enter__(self) -> "School":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()

    def wait_for(self, count: int) -> None:
        """Until so many calls have come, or the test fails."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.seen) >= count, timeout=5)

    def answer(self, seen: Seen) -> bytes:
        body = decrypted(seen.body["encrypt"], self.encrypt_key) if "encrypt" in seen.body else seen.body
        if body.get("type") == "url_verification":
            return json.dumps({"challenge": body["challenge"]}).encode()
        with self._arrival:
            self.seen.append(seen)
            self._arrival.notify_all()
        return self.reply if isinstance(self.reply, bytes) else json.dumps(self.reply).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        school = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                answer = school.answer(Seen(dict(self.headers), raw))
                school.released.wait(timeout=10)
                self.send_response(school.statuses.pop(0) if school.statuses else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library names it
                """The tests' output stays clean."""

        return Handler
