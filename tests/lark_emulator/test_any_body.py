"""Whatever is sent, Lark answers with a code: nothing makes the emulator fall over."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lark_emulator.app import create_app
from tests.lark_emulator.app_client import CARD_UPDATE, MESSAGES, RECORDS, TOKEN, AppClient, callback, card
from tests.lark_emulator.samples import NOW

NAMES = [
    *("receive_id", "msg_type", "content", "uuid", "fields", "records", "filter", "conjunction", "conditions", "value"),
    *("field_name", "operator", "sort", "field_names", "token", "card", "Submission ID", "Số buổi", "Gửi lúc", "text"),
    *("schema", "body", "elements", "tag", "behaviors", "config", "header", "title", "columns", "app_id", "app_secret"),
]
WORDS = [
    *("oc_office", "interactive", "text", "post", "and", "or", "is", "contains", "isGreater", "2.0", "button", "div"),
    *("column_set", "form", "input", "callback", "cli_demo", "ExactDate", "99999999999999999999", "{}", "[]", "\ud800"),
]
SMALL = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=5)
)
ANY = st.recursive(
    SMALL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
CALLS = [
    ("POST", TOKEN),
    ("POST", f"{MESSAGES}?receive_id_type=chat_id"),
    ("PATCH", MESSAGES + "/{message}"),
    ("POST", CARD_UPDATE),
    ("POST", RECORDS),
    ("POST", f"{RECORDS}/batch_create"),
    ("POST", f"{RECORDS}/search"),
    ("PUT", RECORDS + "/{record}"),
]


async def answers(method: str, path: str, bodies: list[Any]) -> list[httpx.Response]:
    """The answers of a fresh emulator without limits, in which there is one message and one row."""
    transport = httpx.ASGITransport(create_app(clock=lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = AppClient(http)
        await app.sign_in()
        await app.switch(limits=False)
        row = (await app.record({"Submission ID": "s1", "Số buổi": 1, "Gửi lúc": 1})).json()["data"]["record"]["id"]
        where = path.format(message=await app.sent(card(callback())), record=row)
        return [await app.call(method, where, content=json.dumps(body)) for body in bodies]


@pytest.mark.parametrize(("method", "path"), CALLS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.lists(st.dictionaries(st.sampled_from(NAMES), ANY, max_size=5) | ANY, min_size=5, max_size=10))
def test_any_json_is_answered_with_a_code(method: str, path: str, values: list[Any]) -> None:
    written = [{**value, "content": json.dumps(value)} for value in values if isinstance(value, dict)]
    for response in asyncio.run(answers(method, path, values + written)):
        assert response.status_code in (200, 400, 403)
        assert isinstance(response.json()["code"], int)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cards=st.lists(st.dictionaries(st.sampled_from(NAMES), ANY, max_size=6), min_size=5, max_size=10))
def test_any_card_is_refused_or_can_be_shown_and_pressed(cards: list[Any]) -> None:
    async def look() -> None:
        transport = httpx.ASGITransport(create_app(clock=lambda: NOW))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            app = AppClient(http)
            await app.sign_in()
            await app.switch(limits=False)
            sent = [(await app.send(json.dumps(one))).json() for one in cards]
            for answer in sent:
                given = {"message_id": answer.get("data", {}).get("message_id"), "button": 0}
                assert (await http.post("/_emulator/press", json=given)).status_code in (200, 400)
            for path in ("/", "/_emulator/app_messages", "/_emulator/requests"):
                assert (await http.get(path)).status_code == 200

    asyncio.run(look())
