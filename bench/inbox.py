"""How long the database and Django need for a list of the inbox: at ten thousand slips, and at a million.

Beside each stands the same at ten thousand; the floor is the fetching of fifty slips by their numbers in the same run.
A page of fifty slips is compared with a page of fifty: where ten thousand slips have fewer of what is asked for, the
numbers of rows are printed in place of a ratio. While other programs run, the processor's time says more than the
clock: that of Python and PostgreSQL together.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from bench.stage import percentile, prepare

SMALL, LARGE = 10_000, int(os.environ.get("ROWS", "1000000"))
TRIES = int(os.environ.get("TRIES", "40"))
_LIMIT_MS, _GROWTH = 50, 1.5
LISTS = {
    "to do": "",
    "mine": "view=mine",
    "reply overdue": "view=late",
    "waiting for the parent": "view=waiting",
    "Lark failed": "view=failed",
    "finished": "view=done",
    "possible spam": "view=spam",
    "archived": "view=archived",
    "all": "view=all",
    "by slip": "view=all&form_type=transfer",
    "by status": "view=all&work_status=withdrawn",
    "by flag": "view=all&flag=foreign_phone",
    "by branch": "view=all&branch=da-lat",
    "by assignee": "view=all&assignee={colleague}",
    "by delivery": "view=all&delivery=failed",
    "by days long ago": "view=all&since={since}&until={until}",
    "slip, branch, flag, status": "view=all&form_type=hold&branch=da-lat&flag=over_quota&work_status=declined",
    "to do, soonest promise": "order=due",
    "overdue, soonest promise": "view=late&order=due",
    "finished, soonest promise": "view=done&order=due",
    "to do by name": "order=name",
    "finished by name": "view=done&order=name",
    "all by name": "view=all&order=name",
    "branch by name": "view=all&order=name&branch=da-lat",
    "spam by name": "view=spam&order=name",
    "flag by name": "view=all&order=name&flag=private_note",
    "by nobody": "view=all&assignee=none",
    "search: frequent word": "view=all&q=nguyen",
    "search: two frequent words": "view=all&q=nguyen+an",
    "search: short syllable": "view=all&q=an",
    "search: beginning of a word": "view=all&q=khu",
    "search: rare word": "view=all&q=ton+nu+oanh",
    "search: two digits in spam": "view=spam&q=09",
    "search: absent word": "view=all&q=zzyzx",
    "search: absent with a frequent one": "view=all&q=zzyzx+nguyen",
    "search: one letter": "view=all&q=q",
    "search: beginning of a number": "view=all&q=0912",
    "search: whole number": "view=all&q={phone}",
    "search: last three digits": "view=all&q=678",
    "search: last six digits": "view=all&q={end}",
    "search: reference": "view=all&q={reference}",
    "search: last four of a reference": "view=all&q={four}",
    "search: beginning of a reference": "view=all&q={begin}",
    "search: e-mail": "view=all&q={email}",
    "search in to do": "q=nguyen+van",
    "search in a branch, by name": "view=all&branch=da-lat&order=name&q=tran",
    "search by name: rare word": "view=all&order=name&q=ton+nu+oanh",
}


class Found(NamedTuple):
    """Milliseconds by the clock, the processor's milliseconds of one try, and how many rows were shown."""

    half: float
    most: float
    cpu: float
    rows: int


