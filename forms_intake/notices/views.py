"""The bell by itself, its page, and what is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.entering import signed_in
from forms_intake.access import for_workers
from forms_intake.models import Notice
from forms_intake.notices import audience, reading, words
from school import clock

View = Callable[..., HttpResponse]


def for_office(view: View) -> View:
    """The view for whoever has a bell, on the school's clock, and kept by no browser."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not audience.may_read(request.user):
            raise PermissionDenied
        with clock.school_time():
            return view(request, *args, **kwargs)

    return for_workers(never_cache(checked))


@for_office
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All that the reader was told, newest first."""
    person = signed_in(request)
    page = reading.page(person, request.GET.get("cursor"))
    newest = page.items[0].pk if page.items else 0
    context = {"page": page, "lines": [words.line(notice) for notice in page.items], "newest": newest}
    return render(request, "notices/list.html", context)


@for_office
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The figure and the newest lines, for a page that is open."""
    person = signed_in(request)
    lines = [words.line(notice) for notice in reading.newest(person)]
    return render(request, "notices/_bell.html", {"bell_lines": lines})


@for_office
@require_safe
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """On to what the notice tells of, which is thereby read; by whoever sees the site as somebody else it is not."""
    person = signed_in(request)
    notice = reading.of(person, pk)
    if notice is None:
        raise Http404
    if not getattr(person, "is_hijacked", False):
        reading.read(person, Notice.objects.filter(pk=pk))
    return HttpResponseRedirect(words.target(notice))


@for_office
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One is read without a look at its slip."""
    reading.read(signed_in(request), Notice.objects.filter(pk=pk))
    return _back(request)


@for_office
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All are read that the page showed; without a word about it, none."""
    until = request.POST.get("until", "")
    # As many digits as a number of the database has.
    reading.read_all(signed_in(request), until=int(until) if until.isdecimal() and len(until) < 19 else 0)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """A script goes on with what it shows."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("notices:list"), status=303)
