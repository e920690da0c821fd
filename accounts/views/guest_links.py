"""A teacher's own links for guests: who made one sees it here, and ends it here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import invitations
from accounts.enums import InvitationKind
from accounts.invitation_forms import GuestLinkForm
from accounts.models import Invitation, User
from accounts.people import Refused

_SHOWN = 50


@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The newest links of whoever is signed in, with their states in words."""
    by = _inviter(request)
    links = Invitation.objects.filter(kind=InvitationKind.GUEST, created_by=by)[:_SHOWN]
    return render(request, "accounts/guest_links.html", {"links": links})


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Makes a link and shows it, this once."""
    by = _inviter(request)
    form = GuestLinkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/guest_link_new.html", {"form": form})
    invitation, link = invitations.invite_guest(by=by, **form.wanted())
    return render(request, "accounts/guest_link_made.html", {"invitation": invitation, "link": link})


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one's own link."""
    by = _inviter(request)
    invitation = get_object_or_404(Invitation, pk=pk, kind=InvitationKind.GUEST, created_by=by)
    try:
        invitations.revoke(invitation, by=by)
        messages.success(request, _("The link no longer lets anybody in."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("accounts:guest_links")


def _inviter(request: HttpRequest) -> User:
    if isinstance(request.user, User) and invitations.may_invite_guests(request.user):
        return request.user
    raise PermissionDenied
