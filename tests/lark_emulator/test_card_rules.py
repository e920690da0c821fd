import pytest

from tests.lark_emulator.conftest import Send
from tests.lark_emulator.samples import Json, button, card_v1, card_v2, markdown, plain

ROW: Json = {"tag": "table", "columns": [{"name": "a", "display_name": "A", "data_type": "text"}], "rows": [{"a": "1"}]}
COLUMNS: Json = {
    "tag": "column_set",
    "flex_mode": "none",
    "columns": [{"tag": "column", "width": "weighted", "weight": 1, "elements": [markdown("a")]}],
}
PANEL: Json = {
    "tag": "collapsible_panel",
    "expanded": False,
    "header": {"title": {"tag": "markdown", "content": "**A**"}, "icon": {"tag": "standard_icon", "token": "x"}},
    "border": {"color": "grey"},
    "elements": [markdown("b")],
}
FORM: Json = {
    "tag": "form",
    "name": "f",
    "elements": [
        {"tag": "input", "name": "i", "placeholder": plain("Tên"), "rows": 3},
        {"tag": "select_static", "name": "s", "options": [{"text": plain("A"), "value": "a"}]},
        button(name="ok", form_action_type="submit"),
    ],
}
OPEN_URL: Json = {"type": "open_url", "default_url": "https://e.test"}


def nested(levels: int) -> Json:
    element = markdown("a")
    for _ in range(levels):
        element = {"tag": "interactive_container", "elements": [element]}
    return element


@pytest.mark.parametrize(
    "element",
    [
        markdown("a", element_id="A_1", text_size="normal", margin="4px"),
        {"tag": "div", "text": plain("a"), "fields": [{"is_short": True, "text": {"tag": "lark_md", "content": "b"}}]},
        {"tag": "hr"},
        {"tag": "img", "img_key": "img_x", "alt": plain("a")},
        button(type="primary", size="small", behaviors=[OPEN_URL], confirm={"title": plain("a"), "text": plain("b")}),
        button(behaviors=[{"type": "callback", "value": {"any": {"thing": 1}}}]),
        COLUMNS,
        PANEL,
        FORM,
        ROW,
        {"tag": "chart", "chart_spec": {"type": "pie"}},
        nested(5),
    ],
)
async def test_every_documented_component_is_accepted(send: Send, element: Json) -> None:
    assert (await send(card_v2(element)))["msg"] == "success"


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ({"tag": "note", "elements": []}, "ErrCode: 200861; ErrMsg: cards of schema V2 no longer support"),
        ({"tag": "action", "actions": [button()]}, "unsupported tag action"),
        ({"tag": "blink"}, "type of element is not supported tag: blink"),
        ({"tag": "plain_text", "content": "a"}, "type of element is not supported tag: plain_text"),
        ({"content": "a"}, "tag is required"),
        ("a", "must be an object"),
        (markdown("a", colour="red"), "unknown property, property: colour"),
        (button(url="https://e.test"), "unknown property, property: url"),
        (button(behaviors=[{**OPEN_URL, "url": "x"}]), "unknown property, property: url"),
        ({"tag": "markdown", "content": 5}, "content must be a string"),
        ({"tag": "div", "text": "a"}, "must be an object"),
        ({"tag": "div", "text": {**plain("a"), "bold": True}}, "unknown property, property: bold"),
        ({**COLUMNS, "columns": COLUMNS["columns"][0]}, "must be a list"),
        ({**COLUMNS, "columns": [{"elements": []}]}, "tag is required"),
        ({**PANEL, "header": {"title": plain("a"), "template": "red"}}, "unknown property, property: template"),
        ({**PANEL, "elements": [ROW]}, "table must stand directly in the body"),
        (button("x" * 101), "button text is longer than 100 characters"),
        (markdown("a", element_id="1a"), "invalid element_id: 1a"),
        (markdown("a", element_id="a" * 21), "invalid element_id"),
        (markdown("a", element_id=["a"]), "invalid element_id"),
    ],
)
async def test_version_2_refuses_what_it_does_not_know(send: Send, element: Json, reason: str) -> None:
    answer = await send(card_v2(element))
    assert answer["code"] == 11246
    assert answer["msg"].startswith("Failed to create card content, ext=ErrCode: 200")
    assert reason in answer["msg"]


async def test_an_element_id_may_be_used_once_in_a_card(send: Send) -> None:
    answer = await send(card_v2(markdown("a", element_id="a"), {**COLUMNS, "element_id": "a"}))
    assert answer["msg"].endswith("duplicate element_id: a; ErrPath: ROOT -> body -> elements -> [1]")


@pytest.mark.parametrize("part", ["config", "header", "body", "card_link"])
async def test_unknown_properties_of_the_frame_are_refused(send: Send, part: str) -> None:
    body = card_v2(markdown("a"))
    body["card"].setdefault(part, {})["surprise"] = 1
    assert "unknown property, property: surprise" in (await send(body))["msg"]


async def test_elements_outside_the_body_are_refused(send: Send) -> None:
    body = card_v2()
    body["card"]["elements"] = [markdown("a")]
    assert "unknown property, property: elements" in (await send(body))["msg"]


@pytest.mark.parametrize(("count", "code"), [(199, 0), (200, 11310)])
async def test_two_hundred_elements_are_the_most_the_title_s_text_included(send: Send, count: int, code: int) -> None:
    answer = await send(card_v2(*[{"tag": "hr"}] * count))
    assert answer["code"] == code


@pytest.mark.parametrize(("count", "msg"), [(5, "success"), (6, "card table number over limit")])
async def test_five_tables_are_the_most(send: Send, count: int, msg: str) -> None:
    answer = await send(card_v2(*[ROW] * count))
    assert answer["msg"].endswith(msg)


async def test_a_card_nested_without_end_is_refused_in_both_versions(send: Send) -> None:
    for body in (card_v2(nested(200)), card_v1(nested(200))):
        assert (await send(body))["code"] == 11310


@pytest.mark.parametrize(
    "element",
    [
        {"tag": "note", "elements": [plain("a"), {"tag": "img", "img_key": "x"}]},
        {"tag": "action", "actions": [button(url="https://e.test", type=["primary"])]},
        {"tag": "blink", "surprise": 1},
        {"tag": ["div"]},
        {"tag": "div", "text": "a", "fields": 5, "extra": None},
        {"tag": "column_set", "flex_mode": {}, "columns": [{"width": "weighted", "weight": {}}]},
    ],
)
async def test_version_1_ignores_what_it_does_not_know(send: Send, element: Json) -> None:
    assert (await send(card_v1(element)))["code"] == 0


async def test_version_1_wants_a_list_of_elements(send: Send) -> None:
    answer = await send({"msg_type": "interactive", "card": {"elements": "a"}})
    assert answer["code"] == 11246


async def test_an_empty_card_is_a_card(send: Send) -> None:
    assert (await send({"msg_type": "interactive", "card": {}}))["code"] == 0
