"""What the flags of a change slip mean for the sender."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.prices import dong
from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import sentences
from forms_intake.rules.change import Facts, is_late_course, is_late_lesson
from forms_intake.rules.sentences import Consequence


def for_change(flags: Sequence[str], facts: Facts, policy: PolicyValues) -> list[Consequence]:
    """The sentences for a change slip's flags. Of earlier changes a sender learns nothing, as with leaves."""
    told = []
    if Flag.AFTER_START in flags:
        told.append(sentences.after_start())
    elif Flag.LATE_NOTICE in flags and is_late_lesson(facts, policy):
        told.append(sentences.late_lesson(facts["notice_minutes"] or 0, policy))
    if Flag.LATE_NOTICE in flags and is_late_course(facts, policy):
        told.append(_late_course(facts["notice_days"] or 0, policy))
    if Flag.PRICE_DIFFERENCE in flags:
        told.append(_difference(facts))
    if Flag.OUT_OF_HOURS in flags:
        told.append(sentences.out_of_hours(policy))
    return told


def _late_course(days: int, policy: PolicyValues) -> Consequence:
    ahead = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    title = _("Notice of %(ahead)s (the rule is %(rule)s days)")
    text = _("The other course may begin later than you ask. The school still accepts the slip and will answer you.")
    return Consequence(Flag.LATE_NOTICE, title % {"ahead": ahead, "rule": policy.change_notice_days}, text)


def _difference(facts: Facts) -> Consequence:
    difference = facts["price_difference"] or 0
    prices = {"now": dong(facts["current_price"] or 0), "then": dong(facts["wanted_price"] or 0)}
    if difference > 0:
        title = _("Expected difference: %(amount)s more")
        text = _(
            "The current course costs %(now)s, the wanted one %(then)s. The school tells you the exact amount first."
        )
    else:
        title = _("Expected difference: %(amount)s less")
        text = _("The current course costs %(now)s, the wanted one %(then)s. What is less is not refunded.")
    return Consequence(Flag.PRICE_DIFFERENCE, title % {"amount": dong(abs(difference))}, text % prices, "info", "info")
