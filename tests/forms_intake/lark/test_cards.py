"""Cards: what they say, what they never say, and that nobody can smuggle anything into them."""

import json
from typing import Any

import pytest

from forms_intake.deliveries import engine
from forms_intake.enums import Flag, FormType, LarkStatus
from forms_intake.lark import cards
from forms_intake.lark.cards import content, render
from forms_intake.lark.cards.content import Content
from forms_intake.models import Submission
from tests import factories
from tests.factories import PAYLOAD
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def leave(flags: tuple[Flag, ...] = (), **answers: Any) -> Submission:
    return factories.submission(
        payload=PAYLOAD | answers, flags=flags, contact_phone="+84912345678", branch=factories.branch(name="CS Quận 7")
    )


def full(submission: Submission, **options: Any) -> dict[str, Any]:
    message = cards.message(submission, **{"level": 0, "may_repeat": False} | options)
    return message.content


def words(submission: Submission) -> str:
    return "\n".join(part.get("content", "") for part in full(submission)["body"]["elements"])


def title(submission: Submission, **options: Any) -> str:
    found: str = full(submission, **options)["header"]["title"]["content"]
    return found


def test_the_title_says_who_when_and_which_teacher_and_ends_with_the_reference() -> None:
    sent = leave(teacher_name="cô Hà")
    assert title(sent) == f"[Nghỉ phép] Nguyễn Bảo An · T6 21/08 17:30 · cô Hà · {sent.reference}"


@pytest.mark.parametrize(
    ("answers", "when"),
    [
        ({"leave_kind": "range", "date_from": "2026-08-21", "date_to": "2026-08-28"}, "T6 21/08–T6 28/08"),
        ({"leave_kind": "several", "lesson_dates": ["2026-08-21", "2026-08-24"]}, "T6 21/08, T2 24/08"),
        (
            {"leave_kind": "several", "lesson_dates": [f"2026-08-{day}" for day in (21, 22, 23, 24, 25)]},
            "T6 21/08, T7 22/08, CN 23/08 +2",
        ),
    ],
)
def test_all_kinds_of_leave_are_dated(answers: dict[str, Any], when: str) -> None:
    base = {key: value for key, value in PAYLOAD.items() if not key.startswith("lesson_")}
    sent = factories.submission(payload=base | answers)
    assert f" · {when} · " in title(sent)


@pytest.mark.parametrize(
    ("flags", "colour"),
    [
        ((), "blue"),
        ((Flag.OVER_QUOTA,), "orange"),
        ((Flag.LATE_NOTICE, Flag.OVER_QUOTA), "red"),
        ((Flag.AFTER_START,), "red"),
        ((Flag.OUT_OF_HOURS,), "blue"),
    ],
)
def test_the_worst_flag_gives_the_colour(flags: tuple[Flag, ...], colour: str) -> None:
    assert full(leave(flags))["header"]["template"] == colour


def test_the_body_holds_the_fields_of_the_specification() -> None:
    slots = [{"weekday": "sat", "from": "09:00", "to": "11:00"}]
    found = words(leave((Flag.LATE_NOTICE,), makeup_wanted="yes", makeup_slots=slots, note="Cảm ơn cô"))
    for expected in [
        "CS Quận 7",
        "Piano kèm 1-1",
        "Ốm, sức khoẻ",
        "2/3",
        "Thứ Bảy",
        "09:00–11:00",
        "Báo muộn",
        "Cảm ơn",
    ]:
        assert render.escape(expected) in found


@pytest.mark.parametrize(
    ("facts", "words_of_notice"),
    [
        ({"notice_minutes": 380}, "6 giờ"),
        ({"notice_minutes": 380, "is_start_known": False}, "nhiều nhất 6 giờ"),
        ({"notice_minutes": -5}, "sau giờ học ⚠"),
    ],
)
def test_the_notice_is_told_as_it_was_measured(facts: dict[str, Any], words_of_notice: str) -> None:
    assert render.escape(words_of_notice) in words(leave(facts=PAYLOAD["facts"] | facts))
    assert "Báo trước" not in words(leave(facts=PAYLOAD["facts"] | {"notice_minutes": None}))


