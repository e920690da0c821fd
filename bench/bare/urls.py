"""One address: GET gives the token, POST stores what came in one INSERT, unchecked, and redirects."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path

from bench.bare.models import Row


def slip(request: HttpRequest) -> HttpResponse:
    """No form, no rules, no history, no deliveries: CSRF and the row."""
    if request.method != "POST":
        return HttpResponse(f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">')
    given = request.POST
    day = date(*(int(given[f"lesson_date_{part}"]) for part in ("year", "month", "day")))
    row = Row.objects.create(
        key=given["idempotency_key"],
        form_type="leave-request",
        reference="NP-260821-7K3F",
        payload=given.dict(),
        student_name=given["student_name"],
        contact_name=given["contact_name"],
        contact_phone=given["contact_phone"],
        branch=given["branch"],
        key_date=day,
        search_text=given["student_name"],
    )
    return HttpResponseRedirect(f"/sent/{row.pk}/", status=303)


urlpatterns = [path("slip/", slip)]
