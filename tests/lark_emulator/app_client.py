"""Lark's API as one of our apps calls it, and the handles of the emulator behind it."""

import json
from typing import Any

import httpx

from tests.lark_emulator.samples import Json, button, card_v2

TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"
MESSAGES = "/open-apis/im/v1/messages"
CARD_UPDATE = "/open-apis/interactive/v1/card/update"
CHATS = "/open-apis/im/v1/chats"
TABLE = "/open-apis/bitable/v1/apps/bascnDemo/tables/tblSlips"
RECORDS = f"{TABLE}/records"
CREDENTIALS = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}


def callback(words: str = "Nhận xử lý", value: object = None) -> Json:
    return button(words, behaviors=[{"type": "callback", "value": value or {"a": "take"}}])


def card(*elements: Json, title: str = "[Nghỉ phép] An · NP-260821-A7K2") -> Json:
    made: Json = card_v2(*elements, title=title)["card"]
    return made


def old_card(*elements: Json, shared: bool = True) -> Json:
    return {"config": {"update_multi": shared}, "elements": list(elements)}


class AppClient:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.headers: dict[str, str] = {}

    async def sign_in(self, app_id: str = "cli_demo", secret: str = "demo-app-secret") -> Json:
        answer: Json = (await self.http.post(TOKEN, json={"app_id": app_id, "app_secret": secret})).json()
        self.headers = {"Authorization": f"Bearer {answer.get('tenant_access_token')}"}
        return answer

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, path, headers=self.headers, **more)

    async def send(self, content: object = None, **more: Any) -> httpx.Response:
        """A card to the office, unless `more` says otherwise; `kind` is the type of the receiver's id."""
        kind = more.pop("kind", "chat_id")
        words = content if isinstance(content, str) else json.dumps(content or card())
        body = {"receive_id": "oc_office", "msg_type": "interactive", "content": words, **more}
        return await self.call("POST", MESSAGES, params={"receive_id_type": kind}, json=body)

    async def sent(self, content: object = None, **more: Any) -> str:
        """The id of a message that was taken."""
        answer = (await self.send(content, **more)).json()
        assert answer["code"] == 0, answer
        return str(answer["data"]["message_id"])

    async def patch(self, message_id: str, content: object = None) -> httpx.Response:
        words = content if isinstance(content, str) else json.dumps(content or card())
        return await self.call("PATCH", f"{MESSAGES}/{message_id}", json={"content": words})

    async def record(self, fields: object, **query: str) -> httpx.Response:
        return await self.call("POST", RECORDS, params=query, json={"fields": fields})

    async def search(self, *conditions: Json, conjunction: str = "and", **more: Any) -> httpx.Response:
        body = {"filter": {"conjunction": conjunction, "conditions": list(conditions)}, **more}
        return await self.call("POST", f"{RECORDS}/search", json=body)

    async def found(self, *conditions: Json, **more: Any) -> list[str]:
        """The submissions that a search finds."""
        answer = (await self.search(*conditions, **more)).json()
        assert answer["code"] == 0, answer
        return [item["fields"]["Submission ID"][0]["text"] for item in answer["data"]["items"]]

    async def control(self, method: str, path: str, given: object = None) -> Any:
        """One of the emulator's own handles, which must succeed."""
        response = await self.http.request(method, f"/_emulator/{path}", json=given)
        assert response.is_success, response.text
        return response.json() if response.content else None

    async def switch(self, **switches: object) -> None:
        await self.control("PUT", "switches", switches)

    async def wait(self, seconds: float) -> None:
        """Moves the emulator's clock."""
        await self.control("POST", "clock", {"advance_s": seconds})


def outcome(response: httpx.Response) -> tuple[int, int]:
    """HTTP status and code."""
    return response.status_code, response.json()["code"]
