"""The ports of `make run` are checked before anything starts."""

import socket

import pytest

from school.supervisor.leftovers import RefusedError
from school.supervisor.ports import from_environment


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_free_port_is_taken_as_given(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port))
    assert from_environment("PORT", 8000) == free_port


def test_an_empty_variable_means_the_usual_port(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert from_environment("PORT", free_port) == free_port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "8000.0", " ", "²", "http"])
def test_what_is_no_port_is_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(RefusedError, match=rf"^PORT must be a port number from 1 to 65535, not '{text}'\.$"):
        from_environment("PORT", 8000)


def test_a_busy_port_is_one_sentence_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        sentence = rf"^Port {port} is in use; choose another, for example `make run PORT={port + 1}`\.$"
        with pytest.raises(RefusedError, match=sentence):
            from_environment("PORT", 8000)


def test_a_port_that_was_just_left_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as left:
        port = left.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            left.accept()[0].close()
    monkeypatch.setenv("PORT", str(port))
    assert from_environment("PORT", 8000) == port
