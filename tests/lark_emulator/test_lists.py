from tests.lark_emulator.app_client import CHATS, AppClient, card
from tests.lark_emulator.samples import NOW

NP = "NP-260821-A7K2"


async def test_a_message_is_listed_with_its_slip_its_uuid_and_all_its_versions(app: AppClient) -> None:
    message_id = await app.sent(card(title=f"A · {NP}"), uuid="u1")
    await app.patch(message_id, card(title=f"B · {NP}"))
    [message] = await app.control("GET", "app_messages")
    assert {name: message[name] for name in ("message_id", "app_id", "chat_id", "key", "uuid", "sent_at")} == {
        "message_id": message_id,
        "app_id": "cli_demo",
        "chat_id": "oc_office",
        "key": NP,
        "uuid": "u1",
        "sent_at": NOW.isoformat(),
    }
    assert (message["count"], message["uuid_count"], message["updates"]) == (1, 1, 1)
    assert [version["body"]["card"]["header"]["title"]["content"] for version in message["versions"]] == [
        f"A · {NP}",
        f"B · {NP}",
    ]


async def test_messages_are_chosen_by_chat_app_uuid_and_words(app: AppClient) -> None:
    await app.sent(card(title="một"), uuid="u1")
    await app.sent(card(title="hai"), receive_id="oc_managers")

    async def titles(query: str) -> list[str]:
        return [message["title"] for message in await app.control("GET", f"app_messages?{query}")]

    assert await titles("chat=oc_managers") == ["hai"]
    assert await titles("contains=một") == ["một"]
    assert await titles("uuid=u1") == ["một"]
    assert await titles("app=cli_other") == []


async def test_the_summary_names_slips_that_were_sent_twice(app: AppClient) -> None:
    for title in (f"A · {NP}", f"B · {NP}", "Không mã"):
        await app.sent(card(title=title))
    assert await app.control("GET", "app_summary") == {
        "accepted": 3,
        "by_key": {NP: 2, "Không mã": 1},
        "duplicates": {NP: 2},
    }
    assert (await app.control("GET", "summary"))["accepted"] == 0


async def test_a_new_version_is_no_duplicate(app: AppClient) -> None:
    message_id = await app.sent(card(title=f"A · {NP}"))
    await app.patch(message_id, card(title=f"Đã nhận · {NP}"))
    assert (await app.control("GET", "app_summary"))["duplicates"] == {}


async def test_records_are_counted_by_submission_and_by_client_token(app: AppClient) -> None:
    token = "fe599b60-450f-46ff-b2ef-9f6675625b97"
    await app.record({"Submission ID": "s1"}, client_token=token)
    await app.record({"Submission ID": "s1"})
    await app.record({"Submission ID": "s2"})
    rows = await app.control("GET", "records?base=bascnDemo&table=tblSlips")
    assert [(row["fields"]["Submission ID"], row["count"]) for row in rows] == [("s1", 2), ("s1", 2), ("s2", 1)]
    assert (rows[0]["client_token"], rows[0]["client_token_count"]) == (token, 1)
    assert await app.control("GET", "records?table=tblNone") == []


async def test_an_unknown_base_is_refused(app: AppClient) -> None:
    response = await app.http.get("/_emulator/records?base=bascNone")
    assert (response.status_code, response.json()["field"]) == (400, "base")


async def test_calls_are_counted_by_endpoint_and_outcome(app: AppClient) -> None:
    await app.control("POST", "faults", {"route": "chats", "kind": "status_500"})
    for _ in range(2):
        await app.call("GET", CHATS)
    await app.send(kind="phone")
    assert await app.control("GET", "calls") == {
        "chats": {"accepted": 1, "not_taken": 1},
        "send": {"refused": 1},
        "token": {"accepted": 1},
    }


async def test_the_journal_tells_what_each_call_made(app: AppClient) -> None:
    message_id = await app.sent()
    calls = await app.control("GET", "requests")
    assert [(call["endpoint"], call["outcome"], call["object_id"]) for call in calls] == [
        ("token", "accepted", None),
        ("send", "accepted", message_id),
    ]


async def test_only_messages_that_are_there_can_be_recalled(app: AppClient) -> None:
    response = await app.http.post("/_emulator/recall", json={"message_id": ["a"]})
    assert (response.status_code, response.json()["field"]) == (400, "message_id")
