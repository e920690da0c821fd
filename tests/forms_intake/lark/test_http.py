"""Replies that no emulator gives: huge, packed, without end; and what never leaves with an answer."""

import gzip
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from pytest_django import Settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import http
from forms_intake.lark.answers import Answer

OK = json.dumps({"code": 0, "msg": "ok", "data": {"a": 1}}).encode()
MEGABYTE = 1024 * 1024
Reply = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def _short(settings: Settings) -> None:
    settings.LARK_TIMEOUT_S = 1.0


@contextmanager
def server(reply: Reply) -> Iterator[str]:
    """The address of a server that reads one request and then does as `reply` says."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                reply(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/open-apis/bot/v2/hook/robot-token"
        thread.join(5)


def says(body: bytes, *headers: str, status: str = "200 OK") -> Reply:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers, "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def asked(reply: Reply, token: str = "") -> Answer:
    with server(reply) as url:
        return http.call("POST", url, body={"a": "b"}, token=token)


def test_a_good_reply_is_read() -> None:
    assert (asked(says(OK)).outcome, asked(says(OK)).data) == (Outcome.OK, {"a": 1})


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "text/plain; charset=utf-16"])
def test_the_body_decides_and_not_what_it_is_called(content_type: str) -> None:
    assert asked(says(OK, f"content-type: {content_type}")).outcome is Outcome.OK


@pytest.mark.parametrize("size", [64 * 1024, MEGABYTE])
def test_no_more_than_64_kilobytes_are_read(size: int) -> None:
    answer = asked(says(b'{"code":0,"msg":"' + b"x" * size + b'"}'))
    assert (answer.outcome, answer.is_ambiguous, answer.message) == (Outcome.BACKOFF, True, "")


def test_a_long_list_is_read_and_an_endless_one_is_not() -> None:
    for size, outcome in [(MEGABYTE // 2, Outcome.OK), (2 * MEGABYTE, Outcome.BACKOFF)]:
        with server(says(b'{"code":0,"data":{"items":["' + b"x" * size + b'"]}}')) as url:
            assert http.call("GET", url).outcome is outcome


def test_a_packed_reply_is_never_unpacked() -> None:
    bomb = gzip.compress(b'{"code":0,"msg":"' + b" " * 64 * MEGABYTE + b'"}')
    answer = asked(says(bomb, "content-encoding: gzip"))
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, True)


@pytest.mark.parametrize(
    "body", [b"[" * 60_000, b'{"code":' + b"9" * 60_000 + b"}", b"\xff\xfe\x00", b'{"code":1e400}', b"null", b'"0"']
)
def test_bodies_that_are_no_answer_are_a_passing_fault(body: bytes) -> None:
    assert (asked(says(body)).outcome, asked(says(body)).code) == (Outcome.BACKOFF, None)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_redirects_are_failures_even_when_they_say_code_zero(status: str) -> None:
    answer = asked(says(OK, "location: http://127.0.0.1:1/", status=status))
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, False)


@pytest.mark.parametrize("part", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n"])
def test_a_reply_that_trickles_ends_with_the_one_deadline(part: bytes) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.sendall(part)
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    answer = asked(trickle)
    assert (answer.outcome, answer.message, answer.is_ambiguous) == (Outcome.BACKOFF, "ReadTimeout", True)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 999 x\r\n\r\n", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"]
)
def test_what_is_no_http_is_a_passing_fault(said: bytes) -> None:
    assert asked(lambda connection: connection.sendall(said)).outcome is Outcome.BACKOFF


@pytest.mark.parametrize("token", ["t-token-of-the-school", "robot-token"])
def test_a_credential_that_lark_repeats_is_not_kept(token: str) -> None:
    body = json.dumps({"code": 2200, "msg": f"bad {token} for 0912 345 678 of huong@example.com"}).encode()
    answer = asked(says(body), token="t-token-of-the-school")
    assert answer.message == "bad … for … of …"


def test_a_secret_in_the_body_is_not_kept_either() -> None:
    with server(says(json.dumps({"code": 10014, "msg": "no app with s3cret"}).encode())) as url:
        answer = http.call("POST", url, body={"app_secret": "s3cret"})
    assert (answer.hint, answer.message) == (Hint.APP_SECRET, "no app with …")


def test_half_a_letter_in_a_message_stops_nobody() -> None:
    with server(says(OK)) as url:
        assert http.post(url, {"text": "a\ud800b"}).outcome is Outcome.OK


@pytest.mark.parametrize("url", ["http://127.0.0.1/\x00", "ftp://127.0.0.1/x"])
def test_an_address_that_cannot_be_called_sends_nothing(url: str) -> None:
    answer = http.post(url, {})
    assert (answer.outcome, answer.is_ambiguous) in {(Outcome.CONFIG, False), (Outcome.BACKOFF, False)}


@pytest.mark.parametrize(("status", "hint"), [("403 No", Hint.ADDRESS), ("404 No", Hint.ADDRESS)])
def test_whoever_else_listens_at_a_robot_s_address_is_said_to_be_the_wrong_one(status: str, hint: Hint) -> None:
    with server(says(b"no", status=status)) as url:
        assert http.post(url, {}).hint is hint


def test_a_child_process_uses_no_connection_of_its_parent() -> None:
    before = http.client()
    child = os.fork()
    if child == 0:
        os._exit(0 if http.client() is not before else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert http.client() is before


def test_a_server_without_encryption_is_told_nothing() -> None:
    with server(says(OK)) as url:
        answer = http.call("POST", url.replace("http://", "https://"), body={"text": "phiếu"})
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, False)


def test_nothing_is_begun_after_the_deadline(settings: Settings) -> None:
    settings.LARK_TIMEOUT_S = 0.0
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        answer = http.call("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/")
    assert (answer.outcome, answer.hint) == (Outcome.BACKOFF, None)


def test_threads_that_come_first_at_once_share_one_client() -> None:
    http.client().close()
    http._forget()
    start = threading.Barrier(8)

    def first(_number: int) -> int:
        start.wait(10)
        return id(http.client())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(first, range(8)))) == 1
