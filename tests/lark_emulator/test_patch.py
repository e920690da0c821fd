import pytest

from tests.lark_emulator.app_client import AppClient, card, old_card, outcome
from tests.lark_emulator.samples import markdown

DAYS = 86_400


async def test_a_card_is_replaced_and_its_versions_are_kept(app: AppClient) -> None:
    message_id = await app.sent(card(title="Mới"))
    response = await app.patch(message_id, card(title="Đã nhận"))
    assert response.json() == {"code": 0, "data": {}, "msg": "ok"}
    [message] = await app.control("GET", "app_messages")
    assert (message["title"], message["updates"]) == ("Đã nhận", 1)
    assert [version["origin"] for version in message["versions"]] == ["send", "patch"]


async def test_only_the_app_that_sent_a_card_may_change_it(app: AppClient) -> None:
    message_id = await app.sent()
    await app.sign_in("cli_other", "other-app-secret")
    assert outcome(await app.patch(message_id)) == (400, 230027)


async def test_a_card_can_be_changed_for_fourteen_days(app: AppClient) -> None:
    message_id = await app.sent()
    await app.wait(14 * DAYS)
    await app.sign_in()
    assert outcome(await app.patch(message_id)) == (200, 0)
    await app.wait(1)
    assert outcome(await app.patch(message_id)) == (400, 230031)


@pytest.mark.parametrize(("deleted", "code"), [(False, 230011), (True, 230110)])
async def test_a_message_that_is_gone_cannot_be_changed(app: AppClient, deleted: bool, code: int) -> None:
    message_id = await app.sent()
    await app.control("POST", "recall", {"message_id": message_id, "deleted": deleted})
    assert outcome(await app.patch(message_id)) == (400, code)


async def test_a_text_cannot_be_changed_into_a_card(app: AppClient) -> None:
    message_id = await app.sent({"text": "a"}, msg_type="text")
    assert outcome(await app.patch(message_id)) == (400, 230054)


async def test_a_card_of_version_1_must_be_shared_before_and_after(app: AppClient) -> None:
    shared, private = await app.sent(old_card()), await app.sent(old_card(shared=False))
    assert outcome(await app.patch(shared, old_card())) == (200, 0)
    assert outcome(await app.patch(shared, old_card(shared=False))) == (400, 230099)
    assert outcome(await app.patch(private, old_card())) == (400, 230099)


@pytest.mark.parametrize(
    ("content", "code"),
    [(card({"tag": "note"}), 230099), ("x", 230001), (card(markdown("x" * 31_000)), 230025)],
)
async def test_a_bad_new_card_leaves_the_old_one(app: AppClient, content: object, code: int) -> None:
    message_id = await app.sent()
    assert outcome(await app.patch(message_id, content)) == (400, code)
    [message] = await app.control("GET", "app_messages")
    assert message["updates"] == 0


async def test_an_unknown_message_cannot_be_changed(app: AppClient) -> None:
    assert outcome(await app.patch("om_nothing")) == (400, 230001)


async def test_a_message_takes_five_changes_a_second(app: AppClient) -> None:
    message_id = await app.sent()
    codes = [(await app.patch(message_id)).json()["code"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 230020]
    await app.switch(limits=False)
    assert outcome(await app.patch(message_id)) == (200, 0)
