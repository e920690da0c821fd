"""What the app's robot says to one person: whether a code that they sent has linked them."""

import json
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forms_intake.deliveries import limits, usage
from forms_intake.lark import tokens
from forms_intake.models import LarkApp
from school import aftercommit

log = structlog.get_logger(__name__)
_PATH = "/open-apis/im/v1/messages"
# Slips go first: whoever is linked sees it on the website too.
_PATIENCE_S = 2.0


def tell(app: LarkApp, *, open_id: str, outcome: str) -> None:
    """After commit, and by a worker: one call of the month's quota, and no harm when it is lost."""
    aftercommit.on_commit(_publish, app.pk, open_id, outcome, uuid.uuid4().hex)


def say(app: LarkApp, *, open_id: str, outcome: str, key: str) -> None:
    """The sentence, in the school's language: until somebody is linked, theirs is not known. Raises Undecryptable."""
    with translation.override(settings.LANGUAGE_CODE):
        text = sentence(outcome)
    # The API wants JSON in a string.
    content = json.dumps({"text": text}, ensure_ascii=False)
    body = {"receive_id": open_id, "msg_type": "text", "content": content, "uuid": key}
    access = {**app.config, "app_id": app.app_id}
    keys = [f"app:{app.app_id}"]
    with limits.one_call(keys, patience_s=_PATIENCE_S, lasts_s=2 * settings.LARK_TIMEOUT_S) as is_our_turn:
        if not is_our_turn:
            log.warning("robot.silent", app=app.pk, outcome=outcome)
            return
        answer = tokens.call(access, "POST", _PATH, body=body, query={"receive_id_type": "open_id"})
    usage.count(app.pk, answer.counted)
    log.info("robot.said", app=app.pk, outcome=outcome, answer=answer.outcome, code=answer.code)


def sentence(outcome: str) -> str:
    """In the active language; KeyError for an outcome that needs no words."""
    sentences = {
        "linked": _("You are linked. From now on you can take, approve and decline slips here."),
        "unknown_code": _("This code is not known or too old. Make a new one on the website and send it here."),
        "somebody_else": _("Somebody else is linked to this Lark account. Ask an administrator to undo that first."),
    }
    return str(sentences[outcome])


def _publish(*args: Any) -> None:
    # Imported here: tasks import what calls this module.
    from forms_intake import tasks

    tasks.say_in_lark.apply_async(args, retry=False)
