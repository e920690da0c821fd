"""Accepting slips."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from forms_intake import references, submissions
from forms_intake.enums import Flag, FormType, LarkStatus, Source, WorkStatus
from forms_intake.models import Delivery, Destination, Submission
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_slip_is_stored_with_one_delivery_for_each_destination_that_wants_it() -> None:
    for name, forms in [("A", []), ("B", ["leave-request"]), ("C", ["hold"])]:
        Destination.objects.create(name=name, form_types=forms)
    Destination.objects.create(name="D", is_active=False)
    sent = factories.submission()
    assert set(Delivery.objects.values_list("destination__name", flat=True)) == {"A", "B"}
    assert sent.lark_status == LarkStatus.PENDING


def test_nothing_is_stored_when_its_deliveries_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(submission: Submission, **_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("forms_intake.deliveries.outbox.enqueue", broken)
    with pytest.raises(IntegrityError):
        factories.submission()
    assert not Submission.objects.exists()


def test_the_same_key_gives_the_same_submission() -> None:
    key = uuid.uuid4()
    first, second = (factories.submission(idempotency_key=key, contact_phone="+84912345678") for _ in range(2))
    assert first == second


def test_the_same_key_with_other_answers_is_a_slip_of_its_own() -> None:
    key = uuid.uuid4()
    first = factories.submission(idempotency_key=key)
    second = factories.submission(idempotency_key=key, payload=factories.PAYLOAD | {"student_name": "Lê Bình"})
    assert first != second
    assert second.idempotency_key != key


def test_what_the_rules_found_meanwhile_does_not_make_another_slip() -> None:
    key = uuid.uuid4()
    first = factories.submission(idempotency_key=key)
    facts = factories.PAYLOAD["facts"] | {"notice_minutes": 1}
    assert factories.submission(idempotency_key=key, payload=factories.PAYLOAD | {"facts": facts}) == first


@pytest.mark.django_db(transaction=True)
def test_two_senders_of_one_key_at_the_same_moment_get_one_submission() -> None:
    draft = factories.draft()

    def send(_: int) -> str:
        try:
            return submissions.submit(draft, by=None, source=Source.WEB).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(16)))
    assert found == {Submission.objects.get().reference}


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["NP-260821-AAAA", "NP-260821-AAAA", "NP-260821-BBBB"])
    monkeypatch.setattr(references, "draw", lambda form_type, day: next(drawn))
    assert [factories.submission().reference for _ in range(2)] == ["NP-260821-AAAA", "NP-260821-BBBB"]


def test_five_taken_references_in_a_row_are_an_error_and_not_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "draw", lambda form_type, day: "NP-260821-AAAA")
    factories.submission()
    with pytest.raises(RuntimeError):
        factories.submission()


@pytest.mark.parametrize("form_type", FormType.values)
def test_references_can_be_read_out_on_the_telephone(form_type: str) -> None:
    drawn = references.draw(form_type, date(2026, 8, 21))
    assert re.fullmatch(r"(TT|NP|CN|BL|TD)-260821-[0-9A-HJKMNP-TV-Z]{4}", drawn)


def same_again(**changes: object) -> Submission:
    same = {"contact_phone": "+84912345678", "key_date": date(2026, 8, 21)}
    return factories.submission(**same | changes)


def test_a_repeat_within_a_day_is_kept_flagged_and_tied_to_the_first() -> None:
    first, second, third = (same_again() for _ in range(3))
    assert (first.flags, first.duplicate_of) == ([], None)
    assert (second.flags, second.duplicate_of) == ([Flag.DUPLICATE], first)
    assert third.duplicate_of == first


@pytest.mark.parametrize(
    "changes",
    [
        {"student_name": "Nguyễn Bảo Bình"},
        {"key_date": date(2026, 8, 22)},
        {"contact_phone": "+84912345679"},
        {"form_type": "hold"},
    ],
)
def test_another_student_day_or_form_is_no_repeat(changes: dict[str, object]) -> None:
    same_again()
    assert same_again(**changes).duplicate_of is None


def test_the_same_student_code_is_the_same_student_whatever_the_telephone() -> None:
    first = same_again(student_code="HV-001")
    assert same_again(student_code="HV-001", contact_phone="+84900000000").duplicate_of == first


def test_a_repeat_after_a_day_is_a_slip_of_its_own() -> None:
    first = same_again()
    Submission.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - timedelta(hours=25))
    assert same_again().duplicate_of is None


@pytest.mark.parametrize(
    "ended",
    [
        {"work_status": WorkStatus.WITHDRAWN},
        {"work_status": WorkStatus.DECLINED, "status_reason": "x"},
        {"archived_at": timezone.now(), "archive_reason": "x"},
    ],
)
def test_whoever_sends_again_what_came_to_nothing_repeats_nothing(ended: dict[str, Any]) -> None:
    Submission.objects.filter(pk=same_again().pk).update(**ended)
    again = same_again()
    assert (again.flags, again.duplicate_of) == ([], None)


@pytest.mark.parametrize("words", ["nguyen bao an", "pham thi huong", "0912345678", "84912345678", "5678", "hv-001"])
def test_the_search_text_holds_what_people_look_for(words: str) -> None:
    assert words in same_again(student_code="HV-001").search_text


def test_history_of_a_student_ignores_marks_in_the_name() -> None:
    first = same_again()
    found = submissions.history_of(student_code="", contact_phone="+84912345678", student_name="NGUYEN BAO AN")
    assert list(found) == [first]
