"""What the rules of a transfer mean for the sender."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import sentences
from forms_intake.rules.sentences import Consequence
from forms_intake.rules.transfer import Facts

# Of the flags, those that depend on what is typed.
WHILE_TYPING = frozenset({Flag.LATE_NOTICE})


def for_transfer(flags: Sequence[str], facts: Facts, policy: PolicyValues) -> list[Consequence]:
    """The sentences for the flags. An earlier transfer is the office's to see: whoever types somebody's name and
    course would learn from it what that student gave away."""
    told = []
    if Flag.LATE_NOTICE in flags:
        told.append(_late(facts))
    if Flag.OUT_OF_HOURS in flags:
        told.append(sentences.out_of_hours(policy))
    return told


def fee(percent: int) -> str:
    """The fee as the sender reads it, and as it is stored: in percent, because the school alone knows the amount."""
    if not percent:
        return _("free of charge")
    words = _("%(percent)s%% of the fee for the lessons passed on. The school tells you the amount first.")
    return words % {"percent": percent}


def _late(facts: Facts) -> Consequence:
    ahead = ngettext("%(n)s day", "%(n)s days", facts["notice_days"]) % {"n": facts["notice_days"]}
    title = _("Notice of %(ahead)s (the rule is %(rule)s days)") % {"ahead": ahead, "rule": facts["notice_rule"]}
    text = _("The transfer may take effect later. The school still accepts the slip and will answer you.")
    return Consequence(Flag.LATE_NOTICE, title, text)
