"""Writes what the dry run has shown: all of it, or nothing."""

from collections.abc import Sequence

import structlog
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts import invitations
from accounts.importing.people import Person
from accounts.importing.plan import Outcome, plan
from accounts.importing.reading import Row
from accounts.models import OFFICE, Profile, User
from accounts.tasks import mail_invitations
from school import aftercommit, clock, live

log = structlog.get_logger(__name__)


class Changed(Exception):  # noqa: N818 - says what happened
    """Somebody else was faster: what was shown is no longer what would happen."""


def apply(rows: Sequence[Row], *, shown: Sequence[str], invite: bool, by: User) -> int:
    """Makes the accounts of the rows that were `shown` as new; returns how many.

    Raises Changed when a row would now come out differently than shown, and then has written nothing. With `invite`
    each person is mailed a link, by the queue of invitations; otherwise they use “Forgot your password?”.
    """
    try:
        with transaction.atomic():
            steps = plan(rows, by=User.objects.get(pk=by.pk))
            if [step.outcome for step in steps] != list(shown):
                raise Changed
            new = [step.person for step in steps if step.outcome == Outcome.NEW]
            _make(new)
            live.changed("users")
            if invite:
                invitations.invite_imported(new, by=by)
                aftercommit.on_commit(_wake)
    except IntegrityError as error:
        raise Changed from error
    log.info("people.imported", made=len(new), by=by.pk, invited=invite)
    return len(new)


def _make(people: Sequence[Person]) -> None:
    users = User.objects.bulk_create([_user(person) for person in people])
    Profile.objects.bulk_create(
        Profile(user=user, language=person.language) for user, person in zip(users, people, strict=True)
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=str(user.email), primary=True) for user in users)


def _user(person: Person) -> User:
    since = clock.now() if person.role in OFFICE else None
    user = User(email=person.email, name=person.name, phone=person.phone, role=person.role, office_since=since)
    user.student_code = person.student_code
    user.set_unusable_password()
    return user


def _wake() -> None:
    mail_invitations.apply_async(retry=False, expires=60)
