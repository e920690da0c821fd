"""Whatever people type, a card shows it as it was typed: no mention, no link that is not ours, never too big."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, WorkStatus
from forms_intake.lark import cards
from forms_intake.lark.cards import content, render
from forms_intake.models import Submission
from lark_emulator import cards as drawn
from lark_emulator import contents
from school import clock
from school.text import clean
from tests.factories import PAYLOAD

pieces = st.sampled_from(
    [
        *["<at id=all></at>", "<at user_id='all'>x</at>", "<person id=ou_x></person>", "@all", "&#60;at id=all&#62;"],
        *[
            "[x](http://evil.example)",
            "http://evil.example",
            "www.evil.example",
            "<a href='http://e.vil'>x</a>",
            "![i](k)",
        ],
        *[
            "**",
            "__",
            "~~",
            "`",
            "```",
            "| a | b |\n|---|---|",
            "# ",
            "> ",
            "- ",
            "1. ",
            "---",
            "\\",
            "\\[",
            "<br>",
            "<hr>",
        ],
        *[
            "<font color=red>x</font>",
            "<text_tag color='red'>x</text_tag>",
            "&amp;",
            "&lt;at&gt;",
            "&#0;",
            "&",
            ";",
            ":OK:",
        ],
        *[
            "\u202e",
            "\u2066\u2069",
            "\u200b",
            "\u200d",
            "\ufeff",
            "\0",
            "\ud800",
            "\x1b[31m",
            "\r\n",
            "\u2028",
            "\t",
            "\x85",
        ],
        *[
            "e\u0301",
            "a" + "\u0336\u0330" * 20,
            "🎹👨‍👩‍👧",
            "Nguyễn Bảo An",
            "nghỉ ốm",
            "0912 345 678",
            "{{x}}",
            "${x}",
            "%s",
        ],
    ]
)
typed = st.lists(st.one_of(pieces, st.text(max_size=20)), max_size=12).map("".join)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FREE = ("note", "course_text", "reason_detail", "teacher_name", "lesson_time")
HREF = re.compile(r'href="([^"]*)"')
OURS = re.compile(r"(?:https?://[^/]+/admin/forms_intake/submission/7/change/|tel://\+?\d+)")


def slip(**fields: Any) -> Submission:
    """A slip that is nowhere stored: PostgreSQL would refuse some of what is tried here."""
    given: dict[str, Any] = {
        "pk": 7,
        "form_type": "leave-request",
        "reference": "NP-260821-7K3F",
        "student_name": "Nguyễn Bảo An",
        "contact_name": "Phạm Thị Hường",
        "contact_phone": "+84912345678",
        "payload": PAYLOAD,
        "flags": [Flag.LATE_NOTICE.value],
        "submitted_at": clock.now(),
    }
    return Submission(**given | fields)


def spoken(message: cards.Message) -> tuple[str, str]:
    """Text and HTML as the emulator draws them; it raises when Lark would refuse the card."""
    key = "card" if message.msg_type == "interactive" else "content"
    shown = contents.render({"msg_type": message.msg_type, key: json.loads(json.dumps(message.content))})
    return shown.text, shown.html


def visible(text: str) -> str:
    """What a reader must see of a text: on one line, without signs that nobody sees, at most 300 characters."""
    return content.cut(clean(text))


class _Named:
    """Somebody of the office with any name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return self._name


LEVELS = [(level, for_app) for level in range(cards.LEVELS) for for_app in (False, True)]


@pytest.mark.parametrize(("level", "for_app"), LEVELS)
@settings(max_examples=60)
@given(typed=typed)
def test_nothing_that_is_typed_mentions_links_or_looks_like_anything_else(
    level: int, for_app: bool, typed: str
) -> None:
    answers = PAYLOAD | dict.fromkeys(FREE, typed)
    sent = slip(payload=answers, student_name=typed[:80], contact_name=typed[:80], status_reason=typed)
    sent.work_status = WorkStatus.DECLINED
    text, html = spoken(cards.message(sent, level=level, may_repeat=True, for_app=for_app))
    assert 'class="mention' not in html
    assert 'class="person"' not in html
    assert all(OURS.fullmatch(address) for address in HREF.findall(html))
    if level < 2:
        assert visible(typed) in text


@settings(max_examples=60)
@given(typed=typed)
def test_escaped_text_is_drawn_as_it_was_typed(typed: str) -> None:
    markdown = {"tag": "markdown", "content": f"**x:** {render.escape(clean(typed))}"}
    shown = drawn.render({"schema": "2.0", "body": {"elements": [markdown]}})
    assert shown.text == f"x: {clean(typed)}".strip()


@settings(max_examples=40)
@given(name=typed)
def test_a_follow_up_is_one_line_and_mentions_nobody(name: str) -> None:
    sent = slip(work_status=WorkStatus.APPROVED)
    sent._state.fields_cache["status_by"] = _Named(name)
    text, html = spoken(cards.follow_up(sent))
    assert "\n" not in text
    assert 'class="mention' not in html
    assert HREF.findall(html) == []


@settings(max_examples=150)
@given(payload=st.one_of(junk, st.fixed_dictionaries({}, optional=dict.fromkeys(PAYLOAD, junk))))
def test_no_answers_of_any_shape_keep_a_card_from_being_made(payload: Any) -> None:
    for form_type in ("leave-request", "hold"):
        for level, for_app in LEVELS:
            sent = slip(form_type=form_type, payload=payload)
            message = cards.message(sent, level=level, may_repeat=False, for_app=for_app)
            assert "NP-260821-7K3F" in spoken(message)[0]


LONG = ["a", "&", "<at id=all></at>", "é\u0301\u0302", "🎹", "\n", "*", "ữ", '"', "\\"]


@pytest.mark.parametrize("sign", LONG)
@pytest.mark.parametrize(("level", "for_app"), LEVELS)
def test_ten_thousand_characters_make_a_card_that_every_transport_takes(level: int, for_app: bool, sign: str) -> None:
    text = (sign * 10_000)[:10_000]
    answers = PAYLOAD | dict.fromkeys(FREE, text)
    sent = slip(payload=answers, student_name=text[:80], contact_name=text[:80], status_reason=text)
    sent.flags, sent.work_status = list(Flag.values), WorkStatus.NEEDS_INFO
    message = cards.message(sent, level=level, may_repeat=True, for_app=for_app)
    assert len(json.dumps(message.content, ensure_ascii=False).encode()) <= 18 * 1024
    assert len(json.dumps(message.content)) <= 28 * 1024
    assert "NP-260821-7K3F" in spoken(message)[0]
