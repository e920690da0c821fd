"""The office confirms telephone numbers, where no gateway sends codes to them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people import Refused
from accounts.signing import phones, words


@admin.action(description=gettext_lazy("Confirm the phone number"), permissions=["change"])
def confirm_phones(modeladmin: Any, request: HttpRequest, people: QuerySet[User]) -> None:
    """For whom the office has spoken to; what cannot be confirmed is named with its reason."""
    by: Any = request.user
    for person in people:
        try:
            phones.confirm(person, by=by)
        except Refused as refused:
            messages.error(request, f"{person}: {refused}")
        except phones.Taken:
            messages.error(request, f"{person}: {words.PHONE_TAKEN}")
        else:
            messages.success(request, _("The number of %(name)s is confirmed.") % {"name": person})
