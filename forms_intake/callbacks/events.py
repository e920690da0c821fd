"""Each event has its effect once, however often and from however many sides at once Lark tells it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction

from forms_intake.callbacks import presses, words
from forms_intake.callbacks.envelope import PRESS, VERIFICATION, Body, Refused
from forms_intake.callbacks.reply import Done
from forms_intake.models import CallbackEvent, LarkApp

_EVENT_ID = re.compile(r"[A-Za-z0-9_.:=-]{1,128}")
# Lark waits three seconds for everything.
_LOCK_WAIT = "1500ms"


@dataclass(frozen=True)
class _Kind:
    """How an event of one kind is understood and carried out; `read` raises ValueError."""

    read: Callable[[Mapping[str, Any]], Any]
    act: Callable[..., Done]


_KINDS: Mapping[str, _Kind] = {
    PRESS: _Kind(presses.read, presses.act),
    "im.message.receive_v1": _Kind(words.read, words.act),
}


def answer(app: LarkApp, body: Body) -> Body:
    """What to answer; raises Refused for what Lark would not send."""
    if body.get("type") == VERIFICATION:
        return _challenge(body)
    head, event = body.get("header"), body.get("event")
    if not isinstance(head, dict) or not isinstance(event, dict):
        # Events of the old form, and whatever comes later: nothing here listens to them.
        return {}
    if head.get("app_id") != app.app_id:
        raise Refused(HTTPStatus.FORBIDDEN, "app")
    kind = _KINDS.get(str(head.get("event_type")))
    return _once(app, head, event, kind) if kind else {}


def _challenge(body: Body) -> Body:
    challenge = body.get("challenge")
    if not isinstance(challenge, str):
        raise Refused(HTTPStatus.BAD_REQUEST, "challenge")
    return {"challenge": challenge}


def _once(app: LarkApp, head: Body, event: Body, kind: _Kind) -> Body:
    event_id = head.get("event_id")
    if not isinstance(event_id, str) or not _EVENT_ID.fullmatch(event_id):
        raise Refused(HTTPStatus.BAD_REQUEST, "event_id")
    try:
        understood = kind.read(event)
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "event") from None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK_WAIT])
        # A repeat that comes at the same moment waits here until the first one is through.
        row, is_new = CallbackEvent.objects.get_or_create(
            app=app, event_id=event_id, defaults={"kind": head["event_type"]}
        )
        done = kind.act(app, understood, is_new=is_new)
        if is_new:
            CallbackEvent.objects.filter(pk=row.pk).update(outcome=done.outcome)
    return done.body
