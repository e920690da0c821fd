"""What one writes in a few minutes: a form that is stored unchecked, and products as JSON."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path

from bench.bare.models import Product, Row


def slip(request: HttpRequest) -> HttpResponse:
    """GET gives the token, POST stores: no form, no rules, no history, no deliveries; CSRF and the row."""
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


_COLUMNS = ("sku", "name", "price", "kind", "stock", "status", "updated_at")


def products(_request: HttpRequest) -> HttpResponse:
    """The first fifty: no filter from the address, no cursor, no entity tag, no limit."""
    return JsonResponse({"items": list(Product.objects.filter(status="active").order_by("sku").values(*_COLUMNS)[:50])})


def product(_request: HttpRequest, sku: str) -> HttpResponse:
    """One of them."""
    return JsonResponse(Product.objects.values(*_COLUMNS).get(sku=sku))


urlpatterns = [path("slip/", slip), path("products/", products), path("products/<str:sku>/", product)]
