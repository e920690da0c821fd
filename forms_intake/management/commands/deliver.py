"""`manage.py deliver --drain`: sends what is due, without a broker or a worker."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms_intake.deliveries import bulk, fallback, outbox, pump, queue, settling
from forms_intake.models import Delivery, Destination

# Long enough for the pace of a robot, too short for a retry that lies ahead.
_PATIENCE_S = 1.5


class Command(BaseCommand):
    """Works off the queue in this process."""

    help = "Send what is due to Lark, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", required=True, help="until nothing is due any more")
        parser.add_argument("--seconds", type=float, default=300, help="at most this long (default 300)")
        parser.add_argument("--destination", metavar="NAME", help="only what goes there")

    def handle(self, *args: Any, **options: Any) -> None:
        destination, started = _destination(options["destination"]), time.monotonic()
        outbox.adopt_orphans()
        settling.settle()
        fallback.divert()
        for resend in bulk.unfinished():
            bulk.work_off(resend, seconds=options["seconds"])
        tries = _drain(started + options["seconds"], destination)
        waiting = Delivery.objects.open()
        waiting = waiting.filter(destination=destination) if destination else waiting
        self.stdout.write(
            f"{tries} tries made in {time.monotonic() - started:.1f} s; {waiting.count()} deliveries wait for later."
        )


def _drain(deadline: float, destination: int) -> int:
    """Until nothing is due any more; where only Lark's limits are waited for, that is not yet."""
    tries = 0
    while (left := deadline - time.monotonic()) > 0:
        tries += pump.pump(left, destination=destination, patience=_PATIENCE_S)
        if not queue.is_near(destination=destination):
            break
        time.sleep(_PATIENCE_S)
    return tries


def _destination(name: str | None) -> int:
    if name is None:
        return queue.ALL
    found = Destination.objects.filter(name=name).values_list("pk", flat=True).first()
    if found is None:
        known = ", ".join(Destination.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"No destination is called {name!r}. There are: {known}.")
    return found
