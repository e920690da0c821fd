"""Who sits at the desk: every page of the inbox is for those who may view slips, and no browser keeps a copy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from forms_intake.access import guarded
from school import clock


def desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for whoever may view slips, on the school's clock: promises are the school's, wherever the reader is."""
    checked = guarded(view)

    @wraps(checked)
    def at_desk(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("forms_intake.view_submission"):
            raise PermissionDenied
        with clock.school_time():
            return checked(request, *args, **kwargs)

    return never_cache(at_desk)
