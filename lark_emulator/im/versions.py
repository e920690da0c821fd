"""Writing down a message and each new version of its card: for the sender, and for whoever looks at the chat."""

import secrets
from datetime import datetime

from lark_emulator.im.contents import Drawn
from lark_emulator.im.store import AppMessage, Version
from lark_emulator.tenant import Tenant


def sent(tenant: Tenant, drawn: Drawn, *, app_id: str, chat_id: str, uuid: str, now: datetime) -> AppMessage:
    message_id, msg_type = f"om_{secrets.token_hex(16)}", str(drawn.body["msg_type"])
    version = _version(drawn, now, "send")
    shown = tenant.app_mailbox.add(
        bot=app_id,
        received_at=now,
        msg_type=msg_type,
        title=version.title,
        text=version.text,
        raw=version.raw,
        chat=chat_id,
        object_id=message_id,
    )
    message = AppMessage(message_id, shown.id, app_id, chat_id, msg_type, uuid, now, [version])
    tenant.app_messages.add(message)
    return message


def replaced(tenant: Tenant, message: AppMessage, drawn: Drawn, *, origin: str) -> None:
    version = _version(drawn, tenant.clock.now(), origin)
    message.versions.append(version)
    tenant.app_mailbox.change(message.number, title=version.title, text=version.text, raw=version.raw)


def _version(drawn: Drawn, now: datetime, origin: str) -> Version:
    return Version(now, origin, drawn.raw, drawn.content.title, drawn.content.text)
