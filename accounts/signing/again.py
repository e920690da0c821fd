"""Who has neither password nor second factor proves themself again as they came: by a new sign-in."""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_SIGN_IN = _("Sign in again for this step, so that we know it is you")


def ask(request: HttpRequest) -> None:
    """Leads to a new sign-in and back, unless the last one was a moment ago; allauth would ask nothing of them.

    Guests could not sign in again; they have nothing that somebody else could take over.
    """
    person: Any = request.user
    if person.is_guest or get_reauthentication_flows(person) or _came_just_now(request, person):
        return
    here = request.get_full_path()
    logout(request)
    messages.add_message(request, messages.INFO, _SIGN_IN)
    raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?{urlencode({'next': here})}"))


def _came_just_now(request: HttpRequest, person: Any) -> bool:
    times = [record["at"] for record in get_authentication_records(request, person) if "at" in record]
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT
