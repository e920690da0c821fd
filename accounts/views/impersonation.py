"""Beginning to see the site as somebody else."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from hijack.views import AcquireUserView

from accounts.models import User

_acquire = AcquireUserView.as_view()


@require_POST
def acquire(request: HttpRequest) -> HttpResponseBase:
    """Asks accounts.access.may_impersonate; whoever is not there is refused like whoever may not be seen as."""
    number = request.POST.get("user_pk", "")
    if not number.isdecimal() or not User.objects.filter(pk__in=[int(number[:18])]).exists():
        raise PermissionDenied
    answer: HttpResponseBase = _acquire(request)
    return answer
