"""The button “History” of an admin page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.history.following import PERMISSION


class HasHistory:
    """Mixed into a ModelAdmin of a tracked table: its page leads to the row's part of the timeline."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Instead of Django's own log, which knows nothing of what was done outside the admin site."""
        label = self.model._meta.label  # type: ignore[attr-defined]  # a ModelAdmin's
        return HttpResponseRedirect(f"{reverse('history:timeline')}?{urlencode({'table': label, 'row': object_id})}")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """Only whoever may read the history is led to it."""
        context["show_history"] = request.user.has_perm(PERMISSION)
        answer: TemplateResponse = super().render_change_form(request, context, **kwargs)  # type: ignore[misc]  # see above
        return answer
