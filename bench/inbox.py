"""How long the database and Django need for a list of the inbox: at ten thousand slips, and at a million.

Beside each stands the same at ten thousand; the floor is the fetching of fifty slips by their numbers in the same run.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def run(_folder: Path) -> None:
    """Target: p95 of each ≤ 50 ms at a million, and ≤ 1.5 × the p95 at ten thousand."""
    prepare()
    from bench import people

    people.fill(SMALL)
    before = measured()
    began = time.monotonic()
    people.fill(LARGE)
    print(f"{LARGE:,} slips in {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    table(before, measured())


def measured() -> dict[str, tuple[float, float]]:
    """p50 and p95 in milliseconds of everything that is asked."""
    return {name: _times(ask) for name, ask in _questions().items()}


def table(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> None:
    """The board."""
    print(f"{'':<44}{f'{SMALL:,}':>16}{f'{LARGE:,}':>18}   p95 ratio")
    for name, (half, most) in after.items():
        half_before, most_before = before.get(name, (0.0, 0.0))
        ratio = most / most_before if most_before else 0
        word = "" if most <= _LIMIT_MS and ratio <= _GROWTH else "  MISSED"
        print(f"{name:<44}{half_before:7.1f} {most_before:7.1f} ms{half:8.1f} {most:7.1f} ms   {ratio:5.2f}{word}")


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


def _times(ask: Callable[[], object]) -> tuple[float, float]:
    ask()
    seconds = []
    for _try in range(TRIES):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    return percentile(seconds, 0.5) * 1000, percentile(seconds, 0.95) * 1000
