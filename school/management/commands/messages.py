"""`manage.py messages [--check]`: keeps locale/vi in step with the texts of the project."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from school.messages import catalog, extract


class Command(BaseCommand):
    """Writes django.po and django.mo, or only says what is wrong with them."""

    help = "Updates and compiles the Vietnamese translation; with --check, fails when something is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail unless everything is translated")

    def handle(self, *, check: bool, **options: object) -> None:
        """Raises CommandError with one line per fault."""
        po = Path(settings.LOCALE_PATHS[0]) / "vi/LC_MESSAGES/django.po"
        root = Path(settings.BASE_DIR)
        merged = catalog.merged(extract.texts(root), po)
        files = {po: catalog.po_of(merged), po.with_suffix(".mo"): catalog.mo_of(merged)}
        faults = [f"in an f-string, where it is not found: {place}" for place in extract.buried(root)]
        faults += catalog.faults(merged)
        if check:
            stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
            faults += [f"out of date, run `manage.py messages`: {path.name}" for path in stale]
            if faults:
                raise CommandError("\n".join(faults))
            return
        po.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            path.write_bytes(content)
        self.stdout.write("\n".join(faults))
