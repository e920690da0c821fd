"""The list of groups that a destination is chosen from."""

from collections.abc import Iterator

import httpx
import pytest

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import chats, tokens
from forms_intake.lark.chats import Chat
from tests.lark import Lark

APP = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}


@pytest.fixture(autouse=True)
def _no_token_held() -> Iterator[None]:
    tokens.forget()
    yield
    tokens.forget()


def test_the_groups_of_the_bot_are_listed(lark: Lark) -> None:
    found, answer = chats.listed(APP)
    assert found == [Chat("oc_office", "Giáo vụ"), Chat("oc_managers", "Quản lý")]
    assert (answer.outcome, answer.counted) == (Outcome.OK, 1)


def test_all_pages_are_read(lark: Lark) -> None:
    for number in range(103):
        settings = {"name": f"Nhóm {number}", "apps": ["cli_demo"]}
        httpx.put(f"{lark.url}/_emulator/chats/oc_{number}", json=settings).raise_for_status()
    found, answer = chats.listed(APP)
    assert (len(found), answer.counted) == (105, 2)


def test_why_there_is_no_list_is_said(lark: Lark) -> None:
    lark.configure(scopes=["im:message"])
    found, answer = chats.listed(APP)
    assert (found, answer.outcome, answer.hint) == ([], Outcome.CONFIG, Hint.SCOPE)


@pytest.mark.parametrize("rows", [None, 5, {}, [None], [{}], [{"chat_id": ""}], [{"chat_id": 5}]])
def test_rows_that_are_none_are_left_out(rows: object) -> None:
    assert chats._chats(rows) == []
