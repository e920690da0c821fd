"""What a person reads when a service cannot run here."""

from pathlib import Path


class EmbeddedError(Exception):
    """A service cannot run here; the message is one sentence that says why, and where it helps, what to do."""


def did_not_start(name: str, log: Path) -> EmbeddedError:
    """The error for a service that gave up, with its own last words."""
    return EmbeddedError(f"{name} did not start; {log} ends with: {_last_line(log)}")


def ended(name: str, log: Path) -> EmbeddedError:
    """The error for a service that was running and is gone."""
    return EmbeddedError(f"{name} has stopped, so everything was stopped; {log} ends with: {_last_line(log)}")


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "nothing")
