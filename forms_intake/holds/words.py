"""Where a hold stands, in words: for Lark, for the office, for the family's status page."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake.enums import HoldState
from forms_intake.models import Hold, Submission
from forms_intake.slips import rows
from forms_intake.slips.rows import Group, Row


def of_slip(submission: Submission) -> Hold | None:
    """The hold that the school agreed to; none before it has, and none of a slip that is nowhere stored."""
    return Hold.objects.filter(submission=submission.pk).prefetch_related("reminders").first()


def is_ending(hold: Hold) -> bool:
    """Whether the family and the office were reminded of this return already."""
    return hold.is_live and any(one.returns_on == hold.returns_on for one in hold.reminders.all())


def news(hold: Hold) -> str:
    """What the office must know of it now, as one short line."""
    day = {"day": date_format(hold.returns_on), "last": date_format(hold.ends_on)}
    if hold.state == HoldState.LAPSED:
        return _("hold overdue: lessons were to go on on %(day)s") % day
    if is_ending(hold):
        return _("hold ends soon: lessons go on on %(day)s") % day
    return {
        HoldState.PLANNED: _("on hold until %(last)s, back on %(day)s") % day,
        HoldState.ACTIVE: _("on hold until %(last)s, back on %(day)s") % day,
        HoldState.RETURNED: _("back from the hold"),
        HoldState.CANCELLED: _("hold cancelled"),
    }[HoldState(hold.state)]


def status_parts(submission: Submission) -> list[Group]:
    """For the family: the dates that hold now, which an extension may have moved."""
    hold = of_slip(submission)
    if hold is None:
        return []
    dates = [
        Row(_("State of the hold"), hold.get_state_display(), ""),
        Row(_("Hold from"), rows.day(hold.starts_on.isoformat()), ""),
        Row(_("Last day of the hold"), rows.day(hold.ends_on.isoformat()), ""),
        Row(_("Expected return"), rows.day(hold.returns_on.isoformat()), ""),
    ]
    return [Group(_("The hold as it stands now"), dates[: 1 if hold.state == HoldState.CANCELLED else None])]
