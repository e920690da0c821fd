"""Prints who may what, compares it with the running system, and brings Django's groups in line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import groups, matrix, rights

_WIDTH = 66


class Command(BaseCommand):
    """`manage.py roles`, `roles --sync`, `roles --check`."""

    help = "Prints the permission matrix of accounts/roles.yaml."
    # A gap in the file is what --check is there to tell.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both may be asked for at once."""
        parser.add_argument("--sync", action="store_true", help="make Django's groups equal to the file")
        parser.add_argument("--check", action="store_true", help="exit 1 where the running system differs")

    def handle(self, *args: Any, sync: bool, check: bool, **options: Any) -> None:
        """Without an option it prints."""
        try:
            if sync:
                groups.sync()
                self.stdout.write("Groups are as in roles.yaml.")
            if check:
                self._check()
            if not sync and not check:
                self._print()
        except rights.Malformed as error:
            raise CommandError(f"{rights.FILE.name}: {error}") from error

    def _check(self) -> None:
        if found := list(matrix.differences()):
            raise CommandError("\n".join(found))
        self.stdout.write("The running system answers as roles.yaml says.")

    def _print(self) -> None:
        tables = {"Addresses": matrix.pages(), "Actions": matrix.actions(), "Sockets and topics": matrix.live()}
        for title, rows in tables.items():
            self.stdout.write(f"\n{title:<{_WIDTH}} {' '.join(rights.WHO)}")
            for name, roles in rows:
                marks = " ".join(("x" if role in roles else "·").center(len(role)) for role in rights.WHO)
                self.stdout.write(f"{name:<{_WIDTH}} {marks}".rstrip())
