"""What Lark tells us, in the emulator's own spelling: presses and words to the robot, plain or sealed."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.test import Client

from forms_intake.enums import DeliveryState, DestinationKind
from forms_intake.models import Delivery, Destination, LarkApp, LarkIdentity, Submission
from lark_emulator.apps import App
from lark_emulator.outgoing.envelope import encrypt, header, signature
from school import clock
from tests import factories

Json = dict[str, Any]
PRESS, WORDS = "card.action.trigger", "im.message.receive_v1"


def app(**config: str) -> LarkApp:
    """An app whose calls are plain, or sealed when an `encrypt_key` is given."""
    known: Json = {"app_secret": "demo-app-secret", "verification_token": "demo-verification"}
    return LarkApp.objects.create(name="Phím Ngà", app_id="cli_demo", config=known | config)


def shown(app: LarkApp, submission: Submission | None = None, message_id: str = "om_1") -> Delivery:
    """A slip whose card stands in a chat."""
    submission, config = submission or factories.submission(), dict[str, Any](chat_id="oc_office")
    destination, _made = Destination.objects.get_or_create(
        name="Giáo vụ", kind=DestinationKind.MESSAGE, app=app, defaults={"config": config}
    )
    delivery, _made = Delivery.objects.update_or_create(
        submission=submission,
        destination=destination,
        defaults={
            "state": DeliveryState.DELIVERED,
            "delivered_at": clock.now(),
            "next_attempt_at": None,
            "remote_id": message_id,
        },
    )
    return delivery


def linked(app: LarkApp, user: Any, open_id: str = "ou_ha") -> LarkIdentity:
    """Somebody who has said who they are in Lark."""
    return LarkIdentity.objects.create(app=app, user=user, open_id=open_id)


def press(delivery: Delivery, verb: str = "take", *, open_id: str = "ou_ha", **changes: Any) -> Json:
    """The event of a press on the card of the delivery."""
    slip = delivery.submission
    value = {"a": verb, "s": slip.reference, "v": slip.revision} | changes.pop("value", {})
    action = {"value": value, "tag": "button"} | changes.pop("action", {})
    return {
        "operator": {"open_id": open_id, "union_id": "on_1", "tenant_key": "t"},
        "token": "c-1",
        "action": action,
        "host": "im_message",
        "context": {"open_message_id": delivery.remote_id, "open_chat_id": "oc_office"},
        **changes,
    }


def words(text: str, *, open_id: str = "ou_ha", **message: Any) -> Json:
    """The event of a message to the robot."""
    told = {"message_id": "om_9", "chat_type": "p2p", "message_type": "text", "content": json.dumps({"text": text})}
    return {"sender": {"sender_id": {"open_id": open_id}, "sender_type": "user"}, "message": told | message}


def body(app: LarkApp, kind: str, event: Any, *, event_id: str = "") -> Json:
    """The event with its header, as of now."""
    head = header(_as_emulated(app), kind, event_id or secrets.token_hex(8), clock.now())
    return {"schema": "2.0", "header": head, "event": event}


def send(
    app: LarkApp, payload: Json, *, signed: bool = True, address: str = "", headers: Mapping[str, str] | None = None
) -> Any:
    """Posts it to the app's address as Lark does; the response, with `.json()`."""
    raw, given = json.dumps(payload).encode(), dict[str, str]()
    if key := app.config.get("encrypt_key"):
        raw = json.dumps({"encrypt": encrypt(json.dumps(payload), key)}).encode()
        given = signed_headers(raw, key) if signed else {}
    return post(raw, address or f"/lark/callbacks/{app.app_id}/", **given | dict(headers or {}))


def signed_headers(raw: bytes, key: str, *, age: float = 0) -> dict[str, str]:
    """What Lark signs with, `age` seconds ago."""
    timestamp, nonce = str(int(clock.now().timestamp() - age)), secrets.token_hex(8)
    return {
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": signature(timestamp, nonce, key, raw),
    }


def post(raw: bytes | str, address: str = "/lark/callbacks/cli_demo/", **headers: str) -> Any:
    """Any body, from a caller without cookies."""
    return Client().post(address, raw, content_type="application/json", headers=headers)


def told(app: LarkApp, kind: str, event: Any, **more: Any) -> Json:
    """The answer to an event that is taken."""
    response = send(app, body(app, kind, event, **more))
    assert response.status_code == 200, response.content
    answer: Json = response.json()
    return answer


def _as_emulated(app: LarkApp) -> App:
    config = app.config
    token, key = config.get("verification_token", ""), config.get("encrypt_key")
    return App(app.app_id, "demo-app-secret", verification_token=token, encrypt_key=key)
