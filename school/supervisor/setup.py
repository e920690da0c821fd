"""`python -m school.supervisor.setup`: bring the database to where the programs expect it."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, make the cache table, seed; each does nothing when there is nothing to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed")


if __name__ == "__main__":
    main()
