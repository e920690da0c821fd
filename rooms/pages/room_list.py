"""A host's rooms."""

from django.http import HttpRequest, HttpResponse

from school import pages


def home(request: HttpRequest) -> HttpResponse:
    """For those who host: their rooms. For everybody else: how one enters a room."""
    return pages.rooms(request)
