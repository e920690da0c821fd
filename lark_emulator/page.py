"""The page at `/`: the received messages as a Lark chat, drawn here and escaped here; the script only fetches more."""

import heapq
from collections import deque
from datetime import timedelta, timezone
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse

from lark_emulator import cards, contents
from lark_emulator.html import NOTHING, Html, element, join, text
from lark_emulator.inspection import after
from lark_emulator.mailbox import Message
from lark_emulator.pressable import numbered
from lark_emulator.tenant import Tenant, tenant_of

HERE = Path(__file__).parent
PAGE = Template((HERE / "page.html").read_text(encoding="utf-8"))
# As many as a chat shows before one scrolls; chat.js keeps the same number.
MOST_SHOWN = 200
# The school's time. Vietnam has had no summer time since 1945, so no time zone database is needed.
VIETNAM = timezone(timedelta(hours=7))
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def page(request: Request) -> HTMLResponse:
    feed, last = _feed(request, since=0)
    tenant = tenant_of(request)
    people = join(element("option", text(who.name), value=who.open_id) for who in tenant.people.values())
    filled = PAGE.substitute(feed=feed, last=last, epoch=tenant.epoch, shown=MOST_SHOWN, people=people)
    return HTMLResponse(filled, headers=HEADERS)


async def chat(request: Request) -> HTMLResponse:
    """The messages after ?after=; the header X-Epoch changes when the emulator was reset or restarted."""
    since = after(request)
    feed, last = _feed(request, since=since)
    headers = {**HEADERS, "X-Epoch": tenant_of(request).epoch, "X-Last": str(last)}
    return HTMLResponse(feed, headers=headers)


def _feed(request: Request, since: int) -> tuple[Html, int]:
    tenant = tenant_of(request)
    both = heapq.merge(tenant.mailbox.since(since), tenant.app_mailbox.since(since), key=lambda message: message.id)
    newest = deque(both, maxlen=MOST_SHOWN)
    return join(_message(tenant, message) for message in newest), max((one.changed for one in newest), default=since)


def _message(tenant: Tenant, message: Message) -> Html:
    at = message.received_at.astimezone(VIETNAM)
    meta = element(
        "p",
        element("strong", text(_sender(tenant, message))),
        element("span", text("bot"), class_="message__bot"),
        _chat_name(tenant, message),
        element("time", text(f"{at:%H:%M:%S}"), datetime=at.isoformat(), title=f"{at:%d/%m/%Y %H:%M:%S}"),
        _repeat(message),
        class_="message__meta",
    )
    avatar = element("span", text(_sender(tenant, message)[:1].upper()), class_="avatar", aria_hidden="true")
    return element(
        "li",
        avatar,
        element("div", meta, _drawn(message), class_="message__main"),
        class_="message",
        id=f"m{message.id}",
        data_message=message.object_id,
    )


def _sender(tenant: Tenant, message: Message) -> str:
    return tenant.apps[message.bot].name if message.object_id else message.bot


def _chat_name(tenant: Tenant, message: Message) -> Html:
    """For an app, which writes to several chats; a bot has only one."""
    chat = tenant.chats.get(message.chat)
    return element("span", text(f"→ {chat.name}"), class_="message__chat") if chat else NOTHING


def _drawn(message: Message) -> Html:
    body = message.body
    if message.object_id and message.msg_type == "interactive":
        return cards.draw(numbered(body["card"])).html
    return contents.render(body).html


def _repeat(message: Message) -> Html:
    """For a card with an earlier message's reference; cards of the same title, and lines about a card, get none."""
    if message.msg_type != "interactive" or message.reference is None or message.ordinal == 1:
        return NOTHING
    return element("span", text(f"Lặp lại · Repeated ×{message.ordinal}"), class_="message__repeat")
