"""GET /open-apis/im/v1/chats: the groups that the app's bot is in, page by page."""

from typing import Any

from lark_emulator.directory import Chat
from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.items import TENANT_KEY
from lark_emulator.pages import page_of


def run(ask: Ask) -> Done:
    mine = [chat for chat in ask.tenant.chats.values() if _listed(chat, ask.app.app_id)]
    return Done(page_of([_item(chat) for chat in mine], ask, usual=20, most=100))


def _listed(chat: Chat, app_id: str) -> bool:
    return app_id in chat.apps and chat.person is None and not chat.dissolved


def _item(chat: Chat) -> dict[str, Any]:
    return {
        "chat_id": chat.chat_id,
        "avatar": "",
        "name": chat.name,
        "description": "",
        "owner_id": next(iter(chat.members), ""),
        "owner_id_type": "open_id",
        "external": False,
        "tenant_key": TENANT_KEY,
        "chat_status": "normal",
    }
