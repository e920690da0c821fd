"""Who may sign in, and stay signed in."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.models import User


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]  # allauth ships without type information
    """Allauth's sign-in by e-mail; an archived person is refused, and an open session ends with the next click."""

    def user_can_authenticate(self, user: User) -> bool:
        """Asked at sign-in, and by `get_user` for each request of a session."""
        return user.may_enter
