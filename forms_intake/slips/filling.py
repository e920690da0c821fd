"""One posted slip on its way: form, envelope, and the rules that its sender saw."""

import uuid
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import personal_links, policies
from forms_intake.entry import recognise
from forms_intake.entry.known import NOTHING, Known, fitting, hidden
from forms_intake.enums import Source
from forms_intake.files import belonging
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.slips import envelope as envelopes
from forms_intake.slips import files, prefill
from forms_intake.slips import steps as stepping
from forms_intake.slips.base import YES, Problem, posted_names
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.envelope import Envelope
from forms_intake.slips.registry import Slip
from forms_intake.slips.steps import Step
from forms_intake.slips.widgets import carried
from forms_intake.status import masks


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What one page of the flow works with."""

    slip: Slip
    form: BlockA
    envelope: Envelope
    policy: PolicyValues
    is_kiosk: bool = False
    # Carried by every next address: how the sender came, and that many people share the device.
    query: str = ""
    source: Source = Source.WEB
    known: Known = NOTHING
    notes: tuple[str, ...] = ()
    # Of a slip in several steps: the one on the page, and whether its answers were checked before.
    step: Step | None = None
    is_checked: bool = False

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

    def questions(self) -> list[str]:
        """What the sender may have mistyped, without what the holder of a link must not read."""
        asked = self.form.questions()
        return [masks.masked(one) for one in asked] if self.known.link else asked

    def problems(self) -> list[Problem]:
        """All that keeps the slip from going on, in the order of the page."""
        return [*self.form.problems(), *self.envelope_problems()]

    def stopped(self) -> "Filling":
        """The same at the first step that has a problem; of the rules and the page itself, at the last."""
        steps = self.form.steps()
        found = (step for step in steps if stepping.of(self.form, step, self.problems()))
        return replace(self, step=next(found, steps[-1] if steps else None), is_checked=True)

    def problems_here(self) -> list[Problem]:
        """Of all problems those that this page can mend."""
        return stepping.of(self.form, self.step, self.problems()) if self.step else self.problems()

    def is_elsewhere(self) -> bool:
        """Whether the answers of the posted step lead to other pages than those that it is one of."""
        return self.step is not None and self.form.data.get("step") != self.step.key

    def onward(self) -> "Filling":
        """The same at the step that follows; at the last one, and at the first of other pages, itself."""
        following = stepping.after(self.form.steps(), self.step) if self.step and not self.is_elsewhere() else None
        return replace(self, step=following or self.step)

    def back_at(self, key: str) -> "Filling":
        """The same at the step with this key, or at the last one; the check page knows no step of its own."""
        steps = self.form.steps()
        step = stepping.at(steps, key or (steps[-1].key if steps else ""))
        return replace(self, step=step, is_checked="step" not in self.form.data)

    def place(self) -> int:
        """The number of the step on the page."""
        return self.form.steps().index(self.step) + 1 if self.step else 1

    def is_last(self) -> bool:
        """Whether the check follows."""
        steps = self.form.steps()
        return not steps or self.step == steps[-1]

    def previous(self) -> Step | None:
        """The step before this one."""
        return stepping.before(self.form.steps(), self.step) if self.step else None

    def start(self) -> str:
        """The query under which this page opens anew; its draft brings back what was typed."""
        if not (self.step and self.previous()) or self.is_kiosk:
            return self.query
        return f"{self.query}{'&' if self.query else '?'}step={self.step.key}"

    def beside(self) -> list[tuple[str, str]]:
        """For the hidden inputs of one step: the answers to the questions of all others."""
        if not self.step:
            return []
        form, here = self.form, self.step.fields
        others = [name for name in form.fields if name not in here]
        if isinstance(form.data, QueryDict) and form.is_bound:
            return carried(
                form.data, [part for name in others for part in posted_names(name, form.fields[name].widget)]
            )
        given = {name: form.get_initial_for_field(form.fields[name], name) for name in others}
        return [(name, one) for name, value in given.items() for one in _as_posted(value)]

    def hidden(self) -> list[tuple[str, str]]:
        """The envelope of the next page."""
        return self.envelope.repaired(self.policy).inputs()

    def accepted(self, submission: Submission) -> None:
        """What belongs to a slip that was just stored, in the same transaction."""
        if self.known.link:
            personal_links.used(self.known.link)
        if attached := files.attached(self.form):
            belonging.attach(submission, attached)
        if self.slip.accepted:
            self.slip.accepted(submission)

    def carried(self) -> list[tuple[str, str]]:
        """All answers as typed, for the hidden inputs of the check page."""
        data = self.form.data
        return carried(data, self.form.input_names()) if isinstance(data, QueryDict) else []


def _as_posted(value: object) -> list[str]:
    """What a browser would post for an answer that is given already; dates and the like are typed by nobody else."""
    match value:
        case True:
            return [YES]
        case str() if value:
            return [str(value)]
        case list():
            return [one for one in value if isinstance(one, str)]
        case _:
            return []


def opened(slip: Slip, request: HttpRequest) -> Filling:
    """A form under the rules in force, with what its address and the reader's own data fill in."""
    policy, asked, step = policies.current(slip.form_type), prefill.asked(request.GET), request.GET.get("step", "")
    form = slip.form(initial=slip.form.opening(step), policy=policy, by_office=is_office(request))
    envelope = envelopes.fresh(policy, asked.branch.code if asked.branch else "")
    page = _recognised(Filling(slip=slip, form=form, envelope=envelope, policy=policy, notes=asked.notes), request)
    own = slip.initial(request.GET, policy) if slip.initial else {}
    form.initial = {**form.initial, **fitting(form, {**page.known.initial, **asked.initial, **own})}
    _recall(page, request)
    return replace(page, step=stepping.at(form.steps(), step))


