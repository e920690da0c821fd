"""The whole table as CSV and as XLSX, by the worker's own code in a process of its own: rows a second, peak of memory.

Beside the floor: the same rows by COPY, which formats nothing and looks nothing up.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROWS = int(os.environ.get("ROWS", "1000000"))
MOST_MIB = 150
_FLOOR = "copy"


def run(folder: Path) -> None:
    """Target: at most 150 MiB of memory in the process, however many rows."""
    from bench.people import fill
    from bench.stage import prepare

    prepare()
    fill(ROWS)
    print(f"{ROWS:,} slips", flush=True)
    for what in (_FLOOR, "csv", "xlsx"):
        # A process of its own for each: its peak is nobody else's.
        subprocess.run([sys.executable, "-m", "bench.export", what, str(folder)], check=True)  # noqa: S603 - ourselves


def _child(what: str, folder: Path) -> None:
    import django

    django.setup()
    empty = _peak()
    began = time.perf_counter()
    rows, size = _copied(folder / "floor.csv") if what == _FLOOR else _exported(what)
    seconds = time.perf_counter() - began
    peak = f"peak {_peak():4.0f} MiB of {MOST_MIB}, {empty:3.0f} before it began"
    print(f"{what:<5}{rows:>10,} rows {rows / seconds:>8,.0f} rows/s {size / 2**20:>6.0f} MiB  {peak}", flush=True)


def _exported(kind: str) -> tuple[int, int]:
    """By the same steps as a person's export, without the message that wakes a worker."""
    import uuid

    from accounts.enums import Role
    from accounts.models import User
    from forms_intake.exports import jobs, storage, writing
    from forms_intake.inbox.filters import Filters
    from forms_intake.models import Export

    person = User.objects.filter(role=Role.ADMIN, archived_at=None)[0]
    given = {"content": "common", "format": kind, "language": "vi"}
    export = jobs.start(Filters(view="all"), **given, key=uuid.uuid4(), by=person)
    writing.write_next()
    done = Export.objects.get(pk=export.pk)
    if not done.size or not done.stored:
        raise SystemExit(f"No file came of it: {done.state} {done.problem}")
    storage.delete(done.stored)
    return done.done, done.size


def _copied(path: Path) -> tuple[int, int]:
    """The columns of the export as they are stored."""
    from django.db import connection

    columns = "reference, form_type, submitted_at, student_name, student_code, contact_name, contact_phone"
    columns += ", contact_email, branch_id, key_date, flags, work_status, status_reason, status_at, assignee_id"
    columns += ", due_at, lark_status, source, archived_at"
    order = "ORDER BY submitted_at DESC, id DESC"
    query = f"COPY (SELECT {columns} FROM forms_intake_submission {order}) TO STDOUT CSV"  # noqa: S608 - constants
    with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(query) as copy:
        for part in copy:
            file.write(part)
        rows = cursor.rowcount
    return rows, path.stat().st_size


def _peak() -> float:
    """Of this program alone: what getrusage says would be that of whoever started it, if it was larger."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
