"""Who may answer for a receiver: the only place that turns a link or a code into a question."""

from datetime import timedelta
from functools import cache as once

from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.invitations import digest
from forms_intake.enums import HandoverVia
from forms_intake.handover import asking
from forms_intake.models import Handover
from forms_intake.models.handover import HandoverQuerySet
from forms_intake.status import links
from school import encryption

# How long somebody who entered the right code may read and answer.
TICKET_LASTS = timedelta(minutes=30)
_TICKET = "forms_intake.handover.ticket"
# For one reference, whoever guesses and from wherever: 300 of a million codes in the days that a code lives.
GUESSES, GUESSES_WITHIN = 10, timedelta(days=1)
_LONGEST_TOKEN = 100


def by_token(token: str) -> tuple[Handover, HandoverVia] | None:
    """The question behind a link in a letter, or behind the ticket that a right code gave; nothing for others."""
    rows = Handover.objects.readable().select_related("submission").defer("submission__sensitive")
    if len(token) > _LONGEST_TOKEN:
        return None
    # A letter's token has no dot in it.
    if "." in token:
        right = links.read(token, salt=_TICKET, lasting=TICKET_LASTS)
        found, via = _of_ticket(rows, right) if right else None, HandoverVia.CODE
    else:
        found, via = rows.filter(token_digest=digest(token)).first(), HandoverVia.LINK
    return (found, via) if found else None


def _of_ticket(rows: HandoverQuerySet, right: links.Right) -> Handover | None:
    """The question, unless it was asked anew since: the office does so when a code went to the wrong person."""
    found = rows.filter(submission=right.pk).first()
    return found if found and right.since + links.EXACTLY > asking.asked_at(found) else None


def ticket(reference: str, code: str) -> str:
    """The token for whoever knows reference and code; empty for everybody else, whatever of both was wrong.

    Unknown references take the same steps as known ones, so that neither words nor time tell them apart.
    """
    asked = Handover.objects.open().select_related("submission").filter(submission__reference=reference).first()
    may_guess = _takes_a_guess(reference)
    stored = asked.code if asked else encryption.decrypt(_nobodys())
    is_right = constant_time_compare(stored["code"], code)
    return links.signed(asked.submission, salt=_TICKET) if asked and is_right and may_guess else ""


def _takes_a_guess(reference: str) -> bool:
    """Each guess is a row of its own: of many at once, exactly as many count as there are."""
    name = salted_hmac("forms_intake.handover.guess", reference, algorithm="sha256").hexdigest()
    seconds = int(GUESSES_WITHIN.total_seconds())
    return any(cache.add(f"handover:{name}:{number}", True, timeout=seconds) for number in range(GUESSES))


@once
def _nobodys() -> str:
    """The code of a reference that nobody has: as long as all, and no digits."""
    return encryption.encrypt({"code": "------"})
