"""The one interface behind which every way of telling somebody about a slip stands (lark.md section 0)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from forms_intake.enums import DestinationKind, Purpose
from forms_intake.lark import cards, webhook
from forms_intake.lark.answers import Answer
from forms_intake.lark.base import BaseRecord
from forms_intake.lark.mail import Mail
from forms_intake.lark.message import AppMessage
from forms_intake.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Access:
    """Decrypted credentials: of the destination, and of its app (`app_id`, `app_secret`) where it has one."""

    config: Mapping[str, Any] = field(repr=False)
    app: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One try, with everything a transport needs: sending asks no database, so that any thread may do it.

    `key`: the same on all tries of a delivery. `remote_id`: what the slip's first message is called in Lark, for an
    update. `look_first`: an earlier try may have arrived, so the transport that can looks before it sends.
    """

    purpose: Purpose
    access: Access
    key: uuid.UUID
    reference: str
    message: Any = field(repr=False)
    remote_id: str = ""
    look_first: bool = False


class Transport(Protocol):
    """How one kind of destination is told."""

    levels: int

    def build(self, delivery: Delivery, *, level: int, may_repeat: bool) -> Any:
        """What to send, as the submission is now; level 0 is the full form. May read the database; may raise."""

    def send(self, call: Call) -> Answer:
        """Sends it and says what came of it; never raises for what the network or Lark does."""


class Webhook:
    """Transport C: a group's custom robot."""

    levels = cards.LEVELS

    def build(self, delivery: Delivery, *, level: int, may_repeat: bool) -> Any:
        """A card, or one masked line; one line too when the status has changed."""
        if delivery.purpose == Purpose.UPDATE:
            return cards.follow_up(delivery.submission)
        return cards.message(delivery.submission, level=level, may_repeat=may_repeat)

    def send(self, call: Call) -> Answer:
        """Neither key nor id: a robot knows no idempotency."""
        return webhook.send(call.access.config, call.message)


TRANSPORTS: Mapping[str, Transport] = {
    DestinationKind.WEBHOOK: Webhook(),
    DestinationKind.MESSAGE: AppMessage(),
    DestinationKind.BASE: BaseRecord(),
    DestinationKind.EMAIL: Mail(),
}
