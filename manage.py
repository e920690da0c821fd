#!/usr/bin/env python
"""Django's command line. Outside production it brings its own PostgreSQL and Redis when none are named."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

_WITHOUT_SERVICES = {"help", "version", "collectstatic", "messages", "--help", "--version"}


def main() -> None:
    """Run one command; the services stay up as long as it takes, or longer when somebody else uses them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    if _brings_its_own(sys.argv):
        _with_services()
    else:
        _execute()


def _execute() -> None:
    """What the command writes into history says which command it was."""
    from school import origin  # settings must be named before the database is

    with origin.command(sys.argv[1] if len(sys.argv) > 1 else "help"):
        execute_from_command_line(sys.argv)


def _brings_its_own(arguments: list[str]) -> bool:
    production = os.environ.get("DJANGO_ENV") == "production"
    return not production and len(arguments) > 1 and arguments[1] not in _WITHOUT_SERVICES


def _with_services() -> None:
    from school import embedded  # not part of the production image

    try:
        with embedded.urls(Path(os.environ.get("VAR_DIR") or Path(__file__).parent / "var")) as urls:
            os.environ.update(urls)
            _execute()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
