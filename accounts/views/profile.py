"""A person's own pages: the hub of the account, and the profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import hub, profiles
from accounts.entering import signed_in
from accounts.models import Profile
from accounts.profile_form import PictureForm, ProfileForm
from school import reader


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The hub: who I am, and everything that is mine to change."""
    return render(request, "accounts/home.html", {"rows": hub.rows(signed_in(request))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, words about oneself, language, theme, time zone, notices."""
    person = signed_in(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, person=person, profile=profiles.of(person))
    if form.is_valid():
        return _saved(request, profiles.change(person, by=person, **form.changes()))
    return page(request, form, PictureForm())


def page(request: HttpRequest, form: ProfileForm, picture_form: PictureForm) -> HttpResponse:
    """The profile page with both of its forms; a bound one has been refused."""
    context = {"form": form, "picture_form": picture_form}
    status = 422 if form.is_bound or picture_form.is_bound else 200
    return render(request, "accounts/profile.html", context, status=status)


def _saved(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Back to the page, which from now on speaks the language that was chosen."""
    with translation.override(profile.language):
        messages.success(request, _("Your profile has been saved"))
    response = HttpResponseRedirect(reverse("accounts:profile"), status=303)
    for name in reader.CHOICES:
        reader.remember(response, name, getattr(profile, name))
    return response
