"""The app's token: one for all threads, renewed once, never with an old secret."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pytest_django import Settings

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import tokens
from forms_intake.lark.answers import Answer
from tests.forms_intake.lark.test_http import says, server
from tests.lark import Lark

APP = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}
CHATS = "/open-apis/im/v1/chats"
LIFE_S, RENEWED_AFTER_S = 7200, 5400


@pytest.fixture(autouse=True)
def _no_token_held() -> Iterator[None]:
    tokens.forget()
    yield
    tokens.forget()


def chats(app: dict[str, str] = APP) -> Answer:
    return tokens.call(app, "GET", CHATS)


def fetched(lark: Lark) -> int:
    return lark.calls().get("token", {}).get("accepted", 0)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = time.monotonic
    monkeypatch.setattr("forms_intake.lark.tokens.monotonic", lambda: real() + seconds)


def test_a_call_carries_the_apps_token(lark: Lark) -> None:
    answer = chats()
    assert (answer.outcome, answer.counted, len(answer.data["items"])) == (Outcome.OK, 1, 2)


def test_one_token_serves_many_calls(lark: Lark) -> None:
    assert [chats().outcome for _ in range(3)] == [Outcome.OK] * 3
    assert fetched(lark) == 1


def test_many_threads_fetch_one_token(lark: Lark) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: chats(), range(16)))
    assert {answer.outcome for answer in answers} == {Outcome.OK}
    assert fetched(lark) == 1


def test_threads_that_wait_for_a_failing_fetch_all_learn_why_and_ask_no_more_themselves(lark: Lark) -> None:
    lark.fault("timeout", route="token", count=8, delay_s=5)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: chats(), range(8)))
    assert {(answer.outcome, answer.is_ambiguous) for answer in answers} == {(Outcome.BACKOFF, False)}
    assert lark.calls()["token"]["not_taken"] == 1


def test_a_token_is_renewed_when_less_than_half_an_hour_is_left(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    chats()
    later(monkeypatch, RENEWED_AFTER_S - 5)
    chats()
    assert fetched(lark) == 1
    later(monkeypatch, RENEWED_AFTER_S + 5)
    chats()
    assert fetched(lark) == 2


def test_an_old_token_goes_on_serving_while_lark_cannot_renew_it(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    chats()
    later(monkeypatch, RENEWED_AFTER_S + 5)
    lark.fault("status_502", route="token", count=9)
    assert chats().outcome is Outcome.OK
    later(monkeypatch, LIFE_S)
    assert chats().outcome is Outcome.BACKOFF


@pytest.mark.parametrize("status", [400, 401])
def test_a_token_that_ran_out_is_renewed_and_the_call_repeated_at_once(lark: Lark, status: int) -> None:
    lark.switch(invalid_token_status=status)
    chats()
    lark.advance(LIFE_S + 1)
    assert (chats().outcome, fetched(lark)) == (Outcome.OK, 2)


def test_a_late_refusal_of_an_old_token_does_not_cost_the_new_one(lark: Lark) -> None:
    """Two threads, one token that has run out: the slower one hears of it when the faster has a new one already."""
    chats()
    [old] = tokens._held.values()
    tokens.forget()
    chats()
    tokens._drop(APP, old)
    before = fetched(lark)
    chats()
    assert fetched(lark) == before


@pytest.mark.parametrize("code", [99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677])
def test_a_second_refusal_is_a_fault_of_the_configuration(lark: Lark, code: int) -> None:
    lark.fault("code", route="chats", code=code, status=400, count=2)
    answer = chats()
    assert (answer.outcome, answer.hint, answer.code) == (Outcome.CONFIG, Hint.TOKEN_REFUSED, code)
    assert lark.calls()["chats"]["not_taken"] == 2


def test_a_new_secret_is_used_at_once(lark: Lark) -> None:
    chats()
    lark.configure(secret="second-secret")
    httpx.delete(f"{lark.url}/_emulator/tokens").raise_for_status()
    assert chats(APP | {"app_secret": "second-secret"}).outcome is Outcome.OK
    assert chats().hint is Hint.APP_SECRET


def test_a_wrong_secret_never_gets_the_token_of_the_right_one(lark: Lark) -> None:
    chats()
    assert chats(APP | {"app_secret": "guessed"}).hint is Hint.APP_SECRET


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (10014, Hint.APP_SECRET),
        (10003, Hint.APP_SECRET),
        (99991543, Hint.APP_SECRET),
        (10013, Hint.APP_OFF),
        (9499, Hint.APP_SECRET),
        (99991663, Hint.APP_SECRET),
    ],
)
def test_what_is_wrong_with_the_credentials_is_said(lark: Lark, code: int, hint: Hint) -> None:
    lark.fault("code", route="token", code=code)
    answer = chats()
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, hint)


@pytest.mark.parametrize("app", [{}, {"app_id": "cli_demo"}, {"app_id": "", "app_secret": "x"}])
def test_without_credentials_nobody_is_called(lark: Lark, app: dict[str, str]) -> None:
    assert chats(app).hint is Hint.APP_SECRET
    assert lark.calls() == {}


def test_an_app_that_lacks_a_permission_is_told_which(lark: Lark) -> None:
    lark.configure(scopes=["im:message"])
    answer = chats()
    assert (answer.outcome, answer.hint, answer.counted) == (Outcome.CONFIG, Hint.SCOPE, 0)
    assert "im:chat:readonly" in answer.message


def test_an_app_that_is_not_in_use_is_said_to_be_so(lark: Lark) -> None:
    chats()
    lark.configure(enabled=False)
    assert chats().hint is Hint.APP_OFF


def test_another_base_address_has_a_token_of_its_own(lark: Lark, settings: Settings) -> None:
    chats()
    settings.LARK_BASE_URL = lark.url.replace("127.0.0.1", "localhost")
    assert chats().outcome is Outcome.OK
    assert fetched(lark) == 2


def test_a_token_shows_in_no_text_of_its_own() -> None:
    assert "t-secret" not in repr(tokens.Token(value="t-secret", renew_at=1, expires_at=2))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"tenant_access_token": "", "expire": 7200},
        {"tenant_access_token": "t-a\r\nx: y", "expire": 7200},
        {"tenant_access_token": "t-é", "expire": 7200},
        {"tenant_access_token": 5, "expire": 7200},
        {"tenant_access_token": "t-a"},
        {"tenant_access_token": "t-a", "expire": 0},
        {"tenant_access_token": "t-a", "expire": True},
        {"tenant_access_token": "t-a", "expire": "7200"},
    ],
)
def test_a_token_that_cannot_be_sent_is_a_passing_fault(settings: Settings, given: dict[str, object]) -> None:
    with server(says(json.dumps({"code": 0, "msg": "ok"} | given).encode())) as url:
        settings.LARK_BASE_URL = url.partition("/open-apis")[0]
        answer = chats()
    assert (answer.outcome, answer.is_ambiguous, answer.remote_id) == (Outcome.BACKOFF, False, "")


def test_a_token_said_to_live_for_ever_is_renewed_all_the_same(settings: Settings) -> None:
    body = {"code": 0, "tenant_access_token": "t-a", "expire": 10**30}
    with server(says(json.dumps(body).encode())) as url:
        settings.LARK_BASE_URL = url.partition("/open-apis")[0]
        token = tokens._token(APP)
    assert isinstance(token, tokens.Token)
    assert token.expires_at - time.monotonic() <= LIFE_S
