"""Addresses around Lark: what it calls, what the office hears of deliveries, and where people link themselves."""

from django.urls import path

from forms_intake import alert_views, identity_views
from forms_intake.access import guarded
from forms_intake.callbacks import views as callbacks

app_name = "lark"
urlpatterns = [
    path("lark/callbacks/", guarded(callbacks.callback), name="callback_only"),
    path("lark/callbacks/<str:app_id>/", guarded(callbacks.callback), name="callback"),
    path("lark/alerts/", guarded(alert_views.banner), name="alerts"),
    path("accounts/lark/", guarded(identity_views.link), name="link"),
    path("accounts/lark/code/", guarded(identity_views.new_code), name="code"),
    path("accounts/lark/<int:pk>/unlink/", guarded(identity_views.unlink), name="unlink"),
]
