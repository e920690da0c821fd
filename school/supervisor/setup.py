"""`python -m school.supervisor.setup [mark]`: bring the database to where the programs expect it."""

import os
import sys

import django
from django.core.management import call_command

from school.supervisor import setup_mark


def main(mark: str = "") -> None:
    """Migrate, make the cache table, seed, each only as far as needed; then note the mark, where there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed")
    if mark:
        setup_mark.note(os.environ["DATABASE_URL"], mark)


if __name__ == "__main__":
    main(*sys.argv[1:])
