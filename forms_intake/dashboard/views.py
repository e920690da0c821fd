"""Views of the overview."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.models import Branch
from forms_intake.access import for_workers
from forms_intake.dashboard import counting, figures, files, period, sections, tables, words
from forms_intake.dashboard.figures import Figures
from forms_intake.dashboard.period import Period
from forms_intake.dashboard.tables import Table
from forms_intake.enums import ExportFormat, LarkStatus
from forms_intake.inbox.together import Together
from school import clock

_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TABLES: dict[str, Callable[[Figures], Table]] = {
    "arrivals": tables.arrivals,
    "replies": tables.replies_in_detail,
    "reply-types": tables.reply_types,
    "deliveries": tables.deliveries,
    "late": tables.late,
    "rooms": lambda found: tables.rooms(found.period),
}


class _Look(NamedTuple):
    """What everybody sees who looks at the same days in the same language."""

    sections: str
    now: list[dict[str, Any]]


_TOGETHER = Together[_Look]()


@for_workers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The figures of the period in the address; nobody's name, but for those who may see the load of colleagues."""
    asked = period.read(request.GET)
    # A change makes all open pages ask at the same moment; what they all show is made once.
    look = _TOGETHER((asked, get_language()), lambda: _look(asked))
    missing = figures.missing_before(counting.state())
    context: dict[str, Any] = {
        "period": asked,
        "tabs": _tabs(asked),
        "branches": Branch.objects.order_by("name"),
        "sections": look.sections,
        "now": look.now,
        "at": clock.at_school(clock.now()),
        "missing_before": missing if missing and missing > clock.on_school_day(asked.since) else None,
        "load": figures.load() if request.user.has_perm("forms_intake.view_load_submission") else None,
    }
    return render(request, "dashboard/page.html", context)


@for_workers
@require_safe
def table(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One table of the same period as a file."""
    if name not in _TABLES or kind not in ExportFormat:
        raise Http404
    asked = period.read(request.GET)
    found = _TABLES[name](figures.read(asked, with_each_type=name == "replies"))
    response = HttpResponse(files.written(found, kind), content_type=_TYPES[ExportFormat(kind)])
    response["Content-Disposition"] = f'attachment; filename="{name}-{asked.since}-{asked.until}.{kind}"'
    return response


def _look(asked: Period) -> _Look:
    found = figures.read(asked)
    given = {"period": asked, "sections": sections.all_of(found), "formats": ExportFormat.choices}
    return _Look(render_to_string("dashboard/_sections.html", given), _now(found))


def _now(found: Figures) -> list[dict[str, Any]]:
    """What is open at this moment, with the list of the inbox that holds it."""
    inbox = reverse("inbox:list")
    branch = f"&branch={found.period.branch.code}" if found.period.branch else ""
    late = sum(row.number for row in found.unanswered if row.is_late)
    waiting, failed = found.undelivered[LarkStatus.PENDING], found.undelivered[LarkStatus.FAILED]
    return [
        _tile("unanswered", sum(row.number for row in found.unanswered), f"{inbox}?order=due{branch}"),
        _tile("overdue", late, f"{inbox}?view=late{branch}", is_bad=late > 0),
        _tile("pending", waiting, f"{inbox}?view=all&delivery=pending{branch}"),
        _tile("failed", failed, f"{inbox}?view=failed{branch}", is_bad=failed > 0),
    ]


def _tile(name: str, number: int, address: str, *, is_bad: bool = False) -> dict[str, Any]:
    return {"name": name, "number": words.number(number), "address": address, "is_bad": is_bad}


def _tabs(asked: Period) -> list[tuple[str, str, bool]]:
    """The usual periods: address, words, and whether it is shown."""
    home = reverse("dashboard:home")
    given = [(length, label, period.usual(length, branch=asked.branch)) for length, label in period.PERIODS.items()]
    return [(f"{home}?{one.query()}", str(label), length == asked.length) for length, label, one in given]
