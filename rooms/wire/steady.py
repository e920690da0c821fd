"""Loops that have to run as long as the process does."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)


@contextmanager
def goes_on(event: str) -> Iterator[None]:
    """Whatever goes wrong within is noted, and ends nothing around it."""
    try:
        yield
    except Exception as error:
        # Only the kind: messages of the database hold what people wrote.
        log.error(event, error=type(error).__name__)
