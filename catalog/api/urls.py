"""Version 1: fields may be added to it; one that goes or changes its meaning needs a version 2 beside it."""

from django.urls import path

from catalog.api import views

app_name = "api"

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/<str:sku>/", views.product, name="product"),
    path("openapi.json", views.document, name="openapi"),
]
