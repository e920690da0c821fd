"""Addresses of the slips (design.md section 6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import path

from forms_intake import views
from forms_intake.access import guarded
from school import clock


def _page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A slip names lessons, deadlines and promises of the school: by its clock, in whatever zone the reader lives."""
    checked = guarded(view)

    @wraps(checked)
    def on_school_time(*args: Any, **kwargs: Any) -> HttpResponse:
        with clock.school_time():
            return checked(*args, **kwargs)

    return on_school_time


app_name = "forms_intake"
urlpatterns = [
    path("", _page(views.slips), name="slips"),
    path("sent/<str:reference>/", _page(views.sent), name="sent"),
    path("<slug:form_type>/", _page(views.slip), name="slip"),
    path("<slug:form_type>/check/", _page(views.check), name="check"),
    path("<slug:form_type>/edit/", _page(views.edit), name="edit"),
    path("<slug:form_type>/edit/<slug:step>/", _page(views.edit), name="edit_step"),
    path("<slug:form_type>/onward/", _page(views.onward), name="onward"),
    path("<slug:form_type>/consequence/", _page(views.consequence), name="consequence"),
]
