"""A person's picture: sent, removed, and shown to those who may see the person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import pictures, profiles
from accounts.entering import signed_in
from accounts.models import User
from accounts.profile_form import PictureForm, ProfileForm
from accounts.views.profile import page

_A_DAY = 24 * 3600  # seconds


@login_required
@require_safe
def show(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The file itself. One answer for no picture, another's picture and no right to see it: not here."""
    person = get_object_or_404(User, pk=pk)
    content = pictures.stored(person, key) if pictures.may_see(signed_in(request), person) else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="picture.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself, it may do nothing at all; the site's own policy is not added to one that is there.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # A new picture has a new address, so a browser may keep this one; a proxy never.
    response["Cache-Control"] = f"private, max-age={_A_DAY}"
    return response


@never_cache
@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Takes a new picture; what is no usable picture comes back with a sentence at its field."""
    person, form = signed_in(request), PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            pictures.change(person, form.cleaned_data["picture"], by=person)
        except ValidationError as refusal:
            form.add_error("picture", refusal)
    if not form.is_valid():
        return page(request, ProfileForm(person=person, profile=profiles.of(person)), form)
    messages.success(request, _("Your picture has been saved"))
    return HttpResponseRedirect(reverse("accounts:profile"), status=303)


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Takes the picture away; twice does no harm."""
    pictures.remove(signed_in(request), by=signed_in(request))
    messages.success(request, _("Your picture has been removed"))
    return HttpResponseRedirect(reverse("accounts:profile"), status=303)
