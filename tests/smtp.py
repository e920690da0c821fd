"""A small mail server for tests: it keeps what it takes, and answers or fails as it is told (RFC 5321)."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

# What a server does instead of an answer.
HANG_UP, SILENCE = "hang up", "silence"
_USUAL = {"EHLO": "250 ok", "HELO": "250 ok", "MAIL": "250 ok", "RCPT": "250 ok", "QUIT": "221 bye", "RSET": "250 ok"}


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: "MailServer"

    def handle(self) -> None:
        if not self._say(self.server.answers.get("CONNECT", "220 test")):
            return
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            if not (self._take() if verb == "DATA" else self._say(self._answer(verb))) or verb == "QUIT":
                return

    def _answer(self, verb: str) -> str:
        if verb == "EHLO" and "AUTH" in self.server.answers:
            return "250-ok\r\n250 AUTH PLAIN LOGIN"
        return self.server.answers.get(verb, _USUAL.get(verb, "502 unknown"))

    def _take(self) -> bool:
        if not self._say(self.server.answers.get("DATA", "354 go on")) or "DATA" in self.server.answers:
            return "DATA" in self.server.answers
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        answer = self.server.answers.get("END", "250 taken")
        if answer.startswith("250") or answer in {HANG_UP, SILENCE}:
            self.server.taken.append(content)
        return self._say(answer)

    def _say(self, answer: str) -> bool:
        if answer == SILENCE:
            self.server.over.wait(10)
        if answer in {HANG_UP, SILENCE}:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


class MailServer(socketserver.ThreadingTCPServer):
    """`answers`: by verb (CONNECT and END of the letter too); `taken`: the letters as they came."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.answers: dict[str, str] = {}
        self.taken: list[bytes] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def letters(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        parsed = [message_from_bytes(content, policy=policy.default) for content in self.taken]
        return [letter for letter in parsed if isinstance(letter, EmailMessage)]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens meanwhile."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()
