"""What a flag means for the sender: first the fact, then what may follow and what the school still does."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules.leave import Facts


@dataclass(frozen=True)
class Consequence:
    """One callout; `tone` is warning or info."""

    flag: Flag
    title: str
    text: str
    tone: str = "warning"
    icon: str = "clock"
    # Where something fits better, and the words that lead there.
    link: str = ""
    link_words: str = ""


def for_leave(flags: Sequence[str], facts: Facts, policy: PolicyValues) -> list[Consequence]:
    """The sentences for a leave request's flags, in the order of `flags`; flags for the office only have none."""
    written = {
        Flag.AFTER_START: _after_start,
        Flag.LATE_NOTICE: _late,
        Flag.OVER_QUOTA: _over_quota,
        Flag.LONG_ABSENCE: _long_absence,
        Flag.MISSING_EVIDENCE: lambda _facts, _policy: evidence(),
        Flag.OUT_OF_HOURS: _out_of_hours,
    }
    found = [write(facts, policy) for flag, write in written.items() if flag in flags]
    return [consequence for consequence in found if consequence]


def _counts_as_taken() -> str:
    return _("This lesson may count as taken. The school still accepts the slip and will answer you.")


def after_start() -> Consequence:
    """For a lesson that is missed or moved."""
    return Consequence(Flag.AFTER_START, _("The lesson has already begun"), _counts_as_taken())


def _after_start(facts: Facts, policy: PolicyValues) -> Consequence:
    return after_start()


def _late(facts: Facts, policy: PolicyValues) -> Consequence:
    minutes = facts["notice_minutes"] or 0
    if not facts["is_start_known"]:
        given = _("Notice of less than %(rule)s hours") % {"rule": policy.leave_notice_hours}
        return Consequence(Flag.LATE_NOTICE, given, _counts_as_taken())
    return late_lesson(minutes, policy)


def late_lesson(minutes: int, policy: PolicyValues) -> Consequence:
    """For a lesson that is missed or moved so many minutes ahead."""
    if minutes < 60:
        ahead = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    else:
        ahead = ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    title = _("Notice of %(ahead)s (the rule is %(rule)s hours)")
    return Consequence(
        Flag.LATE_NOTICE, title % {"ahead": ahead, "rule": policy.leave_notice_hours}, _counts_as_taken()
    )


def _over_quota(facts: Facts, policy: PolicyValues) -> Consequence | None:
    """Told about the days of this slip alone: from a count of earlier ones, or from its absence, whoever types a
    child's name or code would learn when that child has been away. The office sees the flag."""
    if facts["days_away"] or facts["lessons"] <= facts["leaves_allowed"]:
        return None
    title = _("%(asked)s lessons asked for (the rule is %(allowed)s in %(lessons)s lessons)") % {
        "asked": facts["lessons"],
        "allowed": policy.leave_quota,
        "lessons": policy.leave_quota_lessons,
    }
    text = _("There may be no make-up lesson for all of them. The school still accepts the slip and will answer you.")
    return Consequence(Flag.OVER_QUOTA, title, text, icon="flag")


def _long_absence(facts: Facts, policy: PolicyValues) -> Consequence:
    title = _("Away for %(days)s days") % {"days": facts["days_away"]}
    text = _("For more than 4 weeks a hold fits better: the course waits for you. Or send this slip anyway.")
    address = reverse("forms_intake:slip", args=[FormType.HOLD.value])
    days = {name: facts.get(name) for name in ("first_day", "last_day")}
    dated = f"?{urlencode(days)}" if all(days.values()) else ""
    return Consequence(Flag.LONG_ABSENCE, title, text, "info", "info", address + dated, _("Fill in a hold slip"))


def evidence() -> Consequence:
    """For any slip that takes papers, now or later; read on every page from the form to the status page."""
    text = _("Add it to the slip, or later where you follow the slip. The school accepts the slip without it too.")
    return Consequence(Flag.MISSING_EVIDENCE, _("A medical note can help"), text, "info", "info")


def _out_of_hours(facts: Facts, policy: PolicyValues) -> Consequence:
    return out_of_hours(policy)


def out_of_hours(policy: PolicyValues) -> Consequence:
    """For any slip that is sent while nobody is there to read it."""
    title = _("The office is closed now")
    text = _("It works every day from %(opens)s to %(closes)s and reads the slip then.") % {
        "opens": f"{policy.office_opens_hour:02}:00",
        "closes": f"{policy.office_closes_hour:02}:00",
    }
    return Consequence(Flag.OUT_OF_HOURS, title, text, "info", "info")
