"""How long the overview takes with a million slips behind it: what the server does for one look at the page."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from bench.stage import line, prepare

ROWS = int(os.environ.get("ROWS", "1000000"))
TRIES = int(os.environ.get("TRIES", "20"))
# As the office would have answered: after some hours, mostly on the same day; and as Lark would have taken it.
_ANSWERED = """
UPDATE forms_intake_submission SET answered_at = submitted_at + interval '5 minutes' * (1 + id * 7919 % 150),
    due_at = submitted_at + interval '4 hours'
WHERE submitted_at > now() - interval '400 days' AND work_status IN ('approved', 'declined', 'done', 'needs_info')
"""
_DELIVERED = """
INSERT INTO forms_intake_delivery (submission_id, destination_id, purpose, state, attempts, spent, card_level,
    waiting_since, idempotency_key, remote_id, last_outcome, last_error, created_at, delivered_at)
SELECT slip.id, place.id, 'create', 'delivered', 1, 0, 0, slip.submitted_at, gen_random_uuid(), '', 'ok', '',
    slip.submitted_at, slip.submitted_at + interval '1 ms' * (900 + slip.id * 7919 % 4000)
FROM forms_intake_submission slip, (SELECT min(id) AS id FROM forms_intake_destination) place
WHERE slip.submitted_at > now() - interval '400 days' AND slip.lark_status = 'sent'
"""
_PERIODS = {
    "7 days": "period=7",
    "30 days": "",
    "90 days": "period=90",
    "90 days, a branch": "period=90&branch={branch}",
}
_PERIODS |= {"12 months": "period=365", "12 months, a branch": "period=365&branch={branch}"}


def run(_folder: Path) -> None:
    """Target: p50 of 90 days ≤ 100 ms, of 12 months ≤ 300 ms."""
    prepare()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    from bench import people

    people.fill(ROWS)
    _enrich()
    _count()
    _look()


def _enrich() -> None:
    from django.db import connection, transaction

    from forms_intake.models import Destination

    Destination.objects.get_or_create(name="Nhóm", defaults={"is_active": False})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_ANSWERED)
        cursor.execute(_DELIVERED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) forms_intake_submission, forms_intake_delivery")


def _count() -> None:
    from forms_intake.dashboard import counting
    from forms_intake.models import DayFigures, FiguresState, TimeSpread
    from school import clock

    FiguresState.objects.all().delete()
    began = time.monotonic()
    while counting.keep_true():
        pass
    rows = f"{DayFigures.objects.count():,} rows of counts, {TimeSpread.objects.count():,} of times"
    print(f"{ROWS:,} slips counted in {time.monotonic() - began:.1f} s: {rows}", flush=True)
    began = time.monotonic()
    counting.count([clock.today()])
    print(f"one day anew in {(time.monotonic() - began) * 1000:.0f} ms, load {os.getloadavg()[0]:.1f}", flush=True)


def _look() -> None:
    from django.test import Client

    from accounts.enums import Role
    from accounts.models import User
    from catalog.models import Branch

    for role in (Role.STAFF, Role.ADMIN):
        client = Client()
        client.force_login(User.objects.create_user(email=f"{role}@bench.test", name=str(role), role=role))
        for name, query in _PERIODS.items():
            address = f"/dashboard/?{query.format(branch=Branch.objects.order_by('pk')[0].code)}"
            if role == Role.ADMIN and name != "30 days":
                continue
            print(line(f"{role}: {name}", [_timed(client, address) for _ in range(TRIES)]), flush=True)
    _cost()


def _cost() -> None:
    """The processor's time in Python: what other programs do to the machine does not change it."""
    from forms_intake.dashboard import figures, period, sections, views

    for length in period.PERIODS:
        asked = period.usual(length)
        found = figures.read(asked)
        read, drawn, whole = (
            _processor(work)
            for work in (
                lambda asked=asked: figures.read(asked),
                lambda found=found: sections.all_of(found),
                lambda asked=asked: views._look(asked),
            )
        )
        print(
            f"{length} days: {read:.1f} ms of Python to read, {drawn:.1f} to draw, {whole - read - drawn:.1f} to write"
        )


def _processor(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(TRIES):
        work()
    return (time.process_time() - began) / TRIES * 1000


def _timed(client: object, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)  # type: ignore[attr-defined]  # imported late, as Django must be set up first
    if answer.status_code != 200:
        raise SystemExit(f"The overview answered {answer.status_code}.")
    return time.perf_counter() - began
