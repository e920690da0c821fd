"""Lines on the terminal, each behind the name of the program that wrote it."""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import TextIO

_WIDTH = len("emulator")
_COLOURS = (36, 33, 35, 34, 32, 96)  # ANSI foreground colours that read on light and dark; red is left to errors


@dataclass
class Output:
    """Prints to one stream; in colour when it is a terminal and NO_COLOR is not set."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    muted: str = ""  # lines with this word are left out, as are empty ones
    _colours: dict[str, int] = field(default_factory=dict)
    _next: Iterator[int] = field(default_factory=lambda: cycle(_COLOURS))

    def line(self, name: str, text: str) -> None:
        """One line of a program's log."""
        if not text or (self.muted and self.muted in text):
            return
        now = datetime.now().astimezone()
        prefix = f"{now:%H:%M:%S} {name.ljust(_WIDTH)} | "
        if self.stream.isatty() and "NO_COLOR" not in os.environ:
            prefix = f"\x1b[{self._colour(name)}m{prefix}\x1b[0m"
        self.say(f"{prefix}{text}")

    def say(self, text: str) -> None:
        """A line of our own. When nobody reads any more, as after `make run | head`, ask ourselves to stop."""
        try:
            print(text, file=self.stream, flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())
            os.kill(os.getpid(), signal.SIGTERM)

    def _colour(self, name: str) -> int:
        if name not in self._colours:
            self._colours[name] = next(self._next)
        return self._colours[name]
