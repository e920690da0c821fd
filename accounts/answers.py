"""Who asks: a person who will see a page, or a script that must get a sentence instead; the gates answer both alike."""

from django.http import HttpRequest, HttpResponse, JsonResponse

_PAGES = frozenset({"document", "iframe", "frame"})


def wants_page(request: HttpRequest) -> bool:
    """htmx would put a page into the middle of another, a script would not notice one, a program cannot read it."""
    is_fetched = request.headers.get("Sec-Fetch-Dest", "document") not in _PAGES or "HX-Request" in request.headers
    return not (is_fetched or _is_program(request))


def sentence(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    """For a script: text, or JSON where that is what it reads."""
    if _is_program(request):
        return JsonResponse({"detail": words}, status=status)
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or not request.accepts("text/html")
