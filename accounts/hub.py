"""What a person's own account page says: each place that can be opened, with its present state in words."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount import providers
from allauth.socialaccount.models import SocialAccount
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access, addresses, profiles, second_factor, sessions
from accounts.models import User
from school import phones


class Row(NamedTuple):
    """One line of the page; `needs_care` marks what the person should do something about."""

    title: str
    state: str
    address: str
    icon: str
    needs_care: bool = False


_first: dict[str, Callable[[User], Iterable[Row]]] = {}
_more: dict[str, Callable[[User], Iterable[Row]]] = {}


def register(name: str, lines: Callable[[User], Iterable[Row]], *, is_first: bool = False) -> None:
    """Lets another app add lines for members, above or below the account's own; called when the app is ready."""
    (_first if is_first else _more)[name] = lines


def rows(person: User) -> list[Row]:
    """The lines for this person, a guest's being few; a handful of queries, however much there is to tell."""
    lines = _for_guests(person) if person.is_guest else _for_members(person)
    return [row for row in lines if row.address]


def _for_guests(person: User) -> Iterator[Row]:
    until = date_format(person.expires_at, "SHORT_DATE_FORMAT") if person.expires_at else ""
    yield Row(_("Keep this account"), _("As a guest until %(day)s") % {"day": until}, _at("accounts:keep"), "check")
    yield _profile(person)
    yield _data()


def _for_members(person: User) -> Iterator[Row]:
    for lines in _first.values():
        yield from lines(person)
    yield _profile(person)
    yield _email(person)
    yield _phone(person)
    yield _password(person)
    yield _second_factor(person)
    yield _sessions(person)
    yield _connections(person)
    yield from _guest_links(person)
    for lines in _more.values():
        yield from lines(person)
    yield _data()


def _data() -> Row:
    return Row(_("My data"), _("See, download, ask for deletion"), _at("accounts:data"), "archive")


def _guest_links(person: User) -> Iterator[Row]:
    """Only for whoever the gate lets in there."""
    if access.role_of(person) in (addresses.who_may_open("accounts:guest_links") or ()):
        yield Row(_("My guest links"), _("Let families in without an account"), _at("accounts:guest_links"), "users")


def _profile(person: User) -> Row:
    is_notified = profiles.NOTICES[person.role]
    state = _("Name, picture, language, theme, notifications") if is_notified else _("Name, picture, language, theme")
    return Row(_("Profile and preferences"), state, _at("accounts:profile"), "user")


def _email(person: User) -> Row:
    address = EmailAddress.objects.filter(user_id=person.pk, primary=True).first()
    verified = address is not None and address.verified
    state = _("%(value)s, verified") if verified else _("%(value)s, not verified yet")
    value = address.email if address else person.email
    return Row(_("E-mail"), state % {"value": value}, _at("account_email"), "mail", not verified)


def _phone(person: User) -> Row:
    address = _at("account_change_phone")
    if not person.phone:
        return Row(_("Phone number"), _("None yet"), address, "phone")
    state = _("%(value)s, verified") if person.phone_verified_at else _("%(value)s, not verified yet")
    value = phones.unbroken(str(person.phone))
    return Row(_("Phone number"), state % {"value": value}, address, "phone", not person.phone_verified_at)


def _password(person: User) -> Row:
    if person.has_usable_password():
        return Row(_("Password"), _("Set"), _at("account_change_password"), "lock")
    return Row(_("Password"), _("Not set: you sign in by code"), _at("account_set_password"), "lock")


def _second_factor(person: User) -> Row:
    kinds = set(Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True))
    names = {"totp": _("authenticator app"), "webauthn": _("passkey"), "recovery_codes": _("recovery codes")}
    title, address = _("Second step at sign-in"), _at("mfa_index")
    if kinds & set(second_factor.FACTORS):
        means = ", ".join(name for kind, name in names.items() if kind in kinds)
        return Row(title, _("On: %(means)s") % {"means": means}, address, "check-circle")
    needed = second_factor.is_required(person)
    return Row(title, _("Off, and needed for your work") if needed else _("Off"), address, "check-circle", needed)


def _sessions(person: User) -> Row:
    count = len(sessions.open_sessions(person))
    state = ngettext("%(count)d device", "%(count)d devices", count) % {"count": count}
    return Row(_("Where you are signed in"), state, _at("accounts:sessions"), "eye")


def _connections(person: User) -> Row:
    # Not by the account's own method: that fails once the school has given the provider up.
    known = dict(providers.registry.as_choices())
    names = {known.get(name, name) for name in _connected(person)}
    return Row(_("Connected accounts"), ", ".join(sorted(names)) or _("None"), _at("socialaccount_connections"), "link")


def _connected(person: User) -> list[str]:
    return list(SocialAccount.objects.filter(user_id=person.pk).values_list("provider", flat=True))


def _at(name: str) -> str:
    """Empty for a place that this installation does not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
