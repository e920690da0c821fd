"""Alerts by e-mail: to every administrator once when one opens, daily while it is open, and once when it is mended.

What is due stands in the alerts themselves, so that a mail server that is away delays a letter and loses none.
"""

import smtplib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.utils import translation

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from accounts.signing import mail
from forms_intake import alert_causes, alert_words, alerts
from forms_intake.enums import AlertKind
from forms_intake.models import Alert
from school import clock, locks
from school.locks import Lock

log = structlog.get_logger(__name__)
REMIND_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One alert in a letter; `arrived`: of a mended one, how many slips have gone out since it was opened."""

    words: alert_words.Words | None
    mended: str = ""
    arrived: int = 0
    link: str = ""


def send_due() -> int:
    """Writes to each administrator whom something due has not reached yet; how many letters went out.

    Only one process does it at a time; ends at the first refusal of the server, and the next sweep goes on there.
    """
    with locks.alone(Lock.ALERT_MAIL) as alone:
        due = list(_due()) if alone else []
        if not due:
            return 0
        people = administrators()
        if not people:
            log.error("alert.nobody_to_mail")
        sent = _send(due, people)
        _conclude(due, people)
        return sent


def administrators() -> list[tuple[User, str]]:
    """Active administrators with the address that they have shown to be theirs."""
    proven = EmailAddress.objects.filter(verified=True, primary=True)
    addresses = dict(proven.filter(user__role=Role.ADMIN).values_list("user", "email"))
    people = User.objects.active().filter(role=Role.ADMIN, is_active=True, pk__in=addresses).order_by("pk")
    return [(person, addresses[person.pk]) for person in people]


def _due() -> Iterator[Alert]:
    now = clock.now()
    is_open = Q(closed_at=None) & (Q(mailed_at=None) | Q(mailed_at__lte=now - REMIND_EVERY))
    # Whoever was not told of the fault needs not hear of its end.
    is_over = Q(closed_at__lte=now - alerts.CALM, mailed_at__isnull=False, mended_mailed_at=None)
    rows = Alert.objects.filter(is_open | is_over & ~Q(kind=AlertKind.DRIFT))
    rows = rows.select_related("destination", "app").defer("destination__config", "app__config")
    yield from rows.order_by("opened_at", "pk")


def _send(due: list[Alert], people: list[tuple[User, str]]) -> int:
    """One letter a person, whatever has happened: a night when everything fails fills no mailbox."""
    sent = 0
    with closing(get_connection()) as through:
        for person, address in people:
            news = [alert for alert in due if person.pk not in alert.told]
            if not news:
                continue
            try:
                _deliver(_letter(news, person, address), through)
            except mail.NotSent:
                log.warning("alert.not_mailed", user=person.pk)
                break
            sent += 1
            _note(news, person)
    return sent


def _deliver(letter: EmailMessage, through: BaseEmailBackend) -> None:
    """A mailbox that the server refuses for good keeps nobody else waiting."""
    try:
        mail.send(letter, through=through)
    except mail.NotSent as error:
        if not isinstance(error.__cause__, smtplib.SMTPRecipientsRefused):
            raise
        log.error("alert.mailbox_refused")


def _note(news: list[Alert], person: User) -> None:
    """At once, so that whoever goes on after a fault begins behind this person."""
    for alert in news:
        alert.told = [*alert.told, person.pk]
        Alert.objects.filter(pk=alert.pk).update(told=alert.told)


def _conclude(due: list[Alert], people: list[tuple[User, str]]) -> None:
    """What everybody was told of is done; an alert that has changed meanwhile is due again by itself."""
    everybody = {person.pk for person, _address in people}
    for alert in due:
        if everybody <= set(alert.told):
            rows = Alert.objects.filter(pk=alert.pk, opened_at=alert.opened_at, closed_at=alert.closed_at)
            rows.update(**{"mended_mailed_at" if alert.closed_at else "mailed_at": clock.now(), "told": []})
            log.info("alert.mailed", alert=alert.pk, kind=alert.kind, people=len(everybody))


def _letter(news: list[Alert], person: User, address: str) -> EmailMessage:
    """What is wrong and what works again, without a word of any slip."""
    language = profiles.of(person).language
    with translation.override(language), clock.school_time():
        open_lines = [_open_line(alert, person) for alert in news if not alert.closed_at]
        mended_lines = [_mended_line(alert) for alert in news if alert.closed_at]
        return mail.letter(
            "forms_intake/email/alert",
            to=address,
            language=language,
            open_lines=open_lines,
            mended_lines=mended_lines,
            is_reminder=all(alert.mailed_at for alert in news),
            school=settings.SCHOOL_NAME,
        )


def _open_line(alert: Alert, person: User) -> Line:
    words = alert_words.words(alert, for_person=person)
    return Line(words, link=f"{settings.SITE_URL}{words.address}" if words.address else "")


def _mended_line(alert: Alert) -> Line:
    return Line(None, alert_words.mended(alert), alert_causes.arrived_since(alert))
