"""Notices by e-mail: at once or every morning, as each person chose, and at most one letter in five minutes.

What is due stands in the notices. The letter is named in them before its first try, so whoever goes on after a fault
sends that same letter, known by its Message-ID; what has been mailed is never mailed again.
"""

import smtplib
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import groupby
from time import monotonic

import structlog
from allauth.account.models import EmailAddress
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from accounts import profiles
from accounts.enums import MailTiming
from accounts.models import Profile, User
from accounts.signing import mail
from forms_intake.enums import Happening
from forms_intake.models import Notice
from forms_intake.models.submission import HEAVY_OF_ANOTHER
from forms_intake.notices import audience, letters
from school import clock, locks
from school.locks import Lock

log = structlog.get_logger(__name__)
APART, AGAIN_AFTER = timedelta(minutes=5), timedelta(minutes=10)
# Well before a task is killed; the next one goes on.
_MOST_SECONDS, _MOST_ROWS = 40, 2_000


def send_due(*, seconds: float = _MOST_SECONDS) -> int:
    """Writes to everybody for whom something is due; returns how many letters went out.

    One process at a time; ends at the first refusal of the server, and the next minute goes on there.
    """
    until, sent = monotonic() + seconds, 0
    with locks.alone(Lock.NOTICE_MAIL) as alone:
        if not alone or not Notice.objects.waiting_for_mail().exists():
            return 0
        with closing(get_connection()) as through:
            for person, due in _due():
                try:
                    sent += _write(person, due, through)
                except mail.NotSent:
                    break
                if monotonic() > until:
                    break
    return sent


def _due() -> Iterator[tuple[User, list[Notice]]]:
    """By person, whoever waits longest first."""
    rows = Notice.objects.waiting_for_mail().select_related("user").order_by("mail_due_at", "pk")[:_MOST_ROWS]
    several = sorted(rows, key=lambda notice: (notice.user_id, notice.pk))
    piles = [(notices[0].user, notices) for _pk, group in groupby(several, key=_reader) if (notices := list(group))]
    yield from sorted(piles, key=lambda pile: min(str(notice.mail_due_at) for notice in pile[1]))


def _write(person: User, due: list[Notice], through: BaseEmailBackend) -> bool:
    """The letter to one person, if one is wanted and the last one is long enough ago."""
    profile, address = profiles.of(person), _address(person)
    wanted = [notice for notice in due if address and _is_wanted(notice, profile)]
    _drop(notice.pk for notice in due if notice not in wanted)
    if not wanted or _was_written_lately(person):
        return False
    letter, pks = _claim(wanted)
    told = list(_told(pks))
    if not told:
        return False
    try:
        mail.send(letters.written(told, address, letter=letter, language=profile.language), through=through)
    except mail.NotSent as error:
        log.warning("notice.not_mailed", user=person.pk)
        if not isinstance(error.__cause__, smtplib.SMTPRecipientsRefused):
            raise
        # A mailbox that the server refuses for good keeps nobody else waiting.
        _drop(pks)
        return False
    Notice.objects.filter(pk__in=[notice.pk for notice in told]).update(mail_due_at=None, mailed_at=clock.now())
    log.info("notice.mailed", user=person.pk, notices=len(told))
    return True


def _claim(wanted: list[Notice]) -> tuple[uuid.UUID, list[int]]:
    """Names the letter in its notices. One that was tried before comes first, with what stood in it and no more."""
    tried = next((notice.letter for notice in wanted if notice.letter), None)
    letter = tried or uuid.uuid4()
    pks = [notice.pk for notice in wanted if notice.letter == tried]
    rows = Notice.objects.unread().filter(pk__in=pks, mail_due_at__isnull=False)
    rows.update(letter=letter, mail_due_at=clock.now() + AGAIN_AFTER)
    return letter, pks


def _told(pks: list[int]) -> QuerySet[Notice]:
    """As things are now: what was read or taken back a moment ago is left out."""
    rows = Notice.objects.unread().filter(pk__in=pks).order_by("pk")
    return rows.select_related("submission", "by").defer(*HEAVY_OF_ANOTHER)


def _is_wanted(notice: Notice, profile: Profile) -> bool:
    """Not when the person has switched it off since."""
    return audience.mail_timing(profile, Happening(notice.what)) != MailTiming.NEVER


def _address(person: User) -> str:
    """The address that somebody of the office has shown to be theirs; nothing for whoever has left."""
    if not audience.may_be_told(person):
        return ""
    proven = EmailAddress.objects.filter(user_id=person.pk, verified=True, primary=True)
    return proven.values_list("email", flat=True).first() or ""


def _was_written_lately(person: User) -> bool:
    return Notice.objects.filter(user_id=person.pk, mailed_at__gt=clock.now() - APART).exists()


def _drop(pks: Iterator[int] | list[int]) -> None:
    Notice.objects.filter(pk__in=list(pks)).update(mail_due_at=None)


def _reader(notice: Notice) -> int:
    return notice.user_id
