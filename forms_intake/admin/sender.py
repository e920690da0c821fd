"""What the sender has said since, on the slip's page; and the link to hand to a family that has lost theirs."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import access, work
from forms_intake.models import Submission
from forms_intake.status import closing, links


class SenderAdmin:
    """Mixed into the admin of submissions, before its other bases."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        """The address of the button that closes links."""
        view = self.admin_site.admin_view(close_links)
        own = path("<int:pk>/close-links/", view, name="forms_intake_submission_close_links")
        return [own, *super().get_urls()]  # type: ignore[misc]  # of the admin that it is mixed into

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """With the messages of the sender."""
        given = {"sender_panel": panel(kwargs["obj"], request)}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)  # type: ignore[misc]  # as above
        return answer


def panel(row: Submission, request: HttpRequest) -> SafeString:
    """All messages in their order, and for whoever deals with slips the link of the status page."""
    may = access.may_work(request.user) and not (row.is_archived or row.purged_at)
    context = {"row": row, "said": row.messages.order_by("pk"), "link": links.address(row) if may else ""}
    return render_to_string("admin/forms_intake/_sender.html", context, request)


@never_cache
@require_POST
def close_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes all links to the slip that are about."""
    row = get_object_or_404(Submission.objects.defer("sensitive"), pk=pk)
    if not access.may_work(request.user):
        raise PermissionDenied
    try:
        closing.close_links(row, by=cast(User, request.user))
    except work.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Closed: whoever had a link needs a new one, or reference and phone number."))
    return redirect("admin:forms_intake_submission_change", pk)
