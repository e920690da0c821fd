"""Rules of the transfer: pure functions over the transfer, the policy, the history and the moment."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules import transfer as rules
from forms_intake.rules import transfer_history, transfer_sentences
from forms_intake.rules.transfer import History, Transfer
from forms_intake.slips.transfer_choices import TransferKind
from tests import factories

SCHOOL = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = PolicyValues(form_type=FormType.TRANSFER, version=1)
TODAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 11, 30, tzinfo=SCHOOL)
PERSON, BRANCH = TransferKind.PERSON.value, TransferKind.BRANCH.value


def flags(kind: str, days: int, *, before: int = 0, now: datetime = NOW, policy: PolicyValues = POLICY) -> list[Flag]:
    transfer = Transfer(kind=kind, effective=TODAY + timedelta(days=days))
    facts = rules.find(transfer, policy, History(transfers=before), now)
    return rules.flags(transfer, facts, policy, now)


@pytest.mark.parametrize(
    ("kind", "days", "is_late"), [(PERSON, 4, True), (PERSON, 5, False), (BRANCH, 6, True), (BRANCH, 7, False)]
)
def test_each_kind_has_a_notice_of_its_own(kind: str, days: int, is_late: bool) -> None:
    assert flags(kind, days) == ([Flag.LATE_NOTICE] if is_late else [])


@pytest.mark.parametrize(("hour", "is_late"), [(23, False), (0, True)])
def test_notice_counts_days_at_the_school(hour: int, is_late: bool) -> None:
    """Half past midnight at the school is still yesterday in UTC."""
    midnight = datetime(2026, 8, 21, 0, 30, tzinfo=SCHOOL)
    now = midnight - timedelta(hours=1) if hour == 23 else midnight
    assert (Flag.LATE_NOTICE in flags(PERSON, 4, now=now)) is is_late


@pytest.mark.parametrize(
    ("kind", "before", "most", "is_repeat"),
    [(PERSON, 0, 1, False), (PERSON, 1, 1, True), (PERSON, 1, 2, False), (PERSON, 0, 0, False), (BRANCH, 3, 1, False)],
)
def test_a_course_is_passed_on_as_often_as_the_policy_says(kind: str, before: int, most: int, is_repeat: bool) -> None:
    policy = replace(POLICY, transfer_most=most)
    assert (Flag.TRANSFER_REPEAT in flags(kind, 30, before=before, policy=policy)) is is_repeat


@settings(max_examples=60)
@given(
    kind=st.sampled_from([PERSON, BRANCH]),
    days=st.integers(0, 180),
    notices=st.tuples(st.integers(0, 90), st.integers(0, 90)),
    before=st.integers(0, 20),
    most=st.integers(0, 20),
    fee=st.integers(0, 100),
    minutes=st.integers(0, 3 * 24 * 60),
)
def test_whatever_comes_flags_facts_and_sentences_agree(
    kind: str, days: int, notices: tuple[int, int], before: int, most: int, fee: int, minutes: int
) -> None:
    policy = replace(POLICY, transfer_notice_days=notices[0], branch_notice_days=notices[1], transfer_most=most)
    policy, now = replace(policy, transfer_fee_percent=fee), NOW + timedelta(minutes=minutes)
    transfer = Transfer(kind=kind, effective=now.date() + timedelta(days=days), receiver_age=9)
    facts = rules.find(transfer, policy, History(transfers=before), now)
    found = rules.flags(transfer, facts, policy, now)
    told = [consequence.flag for consequence in transfer_sentences.for_transfer(found, facts, policy)]

    assert (Flag.LATE_NOTICE in found) == (days < notices[kind == BRANCH])
    assert (Flag.TRANSFER_REPEAT in found) == (kind == PERSON and before >= max(most, 1))
    assert facts["fee_percent"] == (fee if kind == PERSON else 0)
    # A stranger who types somebody's name and course learns nothing of what was given away before.
    assert told == [flag for flag in found if flag != Flag.TRANSFER_REPEAT]


def test_late_is_told_with_the_rule_and_what_the_school_still_does() -> None:
    facts = rules.find(Transfer(kind=PERSON, effective=TODAY + timedelta(days=1)), POLICY, History(), NOW)
    with translation.override("en"):
        told = transfer_sentences.for_transfer([Flag.LATE_NOTICE], facts, POLICY)
    assert told[0].title == "Notice of 1 day (the rule is 5 days)"
    assert "still accepts the slip" in told[0].text


@pytest.mark.parametrize(("percent", "begins"), [(0, "free of charge"), (10, "10% of the fee")])
def test_the_fee_is_told_as_it_is_stored(percent: int, begins: str) -> None:
    with translation.override("en"):
        assert transfer_sentences.fee(percent).startswith(begins)


def transferred(status: WorkStatus = WorkStatus.APPROVED, **payload: str) -> Submission:
    """An earlier transfer of An's piano course to Khoa."""
    answers = {
        "transfer_kind": "person",
        "course_text": "Piano kèm 1-1",
        "receiver_name": "Lê Minh Khoa",
        "receiver_phone": "+84987654321",
    }
    slip = factories.submission(form_type=FormType.TRANSFER, payload=answers | payload, contact_phone="+84912345678")
    Submission.objects.filter(pk=slip.pk).update(work_status=status)
    return slip


def found(name: str = "Nguyễn Bảo An", phone: str = "+84912345678", course: str = "piano KÈM 1-1") -> int:
    return transfer_history.of(student_code="", contact_phone=phone, student_name=name, course=course).transfers


@pytest.mark.django_db
def test_what_was_approved_for_the_same_student_and_course_counts() -> None:
    transferred()
    transferred(WorkStatus.DONE)
    assert found() == 2
    assert found(course="Violin") == found(name="Trần Văn Bình") == found(phone="+84900000000") == 0


@pytest.mark.django_db
def test_a_course_that_was_received_cannot_be_passed_on() -> None:
    transferred()
    assert found(name="le minh KHOA", phone="+84987654321") == 1
    assert found(name="Lê Thị Hoa", phone="+84987654321") == 0


@pytest.mark.django_db
def test_what_was_put_away_does_not_count() -> None:
    slip = transferred()
    assert found() == found(name="Lê Minh Khoa", phone="+84987654321") == 1
    Submission.objects.filter(pk=slip.pk).update(archived_at=NOW, archive_reason="Nhập nhầm")
    assert found() == found(name="Lê Minh Khoa", phone="+84987654321") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("status", [WorkStatus.RECEIVED, WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
def test_what_the_school_did_not_agree_to_does_not_count(status: WorkStatus) -> None:
    slip = transferred(WorkStatus.APPROVED, transfer_kind="branch")
    assert found() == 0
    Submission.objects.filter(pk=slip.pk).update(
        payload=slip.payload | {"transfer_kind": "person"}, work_status=status, status_reason="Không đủ buổi"
    )
    assert found() == 0