def run(_folder: Path) -> None:
    """Target: p95 of each ≤ 50 ms at a million, and ≤ 1.5 × the p95 at ten thousand where both show as many rows."""
    prepare()
    from bench import people

    people.fill(SMALL)
    before = measured()
    began = time.monotonic()
    people.fill(LARGE)
    print(f"{LARGE:,} slips in {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    table(before, measured())


def measured() -> dict[str, Found]:
    """Everything that is asked."""
    return {name: _times(ask) for name, ask in _questions().items()}


def table(before: dict[str, Found], after: dict[str, Found]) -> None:
    """The board, and what of it is within the targets."""
    print(f"{'p50, p95, processor':<42}{f'{SMALL:,}':>22}{f'{LARGE:,}':>26}   p95 ratio")
    slow, alike, grown = [], 0, []
    for name, now in after.items():
        then = before[name]
        is_alike, ratio = then.rows == now.rows, now.most / then.most
        alike += is_alike
        slow += [name] * (now.most > _LIMIT_MS)
        grown += [name] * (is_alike and ratio > _GROWTH)
        compared = f"{ratio:5.2f}" if is_alike else f"{then.rows} and {now.rows} rows"
        word = "  MISSED" if name in slow or name in grown else ""
        print(f"{name:<42}{_written(then)}   {_written(now)}   {compared}{word}")
    print(f"{len(after) - len(slow)} of {len(after)} have a p95 of at most {_LIMIT_MS} ms")
    print(f"{alike} show as many rows at both sizes: {alike - len(grown)} of them within {_GROWTH} times")


def _written(found: Found) -> str:
    return f"{found.half:7.1f} {found.most:7.1f} {found.cpu:6.1f}"


def _questions() -> dict[str, Callable[[], object]]:
    from django.http import QueryDict

    from accounts.models import User
    from forms_intake.inbox import listing
    from forms_intake.inbox.filters import Filters
    from forms_intake.models import Submission

    reader, colleague = User.objects.filter(email__startswith="office").order_by("pk")[:2]
    words = {"colleague": colleague.pk, **_sample()}
    numbers = list(Submission.objects.order_by("-id").values_list("pk", flat=True)[:5000:100])
    asked: dict[str, Callable[[], object]] = {
        "floor: fifty by their numbers": lambda: list(Submission.objects.filter(pk__in=numbers))
    }

    def page(filters: Filters, cursor: str | None = None) -> Any:
        return listing.page(filters, reader=reader, cursor=cursor)

    for name, query in LISTS.items():
        filters = Filters.read(QueryDict(query.format(**words)))
        asked[name] = lambda filters=filters: page(filters)  # type: ignore[misc]  # bound now
        if name in ("all", "finished", "all by name", "search: frequent word", "by branch"):
            cursor = page(filters).older
            asked[f"{name}: second page"] = lambda filters=filters, cursor=cursor: page(filters, cursor)  # type: ignore[misc]  # bound now
    asked["board of to do"] = lambda: listing.board(Filters(), reader=reader)
    asked["board of finished"] = lambda: listing.board(Filters(view="done"), reader=reader)
    asked["board of all, frequent number"] = lambda: listing.board(Filters(view="all", q="09"), reader=reader)
    asked["board of all, rare search"] = lambda: listing.board(Filters(view="all", q="ton nu oanh"), reader=reader)
    asked["lamps of the rail"] = lambda: listing.alerts(reader)
    return asked


def _sample() -> dict[str, object]:
    """What somebody knows about a slip of long ago."""
    from forms_intake.models import Submission

    row = Submission.objects.exclude(contact_email="").order_by("pk")[5_000]
    phone, day = str(row.contact_phone).replace("+84", "0"), row.submitted_at.date()
    return {
        "phone": phone,
        "end": phone[-6:],
        "reference": row.reference,
        "four": row.reference[-4:],
        "begin": row.reference[:9],
        "email": row.contact_email,
        "since": day,
        "until": day,
    }


def _times(ask: Callable[[], Any]) -> Found:
    rows = _rows(ask())
    seconds, spent = [], _processor()
    for _try in range(TRIES):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    cpu = (_processor() - spent) / TRIES
    return Found(percentile(seconds, 0.5) * 1000, percentile(seconds, 0.95) * 1000, cpu * 1000, rows)


def _rows(answer: Any) -> int:
    """Of a page, of all columns of a board, or of what is no list of slips."""
    if hasattr(answer, "items"):
        return len(answer.items)
    return sum(_rows(part[1]) if isinstance(part, tuple) else 1 for part in answer)


def _processor() -> float:
    """Seconds that this process and its connection's end in PostgreSQL have worked."""
    from django.db import connection

    connection.ensure_connection()
    return time.process_time() + sum(psutil.Process(connection.connection.info.backend_pid).cpu_times()[:2])
