"""`manage.py deliver --drain`: sends what is due, without a broker or a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forms_intake.deliveries import engine, outbox

# Long enough for the pace of a robot, too short for a retry that lies ahead.
_PATIENCE_S = 1.0


class Command(BaseCommand):
    """Works off the queue in this process."""

    help = "Send what is due to Lark, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", required=True, help="until nothing is due any more")
        parser.add_argument("--seconds", type=float, default=300, help="at most this long (default 300)")

    def handle(self, *args: Any, **options: Any) -> None:
        outbox.adopt_orphans()
        tries = engine.pump(options["seconds"], patience=_PATIENCE_S)
        self.stdout.write(f"{tries} tries made.")
