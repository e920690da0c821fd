"""What the office does with slips: what leads where, who comes second, who may, and what is written down."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import work, work_rules
from forms_intake.enums import DeliveryState, Purpose, WorkStatus
from forms_intake.models import Delivery, Submission
from forms_intake.work_rules import Verb
from school import archive, clock
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def slip(status: WorkStatus = WorkStatus.RECEIVED, **fields: Any) -> Submission:
    """A slip of this status, without the way there."""
    sent = factories.submission()
    reason = "vì vậy" if status in work_rules.WITH_REASON else ""
    Submission.objects.filter(pk=sent.pk).update(work_status=status, status_reason=reason, **fields)
    sent.refresh_from_db()
    return sent


def refusal(verb: Verb, sent: Submission, by: User, **given: Any) -> str:
    """What the person is told in English."""
    with translation.override("en"), pytest.raises(work.Refused) as refused:
        work.do(verb, sent, by=by, **{"reason": "vì vậy"} | given)
    return str(refused.value)


def history(sent: Submission) -> list[Any]:
    """The rows that the database wrote about changes of the slip."""
    events = apps.get_model("forms_intake", "SubmissionEvent")._default_manager
    return list(events.filter(pgh_obj=sent, pgh_label="update").order_by("pgh_id"))


CELLS = [(verb, status) for verb in Verb for status in WorkStatus]


@pytest.mark.parametrize(("verb", "status"), CELLS)
def test_the_table_is_what_happens(verb: Verb, status: WorkStatus, ha: User) -> None:
    # Putting a new slip into review is taking it, whatever it is called.
    meant = Verb.TAKE if (verb, status) == (Verb.REOPEN, WorkStatus.RECEIVED) else verb
    sent, leads_to = slip(status), work_rules.TABLE[meant].get(status)
    if leads_to:
        assert work.do(verb, sent, by=ha, reason="vì vậy").work_status == leads_to
    else:
        assert "Look at it again" in refusal(verb, sent, ha)
        sent.refresh_from_db()
        assert (sent.work_status, sent.revision) == (status, 0)


def test_every_status_has_a_way_on_and_a_way_back() -> None:
    assert all(work_rules.offered(status) for status in WorkStatus)
    assert {verb for status in WorkStatus for verb in work_rules.offered(status)} == set(Verb)


def test_taking_a_new_slip_puts_it_into_review_in_the_hands_of_whoever_took_it(ha: User) -> None:
    taken = work.take(slip(), by=ha)
    assert (taken.work_status, taken.assignee, taken.status_by) == (WorkStatus.IN_REVIEW, ha, ha)
    assert taken.status_at is not None
    assert taken.status_at <= clock.now()


def test_who_decides_a_slip_that_nobody_took_has_it_from_then_on(ha: User, minh: User) -> None:
    approved = work.approve(slip(), by=ha)
    done = work.change(approved, to=WorkStatus.DONE, by=minh)
    assert (done.assignee, done.status_by) == (ha, minh)


def test_a_slip_in_other_hands_is_taken_over_only_by_who_saw_that(ha: User, minh: User) -> None:
    taken = work.take(slip(), by=ha)
    assert refusal(Verb.TAKE, taken, minh).startswith("cô Hà took this slip at ")
    assert work.take(taken, by=minh, seen=taken.revision).assignee == minh


def test_a_slip_that_waits_for_the_sender_changes_hands_and_keeps_who_asked_what(ha: User, minh: User) -> None:
    asked = work.do(Verb.NEEDS_INFO, slip(), by=minh, reason="giấy khám?")
    taken = work.take(asked, by=ha, seen=asked.revision)
    assert (taken.work_status, taken.status_reason) == (WorkStatus.NEEDS_INFO, "giấy khám?")
    assert (taken.assignee, taken.status_by, taken.status_at) == (ha, minh, asked.status_at)
    assert refusal(Verb.TAKE, taken, minh).startswith("cô Hà deals with this slip now.")


def test_who_takes_over_a_slip_in_review_is_who_reviews_it(ha: User, minh: User) -> None:
    taken = work.take(work.take(slip(), by=minh), by=ha, seen=1)
    assert (taken.assignee, taken.status_by) == (ha, ha)


@pytest.mark.parametrize("verb", [Verb.DECLINE, Verb.NEEDS_INFO])
@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\u202e", "\0"])
def test_what_the_sender_must_understand_needs_a_reason(verb: Verb, reason: str, ha: User) -> None:
    assert refusal(verb, slip(), ha, reason=reason) == "Enter the reason. The sender reads it."


def test_a_reason_is_tidied_and_no_longer_than_a_card_shows(ha: User) -> None:
    assert work.decline(slip(), by=ha, reason=" hết\x00 chỗ\u202e \n").status_reason == "hết chỗ"
    assert work.decline(slip(), by=ha, reason="x" * 300).status_reason == "x" * 300
    assert "301" in refusal(Verb.DECLINE, slip(), ha, reason="x" * 301)


def test_a_new_status_does_not_keep_the_reason_of_the_last(ha: User) -> None:
    declined = work.decline(slip(), by=ha, reason="hết chỗ")
    assert work.do(Verb.REOPEN, declined, by=ha).status_reason == ""


def test_who_comes_second_is_told_who_was_first_and_what_they_did(ha: User, minh: User) -> None:
    sent = slip()
    work.approve(sent, by=ha)
    for verb in (Verb.APPROVE, Verb.DECLINE, Verb.TAKE):
        assert refusal(verb, sent, minh).startswith("cô Hà set this slip to “Approved” at ")


def test_who_saw_an_older_state_changes_nothing(ha: User, minh: User) -> None:
    sent = slip()
    taken = work.take(sent, by=ha)
    assert refusal(Verb.APPROVE, sent, minh, seen=0).startswith("cô Hà took this slip at ")
    assert work.approve(sent, by=minh, seen=taken.revision).work_status == WorkStatus.APPROVED


def test_a_slip_that_nobody_of_the_office_changed_says_only_its_status(ha: User) -> None:
    words = "This slip is “Withdrawn” now. Look at it again before you change it."
    assert refusal(Verb.APPROVE, slip(WorkStatus.WITHDRAWN), ha) == words


def test_an_older_change_is_told_with_its_day(ha: User, minh: User) -> None:
    sent = work.approve(slip(), by=ha)
    Submission.objects.update(status_at="2026-08-21T03:05:00Z")
    assert "at 10:05 21/08/2026." in refusal(Verb.DECLINE, sent, minh)


@pytest.mark.parametrize("verb", [Verb.TAKE, Verb.APPROVE, Verb.DECLINE])
def test_the_same_person_doing_the_same_twice_changes_nothing(verb: Verb, ha: User) -> None:
    sent = factories.submission()
    before = len(history(sent))
    first = work.do(verb, sent, by=ha, reason="hết chỗ", seen=0)
    again = work.do(verb, sent, by=ha, reason="hết chỗ", seen=0)
    assert (again.revision, again.status_at) == (1, first.status_at)
    assert len(history(sent)) == before + 1


def test_the_same_person_may_correct_the_reason(ha: User, minh: User) -> None:
    sent = work.decline(slip(), by=ha, reason="hết cho")
    assert work.decline(sent, by=ha, reason="hết chỗ").status_reason == "hết chỗ"
    assert "cô Hà" in refusal(Verb.DECLINE, sent, minh)


def test_history_says_who_did_it_from_one_status_to_the_other(ha: User) -> None:
    sent = slip()
    before = len(history(sent))
    work.approve(sent, by=ha)
    event = history(sent)[-1]
    assert len(history(sent)) == before + 1
    assert (event.work_status, event.pgh_context.metadata["user"]) == ("approved", ha.pk)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_else_does_anything(role: Role) -> None:
    assert refusal(Verb.TAKE, slip(), factories.user(role)).startswith("You may look at slips")


def test_who_has_left_does_nothing_any_more(ha: User) -> None:
    archive.archive(ha, by=None, reason="nghỉ việc")
    assert refusal(Verb.APPROVE, slip(), ha).startswith("You may look at slips")


def test_archived_forgotten_and_vanished_slips_stay_as_they_are(ha: User) -> None:
    archived, purged, gone = slip(), slip(purged_at=clock.now()), slip()
    archive.archive(archived, by=ha, reason="trùng")
    Delivery.objects.all().delete()
    Submission.objects.filter(pk=gone.pk).delete()
    assert refusal(Verb.TAKE, archived, ha) == "This slip is archived. Restore it first."
    for row in (purged, gone):
        assert refusal(Verb.TAKE, row, ha).startswith("The data of this slip have been deleted.")


def test_each_change_counts_once_and_is_owed_to_every_place_that_has_the_slip(lark: Lark, ha: User) -> None:
    lark.destination()
    sent = slip()
    Delivery.objects.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    work.take(sent, by=ha)
    approved = work.approve(sent, by=ha)
    update = Delivery.objects.get(purpose=Purpose.UPDATE)
    assert (approved.revision, update.state) == (2, DeliveryState.PENDING)


def test_what_is_refused_owes_nothing(lark: Lark, ha: User) -> None:
    lark.destination()
    sent = slip()
    Delivery.objects.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    refusal(Verb.DECLINE, sent, ha, reason="")
    assert not Delivery.objects.filter(purpose=Purpose.UPDATE).exists()
