"""The emulator as Lark's own client sees it: code that nobody here wrote."""

import importlib
import json
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.lark_emulator.app_client import callback, card
from tests.lark_emulator.conftest import serve
from tests.lark_emulator.samples import Json
from tests.lark_emulator.school import School

PLACE = ("bascnDemo", "tblSlips")
UUID = "4f8f4c1e-7f5c-4c76-9d2a-0b7b2f6a1c11"


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The client, whose generated modules and dependencies warn of their own old ways when they are imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("lark_oapi.api.im.v1", "lark_oapi.api.bitable.v1"):
            importlib.import_module(name)
        return importlib.import_module("lark_oapi")


@pytest.fixture
def address() -> Iterator[str]:
    yield from serve("auto")


@pytest.fixture
def client(sdk: ModuleType, address: str) -> Any:
    """The official client, signed in as the fixture's app."""
    # The client keeps tokens for the process; another emulator does not know them.
    sdk.core.token.manager.TokenManager.cache = sdk.core.cache.local_cache.LocalCache()
    return sdk.Client.builder().app_id("cli_demo").app_secret("demo-app-secret").domain(address).build()


def log_id(response: Any) -> str:
    """Not get_log_id(), which looks for Lark's own capitals; uvicorn writes every name in small letters."""
    return str(response.raw.headers["x-tt-logid"])


def good(response: Any) -> Any:
    """The data of an answer that the client took for a success."""
    assert response.success(), (response.code, response.msg)
    assert log_id(response)
    return getattr(response, "data", None)


def send(sdk: ModuleType, client: Any, content: Json) -> Any:
    im = sdk.api.im.v1
    body = im.CreateMessageRequestBody.builder().receive_id("oc_office").msg_type("interactive")
    body = body.content(json.dumps(content)).uuid(UUID).build()
    request = im.CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build()
    return good(client.im.v1.message.create(request))


def test_a_message_is_sent_once_updated_and_read(sdk: ModuleType, client: Any) -> None:
    im = sdk.api.im.v1
    sent, again = send(sdk, client, card(title="Mới")), send(sdk, client, card(title="Mới"))
    assert sent.message_id == again.message_id
    body = im.PatchMessageRequestBody.builder().content(json.dumps(card(title="Đã nhận"))).build()
    good(
        client.im.v1.message.patch(
            im.PatchMessageRequest.builder().message_id(sent.message_id).request_body(body).build()
        )
    )
    found = good(client.im.v1.message.get(im.GetMessageRequest.builder().message_id(sent.message_id).build()))
    assert json.loads(found.items[0].body.content)["title"] == "Đã nhận"


def test_a_refused_message_is_no_success_for_the_client(sdk: ModuleType, client: Any) -> None:
    im = sdk.api.im.v1
    body = im.CreateMessageRequestBody.builder().receive_id("oc_none").msg_type("text").content("{}").build()
    response = client.im.v1.message.create(
        im.CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build()
    )
    assert (response.success(), response.code, response.raw.status_code) == (False, 230034, 400)
    assert response.error["log_id"] == log_id(response)


def test_the_client_lists_the_chats(sdk: ModuleType, client: Any) -> None:
    chats = good(client.im.v1.chat.list(sdk.api.im.v1.ListChatRequest.builder().page_size(20).build()))
    assert [chat.name for chat in chats.items] == ["Giáo vụ", "Quản lý"]


def create(sdk: ModuleType, client: Any, fields: Json) -> Any:
    base = sdk.api.bitable.v1
    record = base.AppTableRecord.builder().fields(fields).build()
    request = base.CreateAppTableRecordRequest.builder().app_token(PLACE[0]).table_id(PLACE[1])
    return good(
        client.bitable.v1.app_table_record.create(request.client_token(UUID).request_body(record).build())
    ).record


def test_a_record_is_created_found_and_changed(sdk: ModuleType, client: Any) -> None:
    base = sdk.api.bitable.v1
    record = create(sdk, client, {"Submission ID": "s1", "Số buổi": 2})
    condition = base.Condition.builder().field_name("Submission ID").operator("is").value(["s1"]).build()
    wanted = base.FilterInfo.builder().conjunction("and").conditions([condition]).build()
    body = base.SearchAppTableRecordRequestBody.builder().filter(wanted).build()
    search = base.SearchAppTableRecordRequest.builder().app_token(PLACE[0]).table_id(PLACE[1]).request_body(body)
    [found] = good(client.bitable.v1.app_table_record.search(search.build())).items
    assert (found.record_id, found.fields["Submission ID"][0]["text"]) == (record.record_id, "s1")
    new = base.AppTableRecord.builder().fields({"Số buổi": 3}).build()
    update = base.UpdateAppTableRecordRequest.builder().app_token(PLACE[0]).table_id(PLACE[1])
    update = update.record_id(found.record_id).request_body(new).build()
    assert good(client.bitable.v1.app_table_record.update(update)).record.fields["Số buổi"] == 3


def test_the_client_lists_the_fields(sdk: ModuleType, client: Any) -> None:
    request = sdk.api.bitable.v1.ListAppTableFieldRequest.builder().app_token(PLACE[0]).table_id(PLACE[1])
    fields = good(client.bitable.v1.app_table_field.list(request.page_size(100).build())).items
    assert [(field.field_name, field.type) for field in fields][:1] == [("Submission ID", 1)]


@pytest.fixture
def pressed(sdk: ModuleType, client: Any, address: str, school: School) -> Any:
    """What the school got when somebody pressed a button, as the client's server side takes it."""
    school.encrypt_key = "test key"
    settings = {"callback_url": school.url, "encrypt_key": "test key"}
    httpx.put(f"{address}/_emulator/apps/cli_demo", json=settings).raise_for_status()
    message_id = send(sdk, client, card(callback())).message_id
    httpx.post(f"{address}/_emulator/press", json={"message_id": message_id, "button": 0}).raise_for_status()
    request = sdk.RawRequest()
    request.uri, request.headers, request.body = "/", school.seen[0].headers, school.seen[0].raw
    return request


def dispatch(sdk: ModuleType, request: Any) -> tuple[Any, list[Any]]:
    """The dispatcher's answer, and the presses that it took."""
    response = importlib.import_module("lark_oapi.event.callback.model.p2_card_action_trigger")
    seen: list[Any] = []

    def take(data: Any) -> Any:
        seen.append(data.event)
        return response.P2CardActionTriggerResponse({"toast": {"type": "success", "content": "Đã nhận"}})

    handler = sdk.EventDispatcherHandler.builder("test key", "demo-verification")
    return handler.register_p2_card_action_trigger(take).build().do(request), seen


def test_the_client_s_dispatcher_opens_an_encrypted_and_signed_press(sdk: ModuleType, pressed: Any) -> None:
    answer, [event] = dispatch(sdk, pressed)
    assert (answer.status_code, json.loads(answer.content)["toast"]["content"]) == (200, "Đã nhận")
    assert (event.action.value, event.action.tag, event.operator.open_id) == ({"a": "take"}, "button", "ou_ha")
    assert event.context.open_chat_id == "oc_office"


def test_the_client_s_dispatcher_refuses_a_press_that_was_tampered_with(sdk: ModuleType, pressed: Any) -> None:
    pressed.body += b" "
    answer, seen = dispatch(sdk, pressed)
    assert (answer.status_code, seen) == (500, [])
    assert b"signature verification failed" in answer.content
