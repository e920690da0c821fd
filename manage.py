#!/usr/bin/env python
"""Django's command line. Outside production it brings its own PostgreSQL and Redis when none are named."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from school import embedded

_WITHOUT_SERVICES = {"help", "version", "collectstatic", "compilemessages", "makemessages", "--help", "--version"}


def main() -> None:
    """Run one command; the services stay up as long as it takes, or longer when somebody else uses them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    if _brings_its_own(sys.argv):
        with embedded.urls(_var()) as urls:
            os.environ.update(urls)
            execute_from_command_line(sys.argv)
    else:
        execute_from_command_line(sys.argv)


def _brings_its_own(arguments: list[str]) -> bool:
    production = os.environ.get("DJANGO_ENV") == "production"
    return not production and len(arguments) > 1 and arguments[1] not in _WITHOUT_SERVICES


def _var() -> Path:
    return Path(os.environ.get("VAR_DIR") or Path(__file__).parent / "var")


if __name__ == "__main__":
    try:
        main()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
