"""Helping somebody whose phone is gone: their second factors are taken away, and they are told."""

import structlog
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people, sessions
from accounts.enums import Role
from accounts.models import Profile, User
from accounts.people import Refused
from accounts.signing import mail

log = structlog.get_logger(__name__)


def may_reset(by: User, person: User) -> bool:
    """Administrators only, and never their own: whoever sits at an unattended screen must not get rid of it."""
    return by.has_perm("accounts.reset_second_factor_user") and by.pk != person.pk


@transaction.atomic
def reset(person: User, *, by: User, reason: str = "") -> int:
    """Removes all second factors and recovery codes, ends every session, tells the person; says how many went.

    Raises Refused for everybody but an administrator, and for another administrator without a reason.
    """
    if not may_reset(by, person):
        raise Refused(_("Only another administrator can reset the second step. Ask one of them."))
    reason = reason.strip()
    if person.role == Role.ADMIN and not reason:
        raise Refused(_("Give a reason: this is an administrator's account."))
    people.locked(person)
    # Waits for whoever is just setting one up, so that theirs goes too.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    number: int = Authenticator.objects.filter(user_id=person.pk).delete()[0]
    sessions.end_all(person)
    _write_down(person, by=by, reason=reason)
    log.info("second_factor.reset", user=person.pk, by=by.pk, removed=number)
    transaction.on_commit(lambda: _tell(person))
    return number


def _write_down(person: User, *, by: User, reason: str) -> None:
    """In the history that the admin site keeps; by number, so that the name goes with the person."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person.pk),
        action_flag=CHANGE,
        change_message=f"second factor reset: {reason}" if reason else "second factor reset",
    )


def _tell(person: User) -> None:
    """In the person's own language, not in that of the administrator. What has happened stays if it cannot be sent."""
    if not person.email:
        return
    language = Profile.objects.filter(user_id=person.pk).values_list("language", flat=True).first() or "vi"
    try:
        mail.send(mail.letter("mfa/email/reset", to=person.email, language=language))
    except mail.NotSent:
        log.warning("second_factor.reset_not_told", user=person.pk)
