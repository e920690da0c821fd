"""What a person reads when a service cannot run here."""

from pathlib import Path


class EmbeddedError(Exception):
    """A service cannot run here; the message is one sentence that says why, and where it helps, what to do."""


def did_not_start(name: str, log: Path) -> EmbeddedError:
    """The error for a service that gave up, with its own last words."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return EmbeddedError(f"{name} did not start; {log} ends with: {lines[-1] if lines else 'nothing'}")
