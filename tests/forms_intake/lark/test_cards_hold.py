"""What a hold slip says in Lark, and the lines about its end."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from forms_intake.deliveries import engine
from forms_intake.enums import HoldState
from forms_intake.holds import daily, lifecycle
from forms_intake.lark.cards import hold as card
from forms_intake.models import Hold, Submission
from school import clock
from tests.forms_intake.hold_answers import approved, clerk, ending, payload, sent
from tests.lark import Lark

pytestmark = pytest.mark.django_db
DAY = clock.today() + timedelta(days=10)
FACTS: dict[str, Any] = {"hold_end": "", "days_ahead": 10, "earlier_holds": 2, "leaves_inside": 1, "has_proof": True}


def shown(slip: Submission) -> dict[str, str]:
    with translation.override("en"):
        return {line.label: line.value for line in card.build(slip).lines}


def follow_up(slip: Submission) -> str:
    """The line that the group reads."""
    with translation.override("en"):
        return card.follow_up(slip)


def test_the_title_says_who_rests_from_when_to_when() -> None:
    slip = sent(DAY, 3)
    ends = payload(DAY, 3)
    with translation.override("en"):
        title = card.build(slip).title
    last, back = ends["hold_end"].split("-"), ends["return_date"].split("-")
    assert title == (
        f"[Hold] Nguyễn Bảo An · {DAY:%d/%m} → {last[2]}/{last[1]} (3 months) · back on {back[2]}/{back[1]}"
        f" · {slip.reference}"
    )


def test_the_card_tells_the_office_what_it_decides_by() -> None:
    slot = {"weekday": "sat", "from": "09:00", "to": "11:00"}
    given = {"remaining_lessons": 0, "reason": "other", "reason_detail": "Đi trại hè", "note": "Gọi sau 18:00"}
    given |= {"slot_wish": "flexible", "return_slots": [slot], "facts": FACTS}
    lines = shown(sent(DAY, answers=given))
    assert lines == {
        "Course": "Piano kèm 1-1",
        "Lessons left": "0 (declared)",
        "Reason": "Other: Đi trại hè",
        "Proof": "attached",
        "On return": "Flexible · Saturday, 09:00–11:00 · remind by Zalo, E-mail",
        "Earlier slips": "2 holds before · 1 leave inside",
        "Contact": "Phạm Thị Hường",
        "Note": "Gọi sau 18:00",
    }


def test_a_longer_hold_has_no_number_of_months() -> None:
    slip = sent(DAY, answers={"hold_months": "longer"})
    with translation.override("en"):
        assert "month" not in card.build(slip).title


@pytest.mark.parametrize("broken", [{}, {"facts": None}, {"hold_start": 7, "remind_channel": 3, "reason": []}])
def test_answers_of_another_kind_cost_their_own_lines_only(broken: dict[str, Any]) -> None:
    slip = sent(DAY)
    slip.payload = broken
    assert shown(slip)["Contact"] == "Phạm Thị Hường"


def test_a_slip_that_waits_says_nothing_of_a_hold() -> None:
    slip = sent(DAY)
    assert follow_up(slip) == ""
    assert "State of the hold" not in shown(slip)


def test_an_approved_one_says_until_when() -> None:
    slip = approved(DAY)
    hold = Hold.objects.get()
    words = f"on hold until {hold.ends_on:%d/%m/%Y}, back on {hold.returns_on:%d/%m/%Y}"
    assert (follow_up(slip), shown(slip)["State of the hold"]) == (words, words)


def test_a_week_before_the_end_the_line_says_whom_to_call() -> None:
    slip = ending(7, contact_phone="+84912345678", contact_name="Phạm.com Hường")
    daily.run()
    back = clock.today() + timedelta(days=7)
    words = f"hold ends soon: lessons go on on {back:%d/%m/%Y}"
    assert follow_up(slip) == f"{words} · Phạm. com Hường · 0912345678"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (HoldState.LAPSED, "hold overdue: lessons were to go on on "),
        (HoldState.RETURNED, "back from the hold"),
        (HoldState.CANCELLED, "hold cancelled"),
    ],
)
def test_every_end_has_its_words(state: HoldState, words: str) -> None:
    slip = ending(7)
    Hold.objects.update(state=state)
    assert follow_up(slip).startswith(words)


def test_the_group_hears_of_the_end_once(lark: Lark) -> None:
    lark.destination()
    slip = ending(7)
    engine.pump(2)
    told = len(lark.messages())
    daily.run()
    daily.run()
    engine.pump(2)
    said = lark.messages()[told:]
    assert len(said) == 1
    assert f"{clock.today() + timedelta(days=7):%d/%m/%Y}" in str(said[0])
    assert slip.reference in str(said[0])


def test_a_return_is_told_too(lark: Lark) -> None:
    lark.destination()
    slip = ending(7)
    engine.pump(2)
    told = len(lark.messages())
    lifecycle.returned(Hold.objects.get(), by=clerk())
    engine.pump(2)
    assert len(lark.messages()) == told + 1
    with translation.override("vi"):
        assert card.follow_up(slip) in str(lark.messages()[-1])