def posted(slip: Slip, request: HttpRequest, *, keeps: bool = True) -> Filling:
    """A posted form under the rules that its sender saw; under those in force when that cannot be told.

    With `keeps` off, files that came along are not stored.
    """
    envelope = envelopes.read(request.POST, slip.form_type)
    policy, by_office = _seen(slip, envelope), is_office(request)
    data, arrived = files.received(
        slip.form.base_fields, request, files.page_of(envelope), by_office=by_office, keeps=keeps
    )
    form = slip.form(data, arrived, policy=policy, by_office=by_office)
    page = _recognised(Filling(slip=slip, form=form, envelope=envelope, policy=policy), request)
    _recall(page, request)
    return replace(page, step=stepping.at(form.steps(), request.POST.get("step", "")))


def _recognised(page: Filling, request: HttpRequest) -> Filling:
    known = recognise.known(request, page.slip.form_type)
    page.form.keep(known.kept, hidden(known.kept))
    _for_device(page.form, request)
    return replace(
        page,
        is_kiosk=is_kiosk(request),
        query=recognise.way(request),
        source=Source.STAFF if is_office(request) else recognise.source(request, known),
        known=known,
    )


def _recall(page: Filling, request: HttpRequest) -> None:
    if page.slip.recall and isinstance(request.user, User) and not page.is_kiosk:
        page.slip.recall(page.form, request.user)


def _seen(slip: Slip, envelope: Envelope) -> PolicyValues:
    try:
        return policies.at(slip.form_type, envelope.policy_version or 0)
    except policies.UnknownPolicy:
        return policies.current(slip.form_type)


def _for_device(form: BlockA, request: HttpRequest) -> None:
    """Takes a browser's own memory of names and numbers away, where many people share the device."""
    if is_kiosk(request):
        for field in form.fields.values():
            field.widget.attrs["autocomplete"] = "off"


is_kiosk = recognise.is_kiosk


def is_office(request: HttpRequest) -> bool:
    """Whether somebody of the office is filling in for a caller; the tablet at the front desk is the families'."""
    return isinstance(request.user, User) and request.user.is_staff and not is_kiosk(request)


def as_other_slip(filling: Filling) -> Filling:
    """Under a key of its own when this one belongs to a slip with other answers: it was edited after sending."""
    key = filling.envelope.key
    sent = Submission.objects.filter(idempotency_key=key).only("payload", "sensitive").first() if key else None
    if sent is None or _says_the_same(sent, filling.form):
        return filling
    envelope = replace(filling.envelope, key=uuid.uuid4())
    filling.form.data = files.moved(filling.form, files.page_of(envelope))
    return replace(filling, envelope=envelope)


def _says_the_same(sent: Submission, form: BlockA) -> bool:
    is_same = {**sent.payload, **sent.sensitive, "facts": None} == {**form.answers(), "facts": None}
    return is_same and belonging.are_of(sent, files.attached(form))
