"""What the buttons of the delivery panel do: one address for each, by POST."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms_intake.deliveries import by_hand, outbox
from forms_intake.models import Delivery
from school.archive import Refused


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Starts the schedule of a given-up delivery anew."""
    row = _asked(request, pk, "send_again")
    if outbox.send_again([row]):
        messages.success(request, _("It is being sent again."))
    else:
        messages.info(request, _("It was not given up any more, so nothing was changed. The page shows how it stands."))
    return _back(request, row)


@require_POST
def try_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings the next try forward."""
    row = _asked(request, pk, "try_now")
    return _done(request, row, lambda: by_hand.try_now(row, by=request.user), _("It is being tried now."))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops what has not arrived; the reason comes with it."""
    row, reason = _asked(request, pk, "cancel"), request.POST.get("reason", "")
    words = _("Cancelled. Lark will not get it.")
    return _done(request, row, lambda: by_hand.cancel(row, by=request.user, reason=reason), words)


def _asked(request: HttpRequest, pk: int, action: str) -> Delivery:
    if not request.user.has_perm(f"forms_intake.{action}_delivery"):
        raise PermissionDenied
    return get_object_or_404(Delivery.objects.all(), pk=pk)


def _done(request: HttpRequest, row: Delivery, verb: Callable[[], Any], words: str) -> HttpResponse:
    try:
        verb()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return _back(request, row)


def _back(request: HttpRequest, row: Delivery) -> HttpResponse:
    """To the page that held the button."""
    if request.POST.get("back") == "delivery":
        return redirect("admin:forms_intake_delivery_change", row.pk)
    if request.POST.get("back") == "inbox":
        return redirect("inbox:slip", row.submission.reference)
    slip = reverse("admin:forms_intake_submission_change", args=[row.submission_id])
    return redirect(f"{slip}#delivery-{row.pk}")
