"""What stands above the list of deliveries: counts, times, destinations, this month's calls, and “Send all again”."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from forms_intake.admin import deliveries_words as words
from forms_intake.admin.deliveries_filter import CriteriaFilter, FilterForm
from forms_intake.deliveries import figures
from forms_intake.deliveries.figures import Counts, Place
from forms_intake.enums import DeliveryState
from school import clock

_STATES = {"sending": DeliveryState.LEASED, "waiting": DeliveryState.WAITING, "failed": DeliveryState.DEAD}


@dataclass(frozen=True)
class Count:
    """One figure with its words; `address` leads to the rows that it counts, where one filter tells them."""

    name: str
    label: str
    number: int
    address: str
    needs_care: bool


def context(request: HttpRequest, changelist: Any) -> dict[str, Any]:
    """For the template of the page."""
    places = figures.places()
    form = _form(changelist)
    return {
        "counts": _counts(figures.total(places)),
        "places": [_place(place) for place in places],
        "peak": max((place.counts.last_hour for place in places), default=0) or 1,
        "spans": [(_("Today"), _times(figures.times_today())), (_("Last 7 days"), _times(figures.times_of_week()))],
        "usage": [_usage(app) for app in figures.usage()],
        "filter_form": form,
        "is_narrowed": bool(form.data),
        "send_all": _send_all(request, form, changelist.query),
    }


def _form(changelist: Any) -> FilterForm:
    return next(spec.form for spec in changelist.filter_specs if isinstance(spec, CriteriaFilter))


def _counts(total: Counts) -> list[Count]:
    told = {
        "due": _("Due now"),
        "sending": _("Being sent"),
        "waiting": _("Waiting for the next try"),
        "parked": _("Waiting for Lark"),
        "held": _("Held until somebody mends it"),
        "failed": _("Given up"),
        "sent_today": _("Sent today"),
    }
    if total.paused:
        told["paused"] = _("Paused")
    care = {"held", "failed"}
    return [
        Count(name, label, getattr(total, name), _address(name), name in care and getattr(total, name) > 0)
        for name, label in told.items()
    ]


def _address(name: str) -> str:
    return f"?{urlencode({'state': _STATES[name].value})}" if name in _STATES else ""


def _place(place: Place) -> dict[str, Any]:
    tone, sentence = words.standing(place)
    now = clock.now()
    return {
        "place": place,
        "tone": tone,
        "sentence": sentence,
        "owed": sum(getattr(place.counts, name) for name in ("due", "waiting", "parked", "held", "paused")),
        "oldest": words.age(now - place.oldest_due) if place.oldest_due else "",
        "last": words.moment(place.last_accepted) if place.last_accepted else "",
        "failing": words.moment(place.failing_since) if place.failing_since else "",
    }


def _times(times: figures.Times) -> dict[str, Any]:
    return {
        "count": times.count,
        "is_capped": times.count >= figures.MOST_TIMED,
        "parts": [
            ("p50", words.seconds(times.p50)),
            ("p95", words.seconds(times.p95)),
            ("p99", words.seconds(times.p99)),
        ],
    }


def _usage(app: Any) -> dict[str, Any]:
    quota = app.monthly_quota
    return {
        "app": app,
        "calls": app.calls,
        "quota": quota,
        "is_used_up": bool(app.parked_until and app.parked_until > clock.now()),
        "is_near": bool(quota) and app.calls >= 0.9 * quota,
    }


def _send_all(request: HttpRequest, form: FilterForm, query: str) -> dict[str, Any] | None:
    """The button for all that is listed, where what is listed was given up; a search for a name is no filter."""
    may = request.user.has_perm("forms_intake.send_again_delivery")
    if query or not may or not form.is_valid() or form.cleaned_data["state"] != DeliveryState.DEAD:
        return None
    number = form.criteria().given_up().count()
    given = {name: value for name, value in form.data.items() if value}
    address = f"{reverse('admin:forms_intake_delivery_send_again_filtered')}?{urlencode(given)}"
    return {"number": number, "address": address} if number else None
