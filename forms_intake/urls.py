"""Addresses of the slips (design.md section 6)."""

from django.urls import path

from forms_intake import views
from forms_intake.access import guarded

app_name = "forms_intake"
urlpatterns = [
    path("", guarded(views.slips), name="slips"),
    path("sent/<str:reference>/", guarded(views.sent), name="sent"),
    path("<slug:form_type>/", guarded(views.slip), name="slip"),
    path("<slug:form_type>/check/", guarded(views.check), name="check"),
    path("<slug:form_type>/edit/", guarded(views.edit), name="edit"),
    path("<slug:form_type>/consequence/", guarded(views.consequence), name="consequence"),
]
