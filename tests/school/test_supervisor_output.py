"""What stands on the terminal."""

import io
import os
import re
import signal

import pytest

from school.supervisor.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def colour_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


def written(stream: io.StringIO, *lines: tuple[str, str], muted: str = "") -> str:
    output = Output(stream, muted)
    for name, text in lines:
        output.line(name, text)
    return stream.getvalue()


def test_each_line_stands_behind_its_program() -> None:
    text = written(io.StringIO(), ("web", "GET /phieu/"), ("emulator", "đã nhận"))
    assert re.fullmatch(r"\d\d:\d\d:\d\d web      \| GET /phieu/\n\d\d:\d\d:\d\d emulator \| đã nhận\n", text)


def test_a_file_gets_no_colours() -> None:
    assert "\x1b" not in written(io.StringIO(), ("web", "line"))


def test_a_terminal_gets_one_colour_for_each_program() -> None:
    text = written(Terminal(), ("web", "a"), ("beat", "b"), ("web", "c"))
    assert re.findall(r"^\x1b\[(\d+)m.*\| \x1b\[0m[abc]$", text, re.MULTILINE) == ["36", "33", "36"]


def test_colours_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written(Terminal(), ("web", "line"))


def test_empty_lines_and_muted_ones_are_left_out() -> None:
    text = written(io.StringIO(), ("web", ""), ("web", "GET /health/ready 503"), ("web", "kept"), muted="/health/ready")
    assert text.count("\n") == 1


def test_when_nobody_reads_any_more_we_ask_ourselves_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *call: asked.append(call))
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        for _ in range(2):
            Output(stream).say("Ready.")
    assert asked == [(os.getpid(), signal.SIGTERM)]


def test_our_own_lines_have_no_prefix() -> None:
    stream = io.StringIO()
    Output(stream).say("Ready.")
    assert stream.getvalue() == "Ready.\n"
