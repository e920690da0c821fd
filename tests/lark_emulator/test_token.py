import httpx
import pytest

from tests.lark_emulator.app_client import CHATS, TOKEN, AppClient, outcome


async def test_a_token_stays_the_same_while_half_an_hour_remains(app: AppClient) -> None:
    first = await app.sign_in()
    await app.wait(7200 - 1800)
    again = await app.sign_in()
    assert (first["expire"], again["expire"]) == (7200, 1800)
    assert again["tenant_access_token"] == first["tenant_access_token"]


async def test_with_less_than_half_an_hour_left_there_is_a_new_token_and_both_work(app: AppClient) -> None:
    old = app.headers
    await app.wait(7200 - 1799)
    assert (await app.sign_in())["expire"] == 7200
    assert app.headers != old
    for headers in (old, app.headers):
        assert (await app.http.get(CHATS, headers=headers)).json()["code"] == 0


async def test_an_expired_token_is_invalid(app: AppClient) -> None:
    await app.wait(7200)
    assert outcome(await app.call("GET", CHATS)) == (400, 99991663)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 99991661),
        ({"Authorization": "Bearer "}, 99991661),
        ({"Authorization": "Bearer abc"}, 99991671),
        ({"Authorization": "Bearer t-unknown"}, 99991663),
    ],
)
async def test_a_call_without_a_good_token_is_refused(
    lark: httpx.AsyncClient, headers: dict[str, str], code: int
) -> None:
    assert outcome(await lark.get(CHATS, headers=headers)) == (400, code)


async def test_the_status_of_an_invalid_token_is_a_switch(app: AppClient) -> None:
    await app.switch(invalid_token_status=401)
    await app.control("DELETE", "tokens")
    assert outcome(await app.call("GET", CHATS)) == (401, 99991663)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"app_id": "cli_demo", "app_secret": "wrong"}, 10014),
        ({"app_id": "cli_nobody", "app_secret": "x"}, 99991543),
        ({"app_id": "cli_demo"}, 10003),
        ({"app_id": 5, "app_secret": "x"}, 10003),
        ([], 10003),
    ],
)
async def test_bad_credentials_are_refused_with_http_200(lark: httpx.AsyncClient, body: object, code: int) -> None:
    response = await lark.post(TOKEN, json=body)
    assert outcome(response) == (200, code)
    assert "tenant_access_token" not in response.json()


async def test_an_app_that_is_switched_off_gets_no_token_and_its_old_one_stops(app: AppClient) -> None:
    await app.control("PUT", "apps/cli_demo", {"enabled": False})
    assert outcome(await app.call("GET", CHATS)) == (400, 99991662)
    assert (await app.sign_in())["code"] == 10013


async def test_a_changed_secret_works_and_the_old_one_does_not(app: AppClient) -> None:
    await app.control("PUT", "apps/cli_demo", {"secret": "new"})
    assert (await app.sign_in())["code"] == 10014
    assert (await app.sign_in(secret="new"))["code"] == 0
