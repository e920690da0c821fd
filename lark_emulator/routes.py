"""Lark's addresses, and those of the emulator's own handles."""

from starlette.routing import BaseRoute, Route

from lark_emulator import apps, gateway, inspection, page, token_endpoint
from lark_emulator.base import reading, writing
from lark_emulator.controls import lists, outgoing, settings
from lark_emulator.endpoints import FIFTY, TWENTY, Endpoint
from lark_emulator.im import card_update, chats, history, patch, read, send
from lark_emulator.webhook import hook

ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
HOOK = "/open-apis/bot/v2/hook/{token}"
TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"  # noqa: S105  an address
MESSAGES = "/open-apis/im/v1/messages"
CARD_UPDATE = "/open-apis/interactive/v1/card/update"
CHATS = "/open-apis/im/v1/chats"
TABLE = "/open-apis/bitable/v1/apps/{app_token}/tables/{table_id}"

ENDPOINTS = [
    ("POST", MESSAGES, Endpoint("send", send.run, apps.SEND, FIFTY)),
    ("GET", MESSAGES, Endpoint("history", history.run, apps.HISTORY, FIFTY)),
    ("GET", MESSAGES + "/{message_id}", Endpoint("read", read.run, apps.SEND, FIFTY)),
    ("PATCH", MESSAGES + "/{message_id}", Endpoint("patch", patch.run, apps.SEND, FIFTY)),
    ("POST", CARD_UPDATE, Endpoint("card_update", card_update.run, apps.SEND, FIFTY)),
    ("GET", CHATS, Endpoint("chats", chats.run, apps.CHATS, FIFTY)),
    ("POST", TABLE + "/records", Endpoint("record_create", writing.create, apps.BASE, FIFTY, writes=True)),
    ("GET", TABLE + "/records", Endpoint("record_list", reading.listed, apps.BASE, TWENTY)),
    ("POST", TABLE + "/records/batch_create", Endpoint("record_batch", writing.batch_create, apps.BASE, writes=True)),
    ("POST", TABLE + "/records/search", Endpoint("record_search", reading.search, apps.BASE, TWENTY)),
    ("PUT", TABLE + "/records/{record_id}", Endpoint("record_update", writing.update, apps.BASE, FIFTY, writes=True)),
    ("GET", TABLE + "/records/{record_id}", Endpoint("record_read", reading.read, apps.BASE, TWENTY)),
    ("GET", TABLE + "/fields", Endpoint("fields", reading.fields, apps.BASE, TWENTY)),
]
PATHS = [HOOK, TOKEN, *dict.fromkeys(path for _method, path, _endpoint in ENDPOINTS)]

LARK: list[BaseRoute] = [
    Route(HOOK, hook, methods=["POST"]),
    Route(TOKEN, token_endpoint.token, methods=["POST"]),
    *(Route(path, endpoint.handle, methods=[method]) for method, path, endpoint in ENDPOINTS),
    *(Route(path, gateway.wrong_method, methods=ALL_METHODS) for path in PATHS),
    Route("/open-apis/{path:path}", gateway.no_such_path, methods=ALL_METHODS),
]
FIELD = "/bases/{app_token}/tables/{table_id}/fields/{field}"
CONTROLS: list[BaseRoute] = [
    Route("/messages", inspection.messages),
    Route("/chat", page.chat),
    Route("/summary", inspection.summary),
    Route("/requests", inspection.requests),
    Route("/reset", inspection.reset, methods=["POST"]),
    Route("/clock", inspection.advance_clock, methods=["POST"]),
    Route("/faults", inspection.list_faults, methods=["GET"]),
    Route("/faults", inspection.add_fault, methods=["POST"]),
    Route("/faults", inspection.clear_faults, methods=["DELETE"]),
    Route("/bots/{token}", inspection.put_bot, methods=["PUT"]),
    Route("/switches", settings.get_switches, methods=["GET"]),
    Route("/switches", settings.put_switches, methods=["PUT"]),
    Route("/apps/{app_id}", settings.put_app, methods=["PUT"]),
    Route("/tokens", settings.revoke_tokens, methods=["DELETE"]),
    Route("/chats/{chat_id}", settings.put_chat, methods=["PUT"]),
    Route("/bases/{app_token}", settings.put_base, methods=["PUT"]),
    Route(FIELD, settings.put_field, methods=["PUT"]),
    Route(FIELD, settings.delete_field, methods=["DELETE"]),
    Route("/app_messages", lists.app_messages),
    Route("/app_summary", lists.app_summary),
    Route("/records", lists.records),
    Route("/calls", lists.calls),
    Route("/quota", lists.quota),
    Route("/press", outgoing.post_press, methods=["POST"]),
    Route("/presses", outgoing.presses),
    Route("/recall", outgoing.recall, methods=["POST"]),
    Route("/events", outgoing.events, methods=["GET"]),
    Route("/events", outgoing.post_event, methods=["POST"]),
]
