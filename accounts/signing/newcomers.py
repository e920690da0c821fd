"""What everybody has from their first minute, however they signed up."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.utils.translation import get_language

from accounts.enums import Language
from accounts.models import Profile, User


def connect() -> None:
    """Called once at start."""
    user_signed_up.connect(_signed_up, dispatch_uid="accounts.signed_up")


def _signed_up(user: User, **_signal: Any) -> None:
    """A profile in the language they were reading."""
    language = get_language()
    chosen = Language(language) if language in Language.values else Language.VIETNAMESE
    Profile.objects.get_or_create(user=user, defaults={"language": chosen})
