"""Logs: what happened and where, never what people wrote."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, connection

from school import logs
from school.logs import traceback_without_rows

NAME = "Con Thứ Nhất"


def told(error: BaseException) -> str:
    event = traceback_without_rows(None, "error", {"event": "x", "exc_info": error})
    return str(event["exception"])


@pytest.mark.django_db
def test_the_refused_row_of_a_database_error_is_left_out() -> None:
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute("INSERT INTO school_heartbeat (name, seen_at) VALUES (%s, NULL)", [NAME])
    assert NAME in str(caught.value)
    assert NAME not in told(caught.value)
    assert "IntegrityError" in told(caught.value)
    assert "test_logs.py" in told(caught.value)


def test_other_errors_keep_their_message_and_their_cause() -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise ValueError("outer") from inner
    except ValueError as error:
        found = told(error)
    assert found.index("KeyError: 'inner'") < found.index("which led to") < found.index("ValueError: outer")


def test_a_hidden_context_stays_hidden() -> None:
    error = ValueError("outer")
    error.__context__, error.__suppress_context__ = KeyError("hidden"), True
    assert "KeyError" not in told(error)


def test_the_error_of_the_moment_is_found_by_itself() -> None:
    try:
        raise ValueError("now")
    except ValueError:
        event = traceback_without_rows(None, "error", {"exc_info": True})
        tuple_event = traceback_without_rows(None, "error", {"exc_info": sys.exc_info()})
    assert event == tuple_event
    assert "ValueError: now" in event["exception"]


def test_lines_without_an_error_have_no_traceback() -> None:
    assert traceback_without_rows(None, "info", {"event": "x"}) == {"event": "x"}


def test_production_writes_json() -> None:
    formatter = logs.config("INFO", as_json=True)["formatters"]["structured"]
    made = formatter.pop("()")(**formatter)
    record = logging.LogRecord("school", logging.INFO, "x.py", 1, "phiếu %s", ("NP",), None)
    line = json.loads(made.format(record))
    assert (line["event"], line["level"], line["logger"]) == ("phiếu NP", "info", "school")
