"""The ports of `make run` are checked before anything starts."""

import re
import socket

import pytest

from school.supervisor import ports
from school.supervisor.leftovers import RefusedError
from school.supervisor.ports import from_environment


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_free_port_is_taken_as_given(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port))
    assert from_environment("PORT") == free_port


def test_an_empty_variable_means_the_usual_port(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setitem(ports.USUAL, "PORT", free_port)
    assert from_environment("PORT") == free_port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "8000.0", " ", "²", "http"])
def test_what_is_no_port_is_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(RefusedError, match=rf"^PORT must be a port number from 1 to 65535, not '{text}'\.$"):
        from_environment("PORT")


def test_a_busy_port_is_one_sentence_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        sentence = rf"^Port {port} is in use; choose another, for example `make run PORT=(\d+)`\.$"
        with pytest.raises(RefusedError, match=sentence) as refusal:
            from_environment("PORT")
    suggested = re.search(r"=(\d+)", str(refusal.value))
    assert suggested
    monkeypatch.setenv("PORT", suggested[1])
    assert from_environment("PORT") == int(suggested[1])


def test_the_port_of_the_other_program_is_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        monkeypatch.setenv("LARK_EMULATOR_PORT", str(port + 1))
        with pytest.raises(RefusedError) as refusal:
            from_environment("PORT")
    assert f"PORT={port + 1}" not in str(refusal.value)


def test_after_the_last_port_one_before_it_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 65535)):
        monkeypatch.setenv("PORT", "65535")
        with pytest.raises(RefusedError, match=r"PORT=65534`\.$"):
            from_environment("PORT")


def test_a_port_that_was_just_left_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as left:
        port = left.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            left.accept()[0].close()
    monkeypatch.setenv("PORT", str(port))
    assert from_environment("PORT") == port
