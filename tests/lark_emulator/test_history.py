"""Reading what stands in a chat."""

import pytest

from tests.lark_emulator.app_client import MESSAGES, AppClient, outcome
from tests.lark_emulator.samples import NOW, Json

HOUR_S = 3600


async def history(app: AppClient, **query: object) -> Json:
    params = {"container_id_type": "chat", "container_id": "oc_office", **query}
    answer: Json = (await app.call("GET", MESSAGES, params=params)).json()
    return answer


@pytest.fixture
async def reader(app: AppClient) -> AppClient:
    await app.control("PUT", "apps/cli_demo", {"scopes": ["im:message", "im:message.group_msg"]})
    return app


async def test_a_chat_is_read_from_either_end_page_by_page(reader: AppClient) -> None:
    sent = [await reader.sent() for _ in range(3)]
    oldest = await history(reader, page_size=2)
    newest = await history(reader, page_size=2, sort_type="ByCreateTimeDesc")
    assert [row["message_id"] for row in oldest["data"]["items"]] == sent[:2]
    assert [row["message_id"] for row in newest["data"]["items"]] == sent[:0:-1]
    rest = await history(reader, page_size=2, page_token=oldest["data"]["page_token"])
    assert ([row["message_id"] for row in rest["data"]["items"]], rest["data"]["has_more"]) == (sent[2:], False)


async def test_times_bound_what_is_read(reader: AppClient) -> None:
    await reader.sent()
    now = int(NOW.timestamp())
    assert (await history(reader, start_time=now + HOUR_S))["data"]["items"] == []
    assert (await history(reader, end_time=now - HOUR_S))["data"]["items"] == []
    assert len((await history(reader, start_time=now - HOUR_S, end_time=now + HOUR_S))["data"]["items"]) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"container_id_type": "thread"}, 99992402),
        ({"container_id": "oc_none"}, 230034),
        ({"start_time": "soon"}, 99992402),
        ({"page_size": 51}, 99992402),
    ],
)
async def test_a_bad_question_is_refused(reader: AppClient, change: Json, code: int) -> None:
    assert (await history(reader, **change))["code"] == code


async def test_only_a_member_with_the_right_to_read_may_ask(app: AppClient) -> None:
    query = {"container_id_type": "chat", "container_id": "oc_office"}
    assert outcome(await app.call("GET", MESSAGES, params=query)) == (400, 99991672)
    await app.control("PUT", "apps/cli_demo", {"scopes": ["im:message.group_msg"]})
    await app.control("PUT", "chats/oc_office", {"apps": []})
    assert outcome(await app.call("GET", MESSAGES, params=query)) == (400, 230002)
