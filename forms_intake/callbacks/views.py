"""The address that Lark calls: no session, no cookie; the signature or the token says who speaks."""

from http import HTTPStatus

import structlog
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forms_intake.access import public
from forms_intake.callbacks import envelope, events
from forms_intake.callbacks.envelope import MOST_BYTES, PRESS, Body, Keys, Refused
from forms_intake.callbacks.reply import toast
from forms_intake.models import LarkApp
from school.encryption import Undecryptable
from school.trickle import Trickle

log = structlog.get_logger(__name__)
_lines = Trickle(most=10, seconds=60.0)


@public
@csrf_exempt
@require_POST
@never_cache
def callback(request: HttpRequest, app_id: str = "") -> JsonResponse:
    """One event or press of an app; without its id, of the only app there is."""
    app = None
    try:
        raw = _read(request)
        if _is_of_old_cards(raw):
            return JsonResponse(_sorry(_("This button is out of date. Open the slip on the website.")))
        app = _app(app_id)
        body = envelope.opened(raw, request.headers, _keys(app))
        return JsonResponse(_answered(app, body))
    except Refused as refused:
        _note(app, refused.reason)
        return JsonResponse({"refused": refused.reason}, status=refused.status)


def _note(app: LarkApp | None, reason: str) -> None:
    """A few lines a minute for each reason: anybody may call, and must not fill the disk or hide what matters."""
    if not _lines.admits(f"{app.pk if app else 0}:{reason}"):
        return
    log.warning("callback.refused", app=app.pk if app else None, reason=reason)


def _read(request: HttpRequest) -> bytes:
    """Not more than the bound, whatever the request says about its length."""
    try:
        raw = request.read(MOST_BYTES + 1)
    except UnreadablePostError:
        raise Refused(HTTPStatus.BAD_REQUEST, "broken_off") from None
    if len(raw) > MOST_BYTES:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    return raw


def _app(app_id: str) -> LarkApp:
    found = list(LarkApp.objects.defer("config").filter(**{"app_id": app_id} if app_id else {})[:2])
    if len(found) != 1:
        raise Refused(HTTPStatus.NOT_FOUND, "app")
    return found[0]


def _keys(app: LarkApp) -> Keys:
    try:
        config = app.config
    except Undecryptable:
        # Lark comes again with an event; a person has to paste the keys anew.
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "unreadable") from None
    return Keys(str(config.get("encrypt_key") or ""), str(config.get("verification_token") or ""))


def _answered(app: LarkApp, body: Body) -> Body:
    """A press is never told twice, so whoever pressed hears of every failure; an event comes again by itself."""
    head = body.get("header")
    if not isinstance(head, dict) or head.get("event_type") != PRESS:
        return events.answer(app, body)
    try:
        return events.answer(app, body)
    except Refused:
        raise
    except Exception as error:
        log.error("press.failed", app=app.pk, error=type(error).__name__)
        return _sorry(_("That could not be stored. Press again in a minute, or open the slip on the website."))


def _is_of_old_cards(raw: bytes) -> bool:
    """`card.action.trigger_v1` has neither header nor schema. It is answered without being believed."""
    if b"open_message_id" not in raw or b"header" in raw:
        return False
    body = envelope.parsed(raw)
    return "open_message_id" in body and "action" in body


def _sorry(sentence: str) -> Body:
    return toast("error", sentence)
