"""Cards say how far the office is, and an app's cards offer what can be done next."""

from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.enums import Flag, WorkStatus
from forms_intake.lark import cards
from forms_intake.lark.cards import render
from forms_intake.models import Submission
from forms_intake.work_rules import Verb
from school import archive, clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def slip(*verbs: Verb, by: User, flags: tuple[Flag, ...] = ()) -> Submission:
    """A slip that went this way."""
    sent = factories.submission(flags=flags)
    for verb in verbs:
        sent = work.do(verb, sent, by=by, reason="hết <chỗ>" if verb in (Verb.DECLINE, Verb.NEEDS_INFO) else "")
    return sent


def card(sent: Submission, level: int = 0, *, for_app: bool = True) -> dict[str, Any]:
    return cards.message(sent, level=level, may_repeat=False, for_app=for_app).content


def words(sent: Submission) -> str:
    return "\n".join(part.get("content", "") for part in card(sent)["body"]["elements"])


def pressed(shown: Any) -> list[dict[str, Any]]:
    """What the buttons of a card send back, wherever they stand."""
    if isinstance(shown, list):
        return [value for member in shown for value in pressed(member)]
    if not isinstance(shown, dict):
        return []
    if shown.get("type") == "callback" or (shown.get("tag") == "button" and "value" in shown):
        return [shown["value"]]
    return [value for member in shown.values() for value in pressed(member)]


def test_a_new_slip_says_only_that_it_has_come(ha: User) -> None:
    sent = slip(by=ha)
    [tag] = card(sent)["header"]["text_tag_list"]
    assert (tag["text"]["content"], tag["color"]) == ("Đã nhận", "blue")
    assert "cô" not in words(sent)


def test_a_slip_in_review_names_who_deals_with_it_and_keeps_the_colour_of_its_flags(ha: User) -> None:
    sent = slip(Verb.TAKE, by=ha, flags=(Flag.LATE_NOTICE,))
    assert card(sent)["header"]["template"] == "red"
    assert f":** Đang xem · cô Hà · {render.escape(f'{clock.at_school(clock.now()):%H:%M, %d/%m/%Y}')}" in words(sent)


@pytest.mark.parametrize(
    ("verbs", "colour", "status"),
    [
        ((Verb.APPROVE,), "green", "Đã duyệt"),
        ((Verb.APPROVE, Verb.DONE), "green", "Đã xong"),
        ((Verb.DECLINE,), "grey", "Từ chối"),
        ((Verb.WITHDRAW,), "grey", "Đã rút"),
        ((Verb.NEEDS_INFO,), "red", "Cần bổ sung"),
        ((Verb.DECLINE, Verb.REOPEN), "red", "Đang xem"),
    ],
)
def test_a_decision_gives_the_card_its_colour(verbs: tuple[Verb, ...], colour: str, status: str, ha: User) -> None:
    header = card(slip(*verbs, by=ha, flags=(Flag.AFTER_START,)))["header"]
    assert header["template"] == colour
    assert header["text_tag_list"][0]["text"]["content"] == status


def test_the_reason_stands_on_the_card_as_it_was_written(ha: User) -> None:
    sent = slip(Verb.DECLINE, by=ha)
    assert render.escape("hết <chỗ>") in words(sent)
    assert "<chỗ>" not in words(sent)
    assert "hết <chỗ>" in card(sent, 1)["elements"][0]["text"]["content"]


def test_who_decided_and_who_deals_with_it_are_told_apart(ha: User) -> None:
    sent = work.approve(slip(Verb.TAKE, by=ha), by=factories.user(Role.STAFF, name="thầy Minh"))
    assert "thầy Minh" in words(sent).splitlines()[-3]
    assert words(sent).splitlines()[-2].endswith(":** cô Hà")


@pytest.mark.parametrize(
    ("verbs", "offered"),
    [
        ((), ["take", "approve", "decline"]),
        ((Verb.TAKE,), ["approve", "decline"]),
        ((Verb.NEEDS_INFO,), ["approve", "decline"]),
        ((Verb.APPROVE,), []),
        ((Verb.DECLINE,), []),
        ((Verb.WITHDRAW,), []),
    ],
)
def test_buttons_offer_what_can_be_done_and_say_which_state_was_seen(
    verbs: tuple[Verb, ...], offered: list[str], ha: User
) -> None:
    sent = slip(*verbs, by=ha)
    values = [{"a": verb, "s": sent.reference, "v": len(verbs)} for verb in offered]
    assert pressed(card(sent)) == values
    assert pressed(card(sent, 1)) == [value for value in values if value["a"] != "decline"]
    assert pressed(card(sent, 2)) == []


def test_declining_asks_for_a_reason_in_the_card_itself(ha: User) -> None:
    form = card(slip(by=ha))["body"]["elements"][-1]
    field, button = form["elements"]
    assert (form["tag"], field["name"], field["required"], field["max_length"]) == ("form", "reason", True, 300)
    assert (button["form_action_type"], button["name"]) == ("submit", "decline")


@pytest.mark.parametrize("level", range(cards.LEVELS))
def test_a_robots_message_has_no_button_that_nobody_would_hear(level: int, ha: User) -> None:
    assert pressed(card(slip(by=ha), level, for_app=False)) == []


@pytest.mark.parametrize("level", range(cards.LEVELS))
def test_every_card_opens_the_slip_and_can_be_replaced_by_another(level: int, ha: User) -> None:
    sent = slip(by=ha)
    shown = card(sent, level)
    assert f"/submission/{sent.pk}/change/" in str(shown)
    assert shown["config"]["update_multi"] is True


def test_an_archived_slip_has_no_buttons(ha: User) -> None:
    sent = slip(by=ha)
    assert pressed(card(archive.archive(sent, by=ha, reason="trùng"))) == []


@pytest.mark.parametrize("for_app", [True, False])
def test_the_simplest_form_names_nobody(for_app: bool, ha: User) -> None:
    sent = slip(Verb.DECLINE, by=ha)
    shown = str(card(sent, 2, for_app=for_app))
    assert sent.reference in shown
    assert not any(word in shown for word in ("Nguyễn", "0912", "Hường", "Hà", "chỗ"))


@pytest.mark.parametrize("level", range(cards.LEVELS))
def test_a_possible_repetition_is_told_at_every_level(level: int, ha: User) -> None:
    shown = cards.message(slip(by=ha), level=level, may_repeat=True, for_app=True).content
    assert shown["header"]["title"]["content"].startswith("(có thể trùng) ")


def test_a_follow_up_says_in_one_line_what_became_of_the_slip_and_through_whom(ha: User) -> None:
    sent = slip(Verb.DECLINE, by=ha)
    assert cards.follow_up(sent).content == {"text": f"{sent.reference}: Từ chối · cô Hà"}
    assert cards.follow_up(slip(by=ha)).content["text"].endswith(": Đã nhận")


def test_every_status_has_a_colour_for_its_tag() -> None:
    from forms_intake.lark.cards.progress import TAGS

    assert set(TAGS) == set(WorkStatus)
