"""Invitations: a link lets a guest in for a while, or a colleague make an account. The link itself is never stored."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

import structlog
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import InvitationKind, Language, Role
from accounts.importing.people import Person
from accounts.models import Invitation, User, normalised_email
from accounts.people import RANK, Refused, may_grant
from accounts.signing import fields
from school import clock, ways
from school.live.saves import tell

log = structlog.get_logger(__name__)

COLLEAGUE_LINK_LASTS = timedelta(days=7)
GUEST_LINK_LASTS_AT_MOST = timedelta(days=365)
MOST_USES = 500
# As the column is wide.
_LONGEST_PATH = 200
_INVITERS = frozenset({Role.ADMIN, Role.STAFF, Role.TEACHER})


def new_token() -> str:
    """256 bits of chance, as they stand in a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What of a token is stored: enough to recognise it, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(token: str) -> str:
    """The address to send to the invited person."""
    return settings.SITE_URL + reverse("accounts:invitation", args=[token])


def may_invite_guests(person: User) -> bool:
    """Teachers and the office."""
    return person.may_enter and person.role in _INVITERS


def may_handle(by: User, invitation: Invitation) -> bool:
    """The office handles everybody's up to its own rank; teachers the guest links that they made."""
    if may_grant(by, invitation.role):
        return True
    return invitation.kind == InvitationKind.GUEST and by.may_enter and invitation.created_by_id == by.pk


def invite_guest(
    *, by: User, name: str = "", leads_to: str = "/", lasts: timedelta = timedelta(days=1), most_uses: int | None = None
) -> tuple[Invitation, str]:
    """A link for guests, and the link itself, which nobody can read again.

    `name` says what for and is shown to the guest; `leads_to` is a path of this site; `most_uses` None: no bound.
    """
    if not may_invite_guests(by):
        raise Refused(_("Guests are invited by teachers and the office."))
    if not ways.is_own(leads_to, longest=_LONGEST_PATH):
        raise Refused(_("Choose a page of this site, for example /rooms/."))
    if not timedelta(0) < lasts <= GUEST_LINK_LASTS_AT_MOST:
        raise Refused(_("A link lasts one year at most."))
    if most_uses is not None and not 1 <= most_uses <= MOST_USES:
        raise Refused(_("A link lets in between 1 and %(most)s guests.") % {"most": MOST_USES})
    token = new_token()
    invitation = Invitation.objects.create(
        kind=InvitationKind.GUEST,
        token_digest=digest(token),
        name=name,
        leads_to=leads_to,
        most_uses=most_uses,
        created_by=by,
        expires_at=clock.now() + lasts,
    )
    log.info("invitation.made", invitation=invitation.pk, kind=invitation.kind, by=by.pk)
    return invitation, link(token)


@transaction.atomic
def invite_colleague(
    *, email: str, role: str, name: str = "", language: str = Language.VIETNAMESE, by: User
) -> Invitation:
    """Invites somebody to an account with the role; the e-mail is due at once (accounts.invitation_mail).

    An earlier open invitation of the same mailbox ends, so that one link lives. Refused above one's own rank.
    """
    email = _checked_email(email)
    if not may_grant(by, role):
        raise Refused(_("You can give roles up to your own only. Ask an administrator."))
    person = User.objects.filter(email=email).select_related("profile").first()
    if person:
        _refuse_needless(person, role)
        language = person.profile.language if hasattr(person, "profile") else language
    _end_earlier(email, by=by)
    invitation = _for_account(email=email, name=name, role=role, language=language, by=by)
    invitation.save()
    log.info("invitation.made", invitation=invitation.pk, kind=invitation.kind, role=role, by=by.pk)
    return invitation


def invite_imported(people: Iterable[Person], *, by: User) -> None:
    """Invites the owners of new accounts, in one statement; whoever imports has asked for the right to each role."""
    Invitation.objects.bulk_create(
        _for_account(email=one.email, name=one.name, role=one.role, language=one.language, by=by) for one in people
    )
    tell(Invitation)


@transaction.atomic
def renew(invitation: Invitation, *, by: User) -> Invitation:
    """Seven more days and a new e-mail with a new link; the old link is dead. Refused once accepted or revoked."""
    stored = _locked(invitation, by=by)
    if stored.kind != InvitationKind.ACCOUNT or stored.uses or stored.revoked_at:
        raise Refused(_("This invitation has ended. Make a new one."))
    stored.created_by, stored.token_digest = by, digest(new_token())
    stored.expires_at, stored.mail_due_at = clock.now() + COLLEAGUE_LINK_LASTS, clock.now()
    stored.save(update_fields=["created_by", "token_digest", "expires_at", "mail_due_at"])
    log.info("invitation.renewed", invitation=stored.pk, by=by.pk)
    return stored


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> Invitation:
    """The link lets nobody in from now on; a second call changes nothing. Refused once an account was made by it."""
    stored = _locked(invitation, by=by)
    if stored.kind == InvitationKind.ACCOUNT and stored.uses:
        raise Refused(_("This invitation has been accepted. Change the person's account instead."))
    if not stored.revoked_at:
        stored.revoked_at, stored.mail_due_at = clock.now(), None
        stored.save(update_fields=["revoked_at", "mail_due_at"])
        log.info("invitation.revoked", invitation=stored.pk, by=by.pk)
    return stored


def has_come_in(person: User) -> bool:
    """Whether its owner has used the account yet: one whose address nobody has proven belongs to its mailbox."""
    if person.last_login:
        return True
    has_way_in = person.has_usable_password() or SocialAccount.objects.filter(user=person).exists()
    return bool(person.email_verified_at and has_way_in)


def _for_account(*, email: str, name: str, role: str, language: str, by: User) -> Invitation:
    return Invitation(
        kind=InvitationKind.ACCOUNT,
        # Nobody knows this one; the link is made when the e-mail is written.
        token_digest=digest(new_token()),
        email=email,
        name=name,
        role=role,
        language=language,
        most_uses=1,
        created_by=by,
        expires_at=clock.now() + COLLEAGUE_LINK_LASTS,
        mail_due_at=clock.now(),
    )


def _locked(invitation: Invitation, *, by: User) -> Invitation:
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not may_handle(by, stored):
        raise Refused(_("This invitation belongs to somebody above you. Ask an administrator."))
    return stored


def _checked_email(typed: str) -> str:
    email = normalised_email(typed)
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not email or len(email) > fields.EMAIL_LIMIT:
        raise Refused(_("Check the e-mail address, for example name@gmail.com"))
    return email


def _refuse_needless(person: User, role: str) -> None:
    if not person.may_enter:
        raise Refused(_("This person's account is archived or switched off. Open it again in the list of users."))
    if has_come_in(person) and RANK[Role(person.role)] >= RANK[Role(role)]:
        raise Refused(_("This person has an account with that role, or a higher one, already."))


def _end_earlier(email: str, *, by: User) -> None:
    for earlier in Invitation.objects.open().select_for_update().filter(kind=InvitationKind.ACCOUNT, email=email):
        revoke(earlier, by=by)
