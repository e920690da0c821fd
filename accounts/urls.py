"""Addresses of a person's own pages, beside allauth's (design.md section 6)."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
