"""GET /open-apis/im/v1/messages/:message_id: verifying that a message is there."""

from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.items import item
from lark_emulator.im.refusals import invalid, refusal
from lark_emulator.im.store import AppMessage


def run(ask: Ask) -> Done:
    message = known(ask)
    chat = ask.tenant.chats.get(message.chat_id)
    if chat is None or ask.app.app_id not in chat.apps:
        raise refusal(230050)
    if message.deleted:
        raise refusal(230110)
    return Done({"items": [item(message)]}, message.message_id)


def known(ask: Ask) -> AppMessage:
    """The message that the path names. Raises LarkError."""
    message = ask.tenant.app_messages.get(ask.path["message_id"])
    if message is None:
        raise invalid("ext=invalid message_id")
    return message
