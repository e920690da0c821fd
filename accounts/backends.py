"""Who may sign in, and stay signed in."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.models import User
from school.compiled import Compiled

_SAMPLE = -1
# Asked by every page of everybody who is signed in.
_WHOSE = Compiled(lambda: User.objects.select_related("profile").filter(pk=_SAMPLE))


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]  # allauth ships without type information
    """Allauth's sign-in by e-mail; an archived person is refused, and an open session ends with the next click."""

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is, with the profile, which each of their pages asks for: one query."""
        user = next(iter(_WHOSE.objects({_SAMPLE: user_id})), None)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User) -> bool:
        """Asked at sign-in, and by `get_user` for each request of a session."""
        return user.may_enter
