from lark_emulator.contents import render
from tests.lark_emulator.samples import Json, button, card_v1, card_v2, markdown, plain, post, text


def test_title_and_text_are_what_the_reader_sees() -> None:
    tag = {"tag": "text_tag", "text": plain("Báo trễ"), "color": "red"}
    content = render(card_v2(markdown("**Cơ sở:** Quận 1"), {"tag": "hr"}, button(), text_tag_list=[tag]))
    assert content.title == "[Nghỉ phép] Nguyễn Bảo An"
    assert content.text.splitlines() == ["[Nghỉ phép] Nguyễn Bảo An", "Báo trễ", "Cơ sở: Quận 1", "Mở phiếu"]


def test_plain_text_keeps_its_marks() -> None:
    content = render(card_v2(title="**A** <at id=all></at>"))
    assert content.title == "**A** <at id=all></at>"
    assert "mention" not in content.html


def test_the_header_wears_its_template_and_an_unknown_one_none() -> None:
    assert "card--orange" in render(card_v2(template="orange")).html
    assert "card--default" in render(card_v2(template='"><script>')).html


def test_a_button_with_an_address_is_a_link_in_both_versions() -> None:
    url = "https://e.test/x"
    v2 = render(card_v2(button(type="primary", behaviors=[{"type": "open_url", "default_url": url}])))
    v1 = render(card_v1({"tag": "action", "actions": [button(url=url, type="primary")]}))
    for content in (v1, v2):
        assert f'class="button button--primary" href="{url}"' in content.html


def test_a_button_that_calls_back_or_is_disabled_leads_nowhere() -> None:
    behaviors = [{"type": "open_url", "default_url": "https://e.test"}]
    for element in (button(behaviors=[{"type": "callback", "value": {}}]), button(disabled=True, behaviors=behaviors)):
        assert "button--off" in render(card_v2(element)).html


def test_the_fields_notes_and_images_of_version_1_are_drawn() -> None:
    fields = [{"is_short": True, "text": {"tag": "lark_md", "content": "**Cơ sở**\nQuận 1"}}]
    note = {"tag": "note", "elements": [plain("Đã nghỉ 0/3")]}
    image = {"tag": "img", "img_key": "img_x", "alt": plain("ảnh")}
    content = render(card_v1({"tag": "div", "fields": fields, "extra": button()}, note, image))
    assert content.text.splitlines()[1:] == ["Cơ sở", "Quận 1", "Mở phiếu", "Đã nghỉ 0/3", "img_x ảnh"]
    assert "field--short" in content.html


def test_columns_share_the_width_by_weight() -> None:
    columns = [{"tag": "column", "width": "weighted", "weight": n, "elements": [markdown(str(n))]} for n in (1, 3)]
    html = render(card_v2({"tag": "column_set", "flex_mode": "bisect", "columns": columns})).html
    assert "columns--bisect" in html
    assert "column--1" in html
    assert "column--3" in html


def test_panel_form_and_table_are_drawn() -> None:
    panel: Json = {
        "tag": "collapsible_panel",
        "expanded": True,
        "header": {"title": plain("Thêm")},
        "elements": [markdown("a")],
    }
    form: Json = {"tag": "form", "name": "f", "elements": [{"tag": "input", "name": "i", "label": plain("Tên")}]}
    columns = [
        {"name": name, "display_name": name.upper(), "data_type": kind}
        for name, kind in (("a", "text"), ("b", "lark_md"), ("c", "options"))
    ]
    table: Json = {
        "tag": "table",
        "columns": columns,
        "rows": [{"a": 1, "b": "**x**", "c": [{"text": "S1", "color": "red"}]}, {}],
    }
    html = render(card_v2(panel, form, table)).html
    assert '<details class="panel" open="open"><summary>Thêm</summary>' in html
    assert '<p class="control">Tên</p>' in html
    assert "<tr><td>1</td><td><strong>x</strong></td><td>S1</td></tr>" in html


def test_the_vietnamese_elements_of_a_card_in_several_languages_are_drawn() -> None:
    card = {"i18n_elements": {"en_us": [markdown("english")], "vi_vn": [markdown("tiếng Việt")]}}
    assert render({"msg_type": "interactive", "card": card}).text == "tiếng Việt"


def test_a_template_shows_its_id_and_values() -> None:
    data = {"template_id": "AAq", "template_variable": {"name": "<b>An</b>"}}
    content = render({"msg_type": "interactive", "card": {"type": "template", "data": data}})
    assert content.text.splitlines() == ["Template AAq", "name: <b>An</b>"]


def test_a_post_has_its_title_links_and_mentions() -> None:
    nodes = [
        {"tag": "text", "text": "a "},
        {"tag": "a", "text": "b", "href": "https://e.test"},
        {"tag": "at", "user_id": "all"},
    ]
    content = render(post(*nodes, title="Phiếu"))
    assert (content.title, content.text) == ("Phiếu", "Phiếu\na b@Tất cả mọi người")


def test_a_text_message_shows_mentions_and_escapes_the_rest() -> None:
    content = render(text('<at user_id="all">All</at> <b>**x**</b>\ny'))
    assert content.text == "@Tất cả mọi người <b>**x**</b>\ny"
    assert "<b>" not in content.html
