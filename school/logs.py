"""Structured logs: readable lines in development, JSON in production; never personal data or secrets."""

import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog


def traceback_without_rows(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Where an error happened and of which kind; the message of a database error holds the refused row."""
    given = event.pop("exc_info", None)
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "".join(_lines(error))
    return event


def _without_time(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """For `make run`, which puts the local time before each line itself."""
    return {name: value for name, value in event.items() if name != "timestamp"}


def _lines(error: BaseException) -> Iterator[str]:
    """Like Python's own traceback, causes first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _lines(cause)
        yield "\nwhich led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    is_of_database = type(error).__module__.startswith(("django.db", "psycopg"))
    yield f"{type(error).__qualname__}{'' if is_of_database else f': {error}'}\n"


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    traceback_without_rows,
]


def config(level: str, *, as_json: bool) -> dict[str, Any]:
    """Configures structlog, and returns Django's LOGGING so that library logs leave in the same form."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *([_without_time] if "SCHOOL_SUPERVISOR" in os.environ else []),
            renderer,
        ],
        "foreign_pre_chain": SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # httpx logs whole addresses, and a Lark webhook address is a credential.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            # Three lines for each sweep, every ten seconds; what the engine does, it says itself.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # Their warnings hold whole paths; the line of school.middleware has the status and the route.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }
