"""What accounts hold of a person (school.personal)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import profiles, sessions
from accounts.enums import InvitationKind
from accounts.models import AccountEvent, Invitation, Profile, User
from school import clock
from school import personal as registry
from school.live.saves import tell
from school.personal import Kept
from school.retention import erase, people

KEPT = (
    Kept(
        _("Name, e-mail, telephone, student code, picture and what your profile says"),
        _("To know you and to answer you"),
        "accounts.User",
    ),
    Kept(
        _("Connected accounts, second factors and verified addresses"),
        _("To let in you and nobody else"),
        "account.EmailAddress",
    ),
    Kept(
        _("Where you are signed in: network address, browser and time"),
        _("So that you notice a stranger"),
        "usersessions.UserSession",
    ),
    Kept(_("Sign-ins, and changes of password or second factor"), _("To clear up a misuse"), "accounts.AccountEvent"),
    Kept(_("Invitations to you"), _("To let you in"), "accounts.Invitation"),
    Kept(_("Who changed what and when"), _("To explain and undo mistakes"), "pghistory.Context"),
)

_ACCOUNT = ("name", "email", "email_verified_at", "phone", "phone_verified_at", "role", "student_code")
_STATE = ("is_guest", "expires_at")
_TIMES = ("created_at", "last_login", "archived_at", "deletion_requested_at")
_PROFILE = (
    "bio",
    "website",
    "location",
    "timezone",
    "language",
    "theme",
    "notifications_on",
    "notices",
    "shortcuts",
    *profiles.MAILS,
)


def register() -> None:
    """To be called when the app is ready."""
    registry.register("account", kept=KEPT, export=export, forget=forget, traces=traces)


def export(person: User) -> dict[str, Any]:
    """Everything but secrets: no password, no keys of sessions or second factors, no tokens."""
    mine = {"user_id": person.pk}
    devices = UserSession.objects.filter(**mine).order_by("-last_seen_at")
    factors = Authenticator.objects.filter(**mine).order_by("pk")
    events = AccountEvent.objects.filter(person=person)
    return {
        "account": {key: _plain(getattr(person, key)) for key in (*_ACCOUNT, *_STATE, *_TIMES)},
        "profile": Profile.objects.filter(**mine).values(*_PROFILE).first() or {},
        "email_addresses": list(EmailAddress.objects.filter(**mine).values("email", "verified", "primary")),
        "connected_accounts": list(
            SocialAccount.objects.filter(**mine).values("provider", "date_joined", "last_login")
        ),
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "sessions": list(devices.values("ip", "user_agent", "created_at", "last_seen_at")),
        "invitations": list(_invitations(person).values("kind", "name", "email", "role", "created_at", "expires_at")),
        "events": list(events.values("happened_at", "kind", "detail", "address", "user_agent")),
    }


def proven_emails(person: User) -> list[str]:
    """Addresses that the person has shown to be theirs, in lower case."""
    verified = EmailAddress.objects.filter(user_id=person.pk, verified=True)
    found = {email.lower() for email in verified.values_list("email", flat=True)}
    return sorted(found | ({person.email.lower()} if person.email and person.email_verified_at else set()))


def proven_phone(person: User) -> str:
    """The number that the person has shown to be theirs by a code, E.164; or nothing. The office's word is none."""
    has_shown = person.phone_verified_at and person.phone_code_entered_at
    return str(person.phone) if person.phone and has_shown else ""


def forget(person: User, name: str) -> None:
    """Puts the pseudonym in the place of the person; what goes along by retention.yaml is left to the caller."""
    emails = _emails(person)
    _forget_invitations(person, emails)
    _forget_events(person)
    erase.forget_history(User, [person.pk], name=name)
    _put_pseudonym(person, name)


def traces(person: User) -> list[str]:
    """By what a half-finished sign-in names the person."""
    return [*_emails(person), str(person.phone)]


def end_sessions(person: User, *words: str, but: str | None = None) -> int:
    """Ends every session of the person but one, and half-finished sign-ins in which one of the words stands."""
    keys = people.sessions_naming({person.pk: words})[person.pk]
    return sessions.end_all(person, but=but, also=keys)


def _put_pseudonym(person: User, name: str) -> None:
    if person.image:
        storage, file = person.image.storage, str(person.image.name)
        transaction.on_commit(lambda: storage.delete(file), robust=True)
    person.name, person.email, person.phone, person.image = name, None, "", ""
    person.student_code = ""
    person.email_verified_at = person.phone_verified_at = person.phone_code_entered_at = None
    person.office_since = person.last_login = None
    person.is_active, person.purged_at = False, clock.now()
    # Whoever wrote the reason may have written about the person.
    person.archived_at, person.archive_reason = person.archived_at or person.purged_at, "—"
    person.set_unusable_password()
    person.save()


def _forget_invitations(person: User, emails: list[str]) -> None:
    """Invitations of the person by name or address; a link for many guests stays, without what they called it."""
    theirs = _invitations(person, emails)
    erase.delete(theirs.filter(kind=InvitationKind.ACCOUNT))
    made = Invitation.objects.filter(created_by_id=person.pk, kind=InvitationKind.GUEST)
    links = {*theirs.values_list("pk", flat=True), *made.values_list("pk", flat=True)}
    erase.forget_history(Invitation, links)
    Invitation.objects.filter(pk__in=links).update(name="")
    tell(Invitation, *links)


def _forget_events(person: User) -> None:
    """What happened to the account goes; what the person did to others stays, without the place."""
    AccountEvent.objects.filter(person_id=person.pk).delete()
    AccountEvent.objects.filter(by_id=person.pk).update(address=None, user_agent="")


def _invitations(person: User, emails: list[str] | None = None) -> Any:
    wanted = emails if emails is not None else proven_emails(person)
    to_them = Invitation.objects.annotate(address=Lower("email")).filter(
        Q(accepted_by_id=person.pk) | Q(address__in=wanted)
    )
    return to_them.order_by("created_at")


def _emails(person: User) -> list[str]:
    """Of today and of former times; but none that is somebody else's by now."""
    stored = EmailAddress.objects.filter(user_id=person.pk).values_list("email", flat=True)
    history: Any = apps.get_model("accounts", "UserEvent")
    former = history.objects.filter(pgh_obj_id=person.pk).values_list("email", flat=True)
    found = {email.lower() for email in [*stored, *former, person.email] if email}
    others = User.objects.filter(email__in=found).exclude(pk=person.pk).values_list("email", flat=True)
    return sorted(found - {str(email).lower() for email in others})


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) or hasattr(value, "isoformat") else str(value)
