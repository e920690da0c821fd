"""The picture of a new authenticator app's secret; the other pages are allauth's, in our templates."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@login_required
@never_cache
def totp_qr(request: HttpRequest) -> HttpResponse:
    """An address of its own, because the pages' content policy has no room for data: pictures."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    return HttpResponse(
        adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)), content_type="image/svg+xml"
    )
