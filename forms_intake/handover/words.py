"""The receiver's answer in words: for the giver, for the office, and for Lark."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_intake.enums import FormType, HandoverState, HandoverVia
from forms_intake.models import Handover, Submission
from school import clock


def of(slip: Submission) -> Handover | None:
    """What the receiver of this slip is asked; nothing when nobody receives."""
    if slip.form_type != FormType.TRANSFER:
        return None
    return Handover.objects.filter(submission=slip.pk).defer("code").select_related("noted_by").first()


def state(asked: Handover) -> str:
    """Waiting, confirmed or refused; and since when."""
    if asked.answered_at is None:
        return str(asked.get_state_display())
    when = date_format(clock.at_school(asked.answered_at), "H:i, d/m/Y")
    return _("%(state)s at %(when)s") % {"state": asked.get_state_display(), "when": when}


def way(asked: Handover) -> str:
    """How the answer came, for the office; empty while there is none."""
    if asked.noted_by:
        return _("By telephone, noted by %(person)s") % {"person": asked.noted_by}
    if asked.answered_via == HandoverVia.LINK:
        # Less than the code, which the office reads out: the giver may have typed a mailbox of their own.
        return _("Link in the e-mail, to an address that the giver typed")
    return str(asked.get_answered_via_display())


def news(slip: Submission) -> str:
    """One short part of a line in a group that cannot show a card anew; empty while nobody has answered."""
    asked = of(slip)
    if asked is None or asked.state == HandoverState.WAITING:
        return ""
    return _("receiver: %(state)s") % {"state": str(asked.get_state_display()).lower()}
