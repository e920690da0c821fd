"""What the flags of a hold slip mean for the sender."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import sentences
from forms_intake.rules.hold import Facts
from forms_intake.rules.sentences import Consequence


def for_hold(flags: Sequence[str], facts: Facts, policy: PolicyValues) -> list[Consequence]:
    """In the order of the rules. An earlier hold is the office's matter: whoever types a child's name or code must
    not learn of it."""
    written: Mapping[Flag, Callable[[], Consequence]] = {
        Flag.LATE_NOTICE: lambda: _late(facts["days_ahead"], policy),
        Flag.HOLD_TOO_LONG: lambda: _too_long(policy),
        Flag.MISSING_EVIDENCE: sentences.evidence,
        Flag.OUT_OF_HOURS: lambda: sentences.out_of_hours(policy),
    }
    return [write() for flag, write in written.items() if flag in flags]


def _late(days: int, policy: PolicyValues) -> Consequence:
    given = {"days": days, "rule": policy.hold_notice_days}
    title = _("The hold begins today (the rule is %(rule)s days' notice)")
    if days > 0:
        title = ngettext(
            "Notice of %(days)s day (the rule is %(rule)s days)",
            "Notice of %(days)s days (the rule is %(rule)s days)",
            days,
        )
    text = _("Lessons of the first days may count as taken. The school still accepts the slip and will answer you.")
    return Consequence(Flag.LATE_NOTICE, title % given, text)


def _too_long(policy: PolicyValues) -> Consequence:
    title = ngettext(
        "Longer than the rule of %(months)s month", "Longer than the rule of %(months)s months", policy.hold_max_months
    ) % {"months": policy.hold_max_months}
    text = _("The management may agree to less. The school still accepts the slip and will answer you.")
    return Consequence(Flag.HOLD_TOO_LONG, title, text, icon="flag")
