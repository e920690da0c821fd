"""The card of a transfer: who gives what to whom, what a card never tells, and that it follows the receiver."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from forms_intake.enums import FormType, HandoverVia
from forms_intake.handover import answers
from forms_intake.lark import cards
from forms_intake.models import Handover, Submission
from tests import factories
from tests.forms_intake.lark.test_cards import full, title, words
from tests.forms_intake.lark.test_cards_safety import HREF, junk, spoken, typed
from tests.forms_intake.lark.test_cards_safety import slip as unsaved
from tests.forms_intake.slip_pages import boxes
from tests.forms_intake.transfer_answers import branch, payload, person, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip() -> Submission:
    with translation.override("vi"):
        return sent(contact_phone="+84912345678", branch=factories.branch(name="CS Quận 7"))


def test_the_title_says_who_gives_what_to_whom(slip: Submission) -> None:
    receiver = "Lê Minh Khoa (anh chị em)"
    course = "Piano kèm 1-1, chuyển 24 buổi"
    assert title(slip) == f"[Chuyển nhượng] Nguyễn Bảo An → {receiver} · {course} · {slip.reference}"


def test_the_fields_name_both_sides_and_what_is_declared(slip: Submission) -> None:
    told = words(slip)
    for part in ("0987654321", "0912345678", "28 tuổi", "Chưa học", "24 buổi", "CS Quận 7", "miễn phí"):
        assert part in told, part


def test_no_date_of_birth_gets_into_lark(slip: Submission) -> None:
    told = str([full(slip), cards.message(slip, level=1, may_repeat=False).content])
    assert "1998" not in told
    assert "27/03" not in told


def test_a_child_comes_with_a_parent() -> None:
    given = person(
        **boxes("receiver_dob", date(2016, 3, 27)),
        receiver_guardian_name="Lê Văn Ba",
        receiver_guardian_phone="0911 222 333",
    )
    told = words(sent(given))
    assert "Lê Văn Ba" in told
    assert "0911222333" in told


def test_a_move_says_from_where_to_where() -> None:
    factories.branch(code="thu-duc", name="CS Thủ Đức")
    slip = factories.submission(
        form_type=FormType.TRANSFER, payload=payload(branch()), branch=factories.branch(name="CS Quận 7")
    )
    assert title(slip) == f"[Chuyển cơ sở] Nguyễn Bảo An · CS Quận 7 → CS Thủ Đức · {slip.reference}"
    assert "09:00–11:00" in spoken(cards.message(slip, level=0, may_repeat=False))[0]


def test_the_card_and_the_line_follow_the_receiver(slip: Submission) -> None:
    assert "Người nhận trả lời" in words(slip)
    assert "chờ" in words(slip).lower()
    assert "người nhận" not in spoken(cards.follow_up(slip))[0]
    answers.answer(Handover.objects.get(), agrees=True, via=HandoverVia.CODE)

    assert "Đã xác nhận" in words(slip)
    assert "người nhận: đã xác nhận" in spoken(cards.follow_up(slip))[0]


@pytest.mark.parametrize("field", ["notice_days", "receiver_age"])
def test_a_fact_of_another_version_costs_its_own_line_only(slip: Submission, field: str) -> None:
    del slip.payload["facts"][field]
    assert "0987654321" in words(slip)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=typed)
def test_nothing_that_is_typed_mentions_or_links(text: str) -> None:
    free = dict.fromkeys(["receiver_name", "course_text", "reason_detail", "receiver_guardian_name", "note"], text)
    slip = unstored(payload(person()) | free)
    html = spoken(cards.message(slip, level=0, may_repeat=False))[1]
    assert 'class="mention' not in html
    assert all(address.startswith(("http", "tel:")) and "evil" not in address for address in HREF.findall(html))


@settings(max_examples=40)
@given(given=junk)
def test_no_answers_of_any_shape_keep_the_card_from_being_made(given: Any) -> None:
    for kind in ("person", "branch"):
        answers = given if not isinstance(given, dict) else given | {"transfer_kind": kind}
        message = cards.message(unstored(answers), level=0, may_repeat=False)
        assert "CN-260821-7K3F" in spoken(message)[0]


def unstored(answers: Any) -> Submission:
    """Nowhere stored: PostgreSQL would refuse some of what is tried here."""
    return unsaved(form_type="transfer", reference="CN-260821-7K3F", payload=answers)
