"""Accepting an invitation: whoever holds the link, as often as it says, as long as its maker may still invite."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import invitations, people
from accounts.enums import InvitationKind, Language, Role, Theme
from accounts.models import Invitation, InvitationQuerySet, Profile, User, normalised_email
from accounts.people import RANK, Refused, may_grant
from accounts.signing import proof
from school import clock
from school.live.saves import tell

log = structlog.get_logger(__name__)

# Whoever comes in the link's last minute still has time to do what they came for.
_GUEST_STAYS_AT_LEAST = timedelta(days=1)


Follow = Callable[[Invitation, User], bool]
_follows: list[Follow] = []


class Closed(Exception):  # noqa: N818 - says what happened
    """The link lets nobody in: unknown, expired, revoked or used up. Which of them is not told."""


def when_followed(react: Follow) -> None:
    """Has this called with each link for guests and whoever follows it, in the same transaction.

    It says whether the link gave them something that they did not have. Called from AppConfig.ready.
    """
    if react not in _follows:
        _follows.append(react)


def standing(token: str) -> Invitation:
    """The open invitation of a link; looking uses nothing up. Raises Closed."""
    return _open(Invitation.objects.select_related("created_by"), token)


def known(token: str, *, among: Collection[int]) -> Invitation | None:
    """The invitation of the link if it is among these, used up or not."""
    return Invitation.objects.filter(token_digest=invitations.digest(token), pk__in=among).first()


def as_guest(token: str, *, name: str, theme: str = Theme.SYSTEM) -> tuple[User, Invitation]:
    """Makes a guest, who ends with the link (or a day after coming in). Raises Closed."""
    with _used(token, InvitationKind.GUEST) as invitation:
        guest = User.objects.create_guest(name, expires_at=_end(invitation))
        Profile.objects.create(user=guest, language=_language(), theme=theme)
        _followed(invitation, guest)
    log.info("invitation.accepted", invitation=invitation.pk, user=guest.pk)
    return guest, invitation


def as_oneself(token: str, *, user: User) -> Invitation:
    """Somebody who is signed in follows a guest link: an account keeps what it is, a guest may stay longer."""
    if not user.is_guest:
        return _as_account(token, user)
    with _used(token, InvitationKind.GUEST) as invitation:
        stays_until = max(user.expires_at or clock.now(), _end(invitation))
        User.objects.filter(pk=user.pk, is_guest=True).update(expires_at=stays_until)
        tell(User, user.pk)
        _followed(invitation, user)
    return invitation


def as_new(token: str, *, name: str, password: str, theme: str = Theme.SYSTEM) -> User:
    """Makes the account, or opens one that nobody has used yet; the link has come by its mailbox. Raises Closed."""
    try:
        with _used(token, InvitationKind.ACCOUNT) as invitation:
            person = _opened_account(invitation, name, password)
            EmailAddress.objects.update_or_create(
                user=person, email=invitation.email, defaults={"verified": True, "primary": True}
            )
            Profile.objects.get_or_create(user=person, defaults={"language": _language(), "theme": theme})
            invitation.accepted_by = person
    except IntegrityError as error:
        raise Refused(_("This e-mail address has just got an account. Sign in with it.")) from error
    log.info("invitation.accepted", invitation=invitation.pk, user=person.pk)
    return person


def as_colleague(token: str, *, user: User) -> User:
    """The owner of the mailbox, signed in, takes the role; a higher one they hold stays. Raises Closed, Refused."""
    with _used(token, InvitationKind.ACCOUNT) as invitation:
        if normalised_email(user.email or "") != invitation.email:
            raise Refused(_("This invitation is for another e-mail address. Sign in with that one."))
        if raises_role(invitation, user) and invitation.created_by:
            people.set_role(user, invitation.role, by=invitation.created_by)
        invitation.accepted_by = user
    log.info("invitation.accepted", invitation=invitation.pk, user=user.pk)
    return user


def raises_role(invitation: Invitation, user: User) -> bool:
    """Whether accepting would change what the person may do."""
    return RANK[Role(invitation.role)] > RANK[Role(user.role)]


def owner(invitation: Invitation) -> User | None:
    """The account that the invited mailbox has already, if somebody has used it; it must sign in to accept."""
    person: User | None = User.objects.filter(email=invitation.email).first() if invitation.email else None
    return person if person and invitations.has_come_in(person) else None


@contextmanager
def _used(token: str, kind: InvitationKind) -> Iterator[Invitation]:
    """One use, counted in the transaction of what it is used for; of two who want the last one, one gets it."""
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("created_by")
        invitation = _of_kind(_open(rows, token), kind)
        yield invitation
        invitation.uses += 1
        invitation.mail_due_at = None
        invitation.save(update_fields=["uses", "accepted_by", "mail_due_at"])


def _as_account(token: str, user: User) -> Invitation:
    """An account uses a place up only where the link gives it something."""
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("created_by")
        invitation = _of_kind(_open(rows, token), InvitationKind.GUEST)
        if _followed(invitation, user):
            invitation.uses += 1
            invitation.save(update_fields=["uses"])
    return invitation


def _followed(invitation: Invitation, person: User) -> bool:
    # All of them, also after the first that knew the link.
    known = [react(invitation, person) for react in _follows]
    return any(known)


def _open(rows: InvitationQuerySet, token: str) -> Invitation:
    row = rows.open().filter(token_digest=invitations.digest(token)).first()
    if row is None or not _still_backed(row):
        raise Closed
    return row


def _of_kind(invitation: Invitation, kind: InvitationKind) -> Invitation:
    if invitation.kind != kind:
        raise Closed
    return invitation


def _still_backed(invitation: Invitation) -> bool:
    """Whoever has left the school, or lost the rank, lets nobody in any more."""
    by = invitation.created_by
    if by is None:
        return False
    is_for_guests = invitation.kind == InvitationKind.GUEST
    return invitations.may_invite_guests(by) if is_for_guests else may_grant(by, invitation.role)


def _opened_account(invitation: Invitation, name: str, password: str) -> User:
    found: User | None = User.objects.filter(email=invitation.email).first()
    if found is None:
        made: User = User.objects.create_user(
            invitation.email, password, name=name, role=invitation.role, email_verified_at=clock.now()
        )
        return made
    # Asked before too: a purge holds the person and wants the invitation, which is held here.
    if not found.may_enter or not (person := people.locked(found)).may_enter:
        raise Closed
    if invitations.has_come_in(person):
        raise Refused(_("This e-mail address has an account. Sign in with it."))
    if raises_role(invitation, person) and invitation.created_by:
        people.set_role(person, invitation.role, by=invitation.created_by)
    # Whoever signed up with this address never showed that it is theirs.
    proof.start_anew(person)
    EmailAddress.objects.filter(user=person).exclude(email=invitation.email).delete()
    person.name, person.email_verified_at = name, clock.now()
    person.set_password(password)
    person.save(update_fields=["name", "email_verified_at", "password"])
    return person


def _end(invitation: Invitation) -> datetime:
    return max(invitation.expires_at, clock.now() + _GUEST_STAYS_AT_LEAST)


def _language() -> str:
    language = translation.get_language() or ""
    return language if language in Language.values else Language.VIETNAMESE
