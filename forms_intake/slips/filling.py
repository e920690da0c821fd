"""One posted slip on its way: form, envelope, and the rules that its sender saw."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import policies
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.slips import envelope as envelopes
from forms_intake.slips import people
from forms_intake.slips.base import Problem
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.envelope import Envelope
from forms_intake.slips.registry import Slip
from forms_intake.slips.widgets import carried


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What one page of the flow works with."""

    slip: Slip
    form: BlockA
    envelope: Envelope
    policy: PolicyValues
    is_kiosk: bool = False

    def query(self) -> str:
        """What every next address carries: on a device that many people share, no page keeps a draft."""
        return "?kiosk=1" if self.is_kiosk else ""

    def is_acceptable(self) -> bool:
        """Whether form and envelope are complete; the sender has then seen the rules that hold for this slip."""
        return self.form.is_valid() and not self.envelope_problems()

    def envelope_problems(self) -> list[Problem]:
        """What the sender can put right about a page that was altered or made by another program."""
        if self.envelope.key is None:
            return [Problem("id_policy_ack", _("This page was not complete. Your answers are kept, go on once more"))]
        if self.envelope.policy_version != self.policy.version:
            return [Problem("id_policy_ack", _("Read the rules on this page, then go on once more"))]
        return []

    def problems(self) -> list[Problem]:
        """All that keeps the slip from going on, in the order of the page."""
        return [*self.form.problems(), *self.envelope_problems()]

    def hidden(self) -> list[tuple[str, str]]:
        """The envelope of the next page."""
        return self.envelope.repaired(self.policy).inputs()

    def accepted(self, submission: Submission) -> None:
        """What belongs to a slip that was just stored, in the same transaction."""
        if self.slip.accepted:
            self.slip.accepted(submission)

    def carried(self) -> list[tuple[str, str]]:
        """All answers as typed, for the hidden inputs of the check page."""
        data = self.form.data
        return carried(data, self.form.input_names()) if isinstance(data, QueryDict) else []


def opened(slip: Slip, request: HttpRequest) -> Filling:
    """An empty form under the rules in force; `?branch=` chooses a branch, an unknown one is ignored."""
    policy = policies.current(slip.form_type)
    branch = people.branch_of(request.GET.get("branch"))
    initial = {"branch": branch.code} if branch else {}
    form = _for_device(slip.form(initial=initial, policy=policy, by_office=is_office(request)), request)
    envelope = envelopes.fresh(policy, initial.get("branch", ""))
    return Filling(slip=slip, form=form, envelope=envelope, policy=policy, is_kiosk=is_kiosk(request))


def posted(slip: Slip, request: HttpRequest) -> Filling:
    """A posted form under the rules that its sender saw; under those in force when that cannot be told."""
    envelope = envelopes.read(request.POST, slip.form_type)
    policy = _seen(slip, envelope)
    form = _for_device(slip.form(request.POST, policy=policy, by_office=is_office(request)), request)
    return Filling(slip=slip, form=form, envelope=envelope, policy=policy, is_kiosk=is_kiosk(request))


def _seen(slip: Slip, envelope: Envelope) -> PolicyValues:
    try:
        return policies.at(slip.form_type, envelope.policy_version or 0)
    except policies.UnknownPolicy:
        return policies.current(slip.form_type)


def _for_device(form: BlockA, request: HttpRequest) -> BlockA:
    """The form without a browser's own memory of names and numbers, where many people share the device."""
    if is_kiosk(request):
        for field in form.fields.values():
            field.widget.attrs["autocomplete"] = "off"
    return form


def is_kiosk(request: HttpRequest) -> bool:
    """Whether this is the tablet at the front desk (`?kiosk=1`)."""
    return request.GET.get("kiosk") == "1"


def is_office(request: HttpRequest) -> bool:
    """Whether somebody of the office is filling in for a caller."""
    return isinstance(request.user, User) and request.user.is_staff


def is_other_slip(filling: Filling) -> bool:
    """Whether this key already belongs to a slip with other answers: edited after sending, it is a slip of its own."""
    key = filling.envelope.key
    sent = Submission.objects.filter(idempotency_key=key).only("payload", "sensitive").first() if key else None
    answers = {**filling.form.answers(), "facts": None}
    return sent is not None and {**sent.payload, **sent.sensitive, "facts": None} != answers
