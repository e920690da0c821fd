"""My data: what is kept of me and how long, a copy of it, and asking for its deletion."""

from typing import NamedTuple, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows import reauthentication
from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import deletion
from accounts.models import User
from accounts.people import Refused
from school import clock, personal
from school.folding import fold
from school.retention import words

_RATES = {"download": "5/h/user", "delete": "10/h/user"}
# As typed on any keyboard; compared without marks.
_SURE = {"xoa", "delete"}


class _Line(NamedTuple):
    what: object
    why: object
    how_long: list[str]


class SureForm(forms.Form):
    """One word that nobody types by accident."""

    word = forms.CharField(
        label=_("Type the word “delete” to confirm"),
        max_length=20,
        error_messages={"required": _("Type the word “delete”"), "max_length": _("Type the word “delete”")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_word(self) -> str:
        """In either language, however it is written."""
        word: str = self.cleaned_data["word"]
        if fold(word) not in _SURE:
            raise forms.ValidationError(_("Type the word “delete”"))
        return word


@never_cache
@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What, what for, how long; and the two things one can do about it."""
    lines = [
        _Line(kept.what, kept.why, words.how_long(kept.label))
        for holding in personal.holdings()
        for kept in holding.kept
    ]
    return render(request, "accounts/data.html", {"lines": lines, "days": deletion.days_until_gone()})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(enabled=lambda request: request.method == "GET")  # type: ignore[untyped-decorator]  # as below
def download(request: HttpRequest) -> HttpResponse:
    """The copy, for somebody who has just shown again who they are; others do so first and come back to the button.

    A file in answer to the password would leave the page with the password standing there, as if nothing had happened.
    """
    if request.method == "GET":
        messages.success(request, _("Thank you. The button works now."))
        return redirect("accounts:data")
    if reauthentication.is_reauthentication_required(request, app=""):
        return redirect("accounts:data_download")
    if not ratelimit.consume(request, app="accounts", action="download", config=_RATES):
        return cast(HttpResponse, ratelimit.respond_429(request))
    response = HttpResponse(deletion.archive_of(cast(User, request.user)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-{clock.today():%Y-%m-%d}.zip"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships without type information
def delete(request: HttpRequest) -> HttpResponse:
    """What happens, what stays, and one word to confirm it."""
    person = cast(User, request.user)
    if not ratelimit.consume(request, app="accounts", action="delete", config=_RATES):
        return cast(HttpResponse, ratelimit.respond_429(request))
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deletion.request(person)
        except Refused as refusal:
            form.add_error("word", str(refusal))
        else:
            logout(request)
            return redirect("accounts:data_goodbye")
    return render(request, "accounts/data_delete.html", {"form": form, "days": deletion.days_until_gone()})


@never_cache
@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """After the account was closed; says nothing about whose it was."""
    return render(request, "accounts/data_goodbye.html", {"days": deletion.days_until_gone()})
