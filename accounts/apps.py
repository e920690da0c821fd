"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: users, roles, profiles."""

    name = "accounts"
    verbose_name = _("Users")

    def ready(self) -> None:
        """Lets a new password or second factor end other sessions, and keeps what is told twice equal."""
        from allauth.mfa.models import Authenticator

        from accounts import access, checks, groups, impersonation, personal, profiles  # noqa: F401 - importing registers the checks
        from accounts.history import following, own, receivers
        from accounts.models import Invitation, Profile, User
        from accounts.sessions import cookie, endings
        from accounts.signing import addresses, newcomers, proof
        from accounts.signing import checks as signing_checks  # noqa: F401 - see above
        from school.live import standing, topics
        from school.live.saves import announced, part_of

        groups.connect()
        impersonation.connect()
        announced(User, lists="users", page="user")
        announced(Invitation, lists="invitations", page="invitation")
        part_of(Profile, User, of=lambda profile: profile.pk)
        part_of(Authenticator, User, of=lambda factor: factor.user_id)
        topics.guard(access.may_follow)
        topics.lens(impersonation.seen)
        standing.stamp(lambda person: (person.role, person.is_guest, person.may_enter))
        receivers.connect()
        following.connect()
        own.register()
        personal.register()
        endings.connect()
        cookie.connect()
        addresses.connect()
        newcomers.connect()
        proof.connect()
        profiles.connect()
