"""Reading a sensitive answer beside the slip: asked for by a button, noted, shown once."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms_intake import sensitive
from forms_intake.access import for_workers
from forms_intake.admin.sensitive import reading_of
from forms_intake.inbox import detail
from forms_intake.sensitive import Answer
from school.encryption import Undecryptable


@for_workers
@require_POST
def read(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Notes who reads, then shows the text with the slip; the next deed, or opening it anew, takes it away."""
    if key not in Answer.values:
        raise Http404
    if not sensitive.may_read(request.user, Answer(key)):
        raise PermissionDenied
    row = detail.opened(reference)
    try:
        text = sensitive.read(row, Answer(key), reading_of(request))
    except KeyError:
        raise Http404 from None
    except Undecryptable:
        words = _(
            "This text cannot be read, because its encryption key is missing. Tell whoever looks after the server."
        )
        return detail.answer(request, row, refusal=words)
    return detail.answer(request, row, opened_key=key, opened_text=text)
