"""Addresses of the inbox (design.md section 6). Fixed words stand before the reference of a slip."""

from django.urls import path

from forms_intake.inbox import list_views
from forms_intake.inbox.desk import desk

app_name = "inbox"
urlpatterns = [
    path("", desk(list_views.inbox), name="list"),
    path("<str:reference>/", desk(list_views.slip), name="slip"),
]