def test_all_wishes_for_a_lesson_in_its_place_are_told() -> None:
    wishes: dict[str, Any] = {"makeup_date": "2026-08-24", "makeup_other_teacher": True, "online_ok": True}
    found = next(line for line in words(leave(**wishes)).splitlines() if "Học bù" in line)
    assert found.count(" · ") == 3
    assert render.escape("T2 24/08") in found


def test_a_part_of_the_answers_that_cannot_be_read_costs_only_its_line() -> None:
    found = words(leave(makeup_slots=[{"weekday": "someday"}], facts=["?"], lesson_date="soon"))
    assert "Học bù" not in found
    assert render.escape("Piano kèm 1-1") in found


def test_the_telephone_number_can_be_dialled() -> None:
    assert "[0912345678](tel://0912345678)" in words(leave())


def test_a_card_that_lark_may_have_already_says_so() -> None:
    assert title(leave(), may_repeat=True).startswith("(có thể trùng) [")


def test_long_notes_are_cut_at_300_characters() -> None:
    found = words(leave(note="dài" * 400))
    assert "dài" * 99 in found
    assert "dài" * 100 not in found


NASTY = "<at id=all></at> [bấm](https://evil.example) **đậm** `mã` <a href='x'>x</a> &lt; \\ \n# đề"


@pytest.mark.parametrize("level", [0, 1])
def test_what_a_visitor_typed_can_neither_mention_nor_link(lark: Lark, level: int) -> None:
    sent = leave(note=NASTY, course_text=NASTY, reason="other", reason_detail=NASTY)
    lark.destination("open-bot")
    message = json.dumps(cards.message(sent, level=level, may_repeat=False).content, ensure_ascii=False)
    if level == 0:
        assert "<at" not in message
        assert "](https://evil" not in message
    else:
        assert "lark_md" not in message
        assert '"tag": "markdown"' not in message


@pytest.mark.parametrize("level", range(cards.LEVELS))
def test_every_form_of_the_card_is_accepted_by_lark(lark: Lark, level: int) -> None:
    from forms_intake.lark import webhook

    sent = leave((Flag.LATE_NOTICE,), note=NASTY * 20)
    message = cards.message(sent, level=level, may_repeat=True)
    assert webhook.send({"url": lark.robot_url("open-bot")}, message).code == 0
    assert lark.summary()["by_key"] == {sent.reference: 1}


def test_sensitive_answers_never_reach_a_card() -> None:
    sent = factories.submission(sensitive={"health_note": "hen suyễn"})
    assert all(
        "hen suyễn" not in json.dumps(cards.message(sent, level=n, may_repeat=False).content)
        for n in range(cards.LEVELS)
    )
    assert "hen suyễn" not in json.dumps(cards.message(sent, level=0, may_repeat=False).content, ensure_ascii=False)


def test_of_files_a_card_tells_the_number_and_nothing_else() -> None:
    body = words(leave(attachments=["giay-kham.jpg", "lich-thi.pdf"]))
    assert ("giay" in body, "pdf" in body) == (False, False)
    assert content.papers({"attachments": ["a", "b"]}).value.startswith("2")
    damaged: list[Any] = [[], "x", None]
    assert [content.papers({"attachments": wrong}).value for wrong in damaged] == ["", "", ""]


def test_the_simplest_form_holds_no_personal_data() -> None:
    sent = leave()
    text = cards.message(sent, level=2, may_repeat=False).content["text"]
    assert sent.reference in text
    assert not any(word in text for word in ("Nguyễn", "0912", "84912", "Hường"))


def test_a_slip_without_a_builder_of_its_own_is_shown_with_what_all_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(cards.BUILDERS, "hold")
    sent = factories.submission(form_type="hold", payload={"note": "ghi chú"})
    assert title(sent).startswith("[Phiếu bảo lưu] Nguyễn Bảo An")


def test_a_builder_that_fails_ends_in_the_card_that_all_slips_share(
    lark: Lark, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Submission) -> Content:
        raise KeyError("lesson_date")

    monkeypatch.setitem(cards.BUILDERS, FormType.LEAVE_REQUEST, broken)
    lark.destination()
    sent = leave()
    engine.pump(2)
    sent.refresh_from_db()
    assert sent.lark_status == LarkStatus.SENT
    assert sent.reference in lark.messages()[0]["title"]
