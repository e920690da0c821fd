"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: users, roles, profiles."""

    name = "accounts"
    verbose_name = _("Users")

    def ready(self) -> None:
        """Lets a new password or second factor end other sessions, and keeps what is told twice equal."""
        from accounts.sessions import endings
        from accounts.signing import addresses, newcomers

        endings.connect()
        addresses.connect()
        newcomers.connect()
