"""Notices in words: what has happened, to which slip, and where it is looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake import alert_words
from forms_intake.enums import Happening
from forms_intake.models import Notice, Submission
from school import clock

ICONS: Mapping[str, str] = {
    Happening.ASSIGNED: "user",
    Happening.TASK: "check-circle",
    Happening.ANSWER: "chat",
    Happening.PAPERS: "clip",
    Happening.WITHDRAWN: "undo",
    Happening.RECEIVER_AGREES: "check-circle",
    Happening.RECEIVER_REFUSES: "x-circle",
    Happening.DUE: "clock",
    Happening.MISSED: "warn",
    Happening.FAILING: "warn",
}


@dataclass(frozen=True)
class Line:
    """One notice for a page; `about` names student and slip, as the inbox does, and never stands in an e-mail."""

    notice: Notice
    title: str
    about: str
    icon: str


def line(notice: Notice) -> Line:
    """In the active language."""
    return Line(notice, title(notice), about(notice), ICONS[notice.what])


def title(notice: Notice) -> str:
    """One sentence with the reference and nothing else of the slip."""
    return _TITLES[Happening(notice.what)](notice)


def about(notice: Notice) -> str:
    """Whose slip it is, and which; of an alert, whether it lasts."""
    if notice.alert:
        return _("Works again") if notice.alert.closed_at else _("Not mended yet")
    slip = notice.submission
    return f"{slip.student_name} · {slip.get_form_type_display()}" if slip else ""


def target(notice: Notice) -> str:
    """The page where the reader does something about it."""
    if notice.alert_id:
        return reverse("admin:forms_intake_delivery_changelist")
    if notice.submission:
        return reverse("inbox:slip", args=[notice.submission.reference])
    view = {Happening.ASSIGNED: "mine", Happening.MISSED: "late"}.get(Happening(notice.what))
    return reverse("inbox:list") + (f"?view={view}" if view else "?order=due")


def _assigned(notice: Notice) -> str:
    count = len(notice.slips)
    if not notice.submission:
        words = ngettext("%(person)s gave you %(count)s slip", "%(person)s gave you %(count)s slips", count)
        return words % {"person": _by(notice), "count": count}
    return _("%(person)s gave you the slip %(reference)s") % {"person": _by(notice), "reference": _slip(notice)}


def _task(notice: Notice) -> str:
    words = _("%(person)s gave you a task on the slip %(reference)s")
    return words % {"person": _by(notice), "reference": _slip(notice)}


def _due(notice: Notice) -> str:
    if not notice.submission:
        count = len(notice.slips)
        words = ngettext("%(count)s slip must be answered soon", "%(count)s slips must be answered soon", count)
        return words % {"count": count}
    words = _("The slip %(reference)s must be answered by %(time)s")
    return words % {"reference": _slip(notice), "time": _promised(notice.submission)}


def _missed(notice: Notice) -> str:
    if not notice.submission:
        count = len(notice.slips)
        words = ngettext(
            "%(count)s slip was not answered as promised", "%(count)s slips were not answered as promised", count
        )
        return words % {"count": count}
    words = _("The slip %(reference)s was promised an answer by %(time)s and has none")
    return words % {"reference": _slip(notice), "time": _promised(notice.submission)}


def _failing(notice: Notice) -> str:
    return alert_words.brief(notice.alert) if notice.alert else notice.get_what_display()


def _promised(slip: Submission) -> str:
    """With the day where it is not the one on which this is read."""
    moment = clock.at_school(slip.due_at or slip.submitted_at)
    return date_format(moment, "H:i" if moment.date() == clock.today() else "H:i d/m/Y")


def _by(notice: Notice) -> str:
    return str(notice.by) if notice.by else _("The office")


def _slip(notice: Notice) -> str:
    return notice.submission.reference if notice.submission else "—"


def _on(words: Callable[[], str]) -> Callable[[Notice], str]:
    return lambda notice: words() % {"reference": _slip(notice)}


_TITLES: Mapping[Happening, Callable[[Notice], str]] = {
    Happening.ASSIGNED: _assigned,
    Happening.TASK: _task,
    Happening.ANSWER: _on(lambda: _("The sender of %(reference)s has answered")),
    Happening.PAPERS: _on(lambda: _("The sender of %(reference)s has added papers")),
    Happening.WITHDRAWN: _on(lambda: _("The sender of %(reference)s has withdrawn it")),
    Happening.RECEIVER_AGREES: _on(lambda: _("The receiver of %(reference)s agrees")),
    Happening.RECEIVER_REFUSES: _on(lambda: _("The receiver of %(reference)s refuses")),
    Happening.DUE: _due,
    Happening.MISSED: _missed,
    Happening.FAILING: _failing,
}
