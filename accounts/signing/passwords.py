"""Django's password rules with refusals that say what to choose."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _


class LongEnough(rules.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """What to choose instead."""
        return _("Choose a password of at least %(count)d characters") % {"count": self.min_length}


class NotCommon(rules.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        """What to choose instead."""
        return _("Choose another password: this one is tried first by whoever guesses")


class NotLikeThePerson(rules.UserAttributeSimilarityValidator):
    """Not the name or the address in other words."""

    DEFAULT_USER_ATTRIBUTES = ("name", "email")

    def get_error_message(self) -> str:
        """What to choose instead."""
        return _("Choose a password that is not like your name or e-mail")
