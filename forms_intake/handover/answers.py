"""The receiver's answer, once: given on the page, or told to the office on the telephone."""

from collections.abc import Callable
from datetime import datetime

import pghistory
import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import work
from forms_intake.deliveries import outbox
from forms_intake.enums import HandoverState, HandoverVia
from forms_intake.handover import asking
from forms_intake.models import Handover, Submission
from school import clock
from school.pages import PRIVACY_NOTICE_VERSION

log = structlog.get_logger(__name__)
_REACTIONS: list[Callable[[Submission, Handover], None]] = []


def when_answered(react: Callable[[Submission, Handover], None]) -> None:
    """Has this called with the slip and every answer of its receiver, in the same transaction."""
    if react not in _REACTIONS:
        _REACTIONS.append(react)


class Closed(Exception):  # noqa: N818 - says what it is
    """Nobody is asked any more: withdrawn, declined, settled, out of date, or answered otherwise."""


def answer(asked: Handover, *, agrees: bool, via: HandoverVia) -> Handover:
    """What the receiver says on their page. The same again changes nothing.

    Closed when it is too late, or when the receiver was asked anew since `asked` was read.
    """
    wanted = HandoverState.CONFIRMED if agrees else HandoverState.REFUSED
    with transaction.atomic():
        slip = work.held(asked.submission)
        stored = Handover.objects.readable().select_for_update(of=("self",)).filter(pk=asked.pk).first()
        if stored and stored.state == wanted:
            return stored
        if slip is None or stored is None or stored.is_answered or stored.expires_at != asked.expires_at:
            raise Closed
        stored.notice_version = PRIVACY_NOTICE_VERSION if agrees else None
        return _written(stored, slip, wanted, via)


def note(slip: Submission, *, agrees: bool, by: User, seen: int | None = None) -> Handover:
    """What the receiver said on the telephone, which may take back an earlier answer. Refused says what to do."""
    wanted = HandoverState.CONFIRMED if agrees else HandoverState.REFUSED
    with transaction.atomic(), pghistory.context(user=by.pk):
        held = work.locked(slip, by=by)
        stored = _asked_for(held)
        if stored.state == wanted:
            return stored
        _check_seen(held, seen)
        stored.noted_by = by
        return _written(stored, held, wanted, HandoverVia.OFFICE)


def ask_again(slip: Submission, *, by: User, seen: int | None = None, until: datetime | None = None) -> Handover:
    """A new code and a new link for 30 more days; those before are dead. Refused once there is an answer.

    `until`: when the question that the person was looking at expires. A colleague may have asked anew since, and is
    reading that code out; cards in Lark show none, so it raises no revision.
    """
    with transaction.atomic(), pghistory.context(user=by.pk):
        held = work.locked(slip, by=by)
        stored = _asked_for(held)
        _check_seen(held, seen)
        if stored.is_answered:
            raise work.Refused(_("The receiver has answered already."))
        if until is not None and until != stored.expires_at:
            raise work.Refused(_("A colleague has just made a new code. Look at the slip again."))
        for name, value in asking.afresh(stored).items():
            setattr(stored, name, value)
        stored.save()
        # Pages that show the old code are told.
        held.save(update_fields=["revision"])
    log.info("handover.asked_again", submission=held.pk, by=by.pk)
    return stored


def _asked_for(held: Submission) -> Handover:
    stored = Handover.objects.select_for_update(of=("self",)).filter(submission=held).first()
    if stored is None:
        raise work.Refused(_("Nobody is asked about this slip: it is no transfer to a person."))
    return stored


def _check_seen(held: Submission, seen: int | None) -> None:
    if seen is not None and seen != held.revision:
        raise work.Refused(_("This slip has changed meanwhile. Look at it again before you change it."))


def _written(stored: Handover, slip: Submission, state: HandoverState, via: HandoverVia) -> Handover:
    stored.state, stored.answered_via, stored.answered_at = state, via, clock.now()
    stored.mail_due_at = stored.phone_due_at = None
    if via != HandoverVia.OFFICE:
        stored.noted_by = None
    elif state != HandoverState.CONFIRMED:
        stored.notice_version = None
    stored.save()
    slip.revision += 1
    slip.save(update_fields=["revision"])
    outbox.tell_changed(slip)
    for react in _REACTIONS:
        react(slip, stored)
    log.info("handover.answered", submission=slip.pk, state=state, via=via)
    return stored
