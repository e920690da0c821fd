import pytest

from lark_emulator.pressable import buttons, numbered
from tests.lark_emulator.app_client import callback, card, old_card
from tests.lark_emulator.samples import Json, button

OPEN: Json = {"type": "open_url", "default_url": "https://e.test"}


def in_columns(*elements: Json) -> Json:
    return {"tag": "column_set", "columns": [{"tag": "column", "elements": list(elements)}]}


def test_buttons_are_numbered_as_one_reads_them() -> None:
    found = buttons(card(callback("Một", {"n": 1}), in_columns(callback("Hai", {"n": 2})), callback("Ba", {"n": 3})))
    assert [one.value for one in found] == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize(
    "element",
    [button(behaviors=[OPEN]), button(), {**callback(), "disabled": True}, {"tag": "markdown", "behaviors": []}],
)
def test_what_does_not_call_back_has_no_number(element: Json) -> None:
    assert buttons(card(element)) == []


def test_in_version_1_a_value_calls_back_unless_there_is_an_address() -> None:
    pressed, link = button("A", value={"a": 1}), button("B", value={"a": 2}, url="https://e.test")
    found = buttons(old_card({"tag": "action", "actions": [pressed, link]}))
    assert [one.value for one in found] == [{"a": 1}]


def test_a_button_that_opens_and_calls_back_counts() -> None:
    both = button(behaviors=[OPEN, {"type": "callback", "value": {"a": 1}}])
    assert [one.value for one in buttons(card(both))] == [{"a": 1}]


def test_what_looks_like_a_button_within_a_value_is_data() -> None:
    assert len(buttons(card(callback(value={"inner": callback()})))) == 1


def test_numbers_are_written_into_a_copy_and_a_sender_cannot_write_them() -> None:
    sent = old_card({**button("A"), "_press": 7}, {"tag": "action", "actions": [button("B", value={})]})
    shown = numbered(sent)
    assert "_press" not in shown["elements"][0]
    assert shown["elements"][1]["actions"][0]["_press"] == 0
    assert sent["elements"][0]["_press"] == 7


@pytest.mark.parametrize("odd", [[], {}, 5, None])
def test_a_tag_that_is_no_word_is_no_button(odd: object) -> None:
    assert numbered({"tag": odd, "elements": [{"tag": odd}]}) == {"tag": odd, "elements": [{"tag": odd}]}
