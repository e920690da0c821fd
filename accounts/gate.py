"""The gate before every view and socket: whatever roles.yaml does not open for this reader stays shut (ADR 0009)."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access, addresses, answers
from accounts.rights import EVERYONE
from school.live.topics import reader_of

Handler = Callable[[HttpRequest], HttpResponseBase]
SocketApp = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
# As HTTP's 403; browsers do not come again by themselves.
CLOSE_REFUSED = 4403


class ShutByGate(PermissionDenied):
    """The page is not for this reader; the sentence, if there is one, says what to do."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence  # shown by school.pages.permission_denied


class Gate:
    """Refuses what the reader's role has no entry for; pages for everybody cost neither session nor query."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Called by Django once it knows the view."""
        assert request.resolver_match  # noqa: S101 - Django has just resolved it
        key = addresses.key_of(request.resolver_match)
        allowed, owner_only = addresses.who_may_open(key) or frozenset(), addresses.is_owner_only(key)
        if EVERYONE in allowed and not owner_only:
            return None
        if owner_only and getattr(request.user, "is_hijacked", False):
            return _refused(
                request, _("Only the owner of the account may open this page. Go back to your own account.")
            )
        if access.role_of(request.user) in allowed:
            return None
        return _refused(request, "") if request.user.is_authenticated or not allowed else _to_sign_in(request)


def socket(route: str, application: SocketApp) -> Any:
    """The socket's application, for those whom roles.yaml lets connect; asked in a thread, unless it is everybody.

    Any, because Django's `path` is typed for views only.
    """

    async def gated(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if access.everybody_may_connect(route) or await _may_connect(scope, route):
            await application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": CLOSE_REFUSED})

    return gated


@database_sync_to_async  # type: ignore[untyped-decorator]  # channels ships without types
def _may_connect(scope: dict[str, Any], route: str) -> bool:
    return access.may_connect(reader_of(scope["session"].session_key), route)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """A page for people, a sentence for scripts and fragments."""
    if not answers.wants_page(request):
        words = sentence or _("Your account may not open this.")
        return answers.sentence(request, words, status=HTTPStatus.FORBIDDEN)
    raise ShutByGate(sentence)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back to the page, if it can be opened by going there."""
    if not answers.wants_page(request):
        words = _("Sign in, then try again.")
        answer = answers.sentence(request, words, status=HTTPStatus.UNAUTHORIZED)
        answer["WWW-Authenticate"] = "Session"
        return answer
    here = {"next": _way_back(request)} if request.method in {"GET", "HEAD"} else {}
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(here)}" if here else reverse("account_login"))


def _way_back(request: HttpRequest) -> str:
    """The admin's own sign-in is a way only, and knows where to; allauth checks that it is an address of this site."""
    is_a_way = request.path == reverse("admin:login")
    return request.GET.get("next") or reverse("admin:index") if is_a_way else request.get_full_path()
