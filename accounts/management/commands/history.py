"""`manage.py history export`: the timeline as CSV."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.history import export
from accounts.history.filters import FilterForm
from accounts.history.sources import Wanted, tables
from accounts.models import User, normalised_email


class Command(BaseCommand):
    """Who changed what, from what to what, when and from where."""

    help = "The history of all records. `export` writes it as CSV (UTF-8 with a byte order mark, one line a column)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One action so far, and the timeline's own filters."""
        action = parser.add_subparsers(dest="action", required=True).add_parser("export", help="Write CSV")
        action.add_argument("--since", default="", help="First day, dd/mm/yyyy or yyyy-mm-dd")
        action.add_argument("--until", default="", help="Last day, dd/mm/yyyy or yyyy-mm-dd")
        action.add_argument("--table", default="", help="For example catalog.Product")
        action.add_argument("--person", default="", help="Who did it: id or e-mail address")
        action.add_argument("--object", default="", help="The id of one row of --table")
        action.add_argument("--kind", default="", help="insert, update, delete, read or account")
        action.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )
        action.add_argument("--output", default="-", help="A file that does not exist yet; - is standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Checks everything before the first byte is written."""
        with translation.override(options["language"]):
            wanted = _wanted(options)
            named = ("since", "until", "table", "object", "kind")
            # No e-mail address: the note of the export is kept longer than a person may be.
            detail = " ".join(f"{name}={options[name]}" for name in named if options[name])
            detail = f"{detail} person={wanted.person}".strip() if wanted.person else detail
            if options["output"] == "-":
                count = export.write(_standard_output(self), wanted, by=None, detail=detail)
            else:
                count = _into_file(Path(options["output"]), wanted, detail)
        self.stderr.write(f"{count} entries")


def _wanted(options: dict[str, Any]) -> Wanted:
    given = {name: options[name] for name in ("since", "until", "table", "kind")}
    labels = {model._meta.label.lower(): model._meta.label for model in tables()}
    given["table"] = labels.get(given["table"].lower(), given["table"])
    form = FilterForm(given | {"row": options["object"], "person": _person(options["person"])})
    if not form.is_valid():
        sentences = [f"--{_OPTIONS.get(name, name)}: {error}" for name in form.errors for error in form.errors[name]]
        if "table" in form.errors:
            sentences.append(f"Tables: {', '.join(sorted(labels.values()))}")
        raise CommandError("\n".join(sentences))
    return form.wanted()


_OPTIONS = {"row": "object"}


def _person(given: str) -> str:
    """An e-mail address as the id of its person; CommandError when nobody has it."""
    if "@" not in given:
        return given
    person = User.objects.filter(email=normalised_email(given)).only("pk").first()
    if person is None:
        raise CommandError("--person: nobody has this e-mail address")
    return str(person.pk)


def _standard_output(command: BaseCommand) -> Any:
    """A pipe must get UTF-8 whatever the terminal's language is."""
    raw = command.stdout._out if hasattr(command.stdout, "_out") else command.stdout
    if raw is sys.stdout and hasattr(raw, "reconfigure"):
        raw.reconfigure(encoding="utf-8", newline="")
    return raw


def _into_file(path: Path, wanted: Wanted, detail: str) -> int:
    try:
        # Readable for its owner only: it holds personal data.
        path.touch(mode=0o600, exist_ok=False)
        with path.open("w", encoding="utf-8", newline="") as file:
            return export.write(file, wanted, by=None, detail=detail)
    except FileExistsError:
        raise CommandError(f"--output: {path} exists already, name another file") from None
    except OSError as error:
        raise CommandError(f"--output: {path}: {error.strerror}") from None
