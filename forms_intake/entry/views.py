"""The ways in: a personal link, and what a signed-in family has sent."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from forms_intake import personal_links
from forms_intake.access import for_accounts, public
from forms_intake.entry import family, rights
from forms_intake.enums import Source
from school import keyset

_PAGE = 20


@public
@never_cache
@require_safe
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opens the slip with what the link brings along. A link that ended and one that never was have the same page.

    Looking is harmless: messengers fetch every link they show. What counts as a use is a slip that was sent.
    """
    link = personal_links.of_token(token)
    if link is None:
        return render(request, "forms_intake/link_ended.html", status=404)
    address = f"{reverse('forms_intake:slip', args=[link.form_type])}?src={Source.LINK.value}"
    response = HttpResponse(status=302, headers={"Location": address, "Referrer-Policy": "no-referrer"})
    rights.let_fill_in(response, link)
    return response


@for_accounts
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The slips that this account has sent, newest first."""
    person = cast(User, request.user)
    page = keyset.page(
        family.slips_of(person),
        order=("-submitted_at", "-id"),
        cursor=request.GET.get("page"),
        size=_PAGE,
        filters={"account": str(person.pk)},
    )
    return render(request, "forms_intake/mine.html", {"page": page})
