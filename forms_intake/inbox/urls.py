"""Addresses of the inbox (design.md section 6). Fixed words stand before the reference of a slip."""

from django.urls import include, path

from forms_intake.inbox import list_views, saved_views
from forms_intake.inbox.desk import desk

app_name = "inbox"
urlpatterns = [
    path("", desk(list_views.inbox), name="list"),
    path("export/", include("forms_intake.exports.urls")),
    path("views/new/", desk(saved_views.keep), name="view_new"),
    path("views/<int:pk>/", desk(saved_views.edit), name="view"),
    path("views/<int:pk>/delete/", desk(saved_views.delete), name="view_delete"),
    path("<str:reference>/", desk(list_views.slip), name="slip"),
]
