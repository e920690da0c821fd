"""Addresses of the slips (design.md section 6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import path

from forms_intake import views
from forms_intake.access import guarded
from forms_intake.entry import views as entry
from forms_intake.handover import views as handover
from forms_intake.status import views as status
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
    path("l/<str:token>/", _page(entry.personal_link), name="personal_link"),
    path("mine/", _page(entry.mine), name="mine"),
    path("status/", _page(status.lookup), name="status_lookup"),
    path("status/link/<str:token>/", _page(status.link), name="status_link"),
    path("status/<str:reference>/", _page(status.status), name="status"),
    path("status/<str:reference>/answer/", _page(status.answer), name="status_answer"),
    path("status/<str:reference>/papers/", _page(status.papers), name="status_papers"),
    path("status/<str:reference>/withdraw/", _page(status.withdraw), name="status_withdraw"),
    path("transfer/confirm/", _page(handover.code), name="handover_code"),
    path("transfer/confirm/<str:token>/", _page(handover.question), name="handover"),
    path("transfer/confirm/<str:token>/accept/", _page(handover.accept), name="handover_accept"),
    path("transfer/confirm/<str:token>/refuse/", _page(handover.refuse), name="handover_refuse"),
    path("<slug:form_type>/", _page(views.slip), name="slip"),
    path("<slug:form_type>/check/", _page(views.check), name="check"),
    path("<slug:form_type>/edit/", _page(views.edit), name="edit"),
    path("<slug:form_type>/edit/<slug:step>/", _page(views.edit), name="edit_step"),
    path("<slug:form_type>/onward/", _page(views.onward), name="onward"),
    path("<slug:form_type>/consequence/", _page(views.consequence), name="consequence"),
]
