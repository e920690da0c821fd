"""The health check of the image."""

import threading
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scripts import healthcheck


@contextmanager
def site(status: int) -> Iterator[list[str]]:
    """A web process that answers with the status; yields the hosts it was asked for."""
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(healthcheck, "_ADDRESS", f"http://127.0.0.1:{server.server_port}/health/live")
        patch.setenv("SITE_URL", "https://school.example")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield hosts
        server.shutdown()
        thread.join()


def test_a_living_process_is_asked_by_the_sites_own_name() -> None:
    with site(200) as hosts:
        healthcheck.main()
    assert hosts == ["school.example"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_error_is_a_failure(status: int) -> None:
    with site(status), pytest.raises(urllib.error.HTTPError):
        healthcheck.main()


def test_no_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> None:
    monkeypatch.setenv("SITE_URL", "https://school.example")
    monkeypatch.setattr(healthcheck, "_ADDRESS", f"http://127.0.0.1:{unused_tcp_port}/health/live")
    with pytest.raises(urllib.error.URLError):
        healthcheck.main()
