"""Mounted at the root (design.md, section 6)."""

from django.urls import path

from school.health import views

urlpatterns = [
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("metrics", views.metrics, name="metrics"),
]
