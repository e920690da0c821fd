"""What people of the office are told of, and of what not."""

import pghistory
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import profiles
from accounts.enums import Notice as Kind
from accounts.enums import Role
from accounts.models import User
from forms_intake import alerts, office_tasks, sender, work
from forms_intake.enums import AlertKind, DestinationKind, HandoverState, HandoverVia, Happening
from forms_intake.handover import answers
from forms_intake.models import Destination, Handover, Notice, Submission
from school import archive, clock
from tests import factories
from tests.forms_intake.transfer_answers import person, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def linh() -> User:
    return factories.user(Role.STAFF, name="cô Linh")


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


@pytest.fixture
def slip() -> Submission:
    return factories.submission()


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("what", flat=True))


def questioned(slip: Submission, by: User) -> Submission:
    return work.change(slip, to="needs_info", by=by, reason="Buổi nào?")


def test_whoever_is_given_a_slip_is_told_by_whom(slip: Submission, linh: User, ha: User) -> None:
    work.assign(slip, to=ha, by=linh)
    notice = Notice.objects.get()
    assert (notice.user, notice.what, notice.by, notice.submission) == (ha, Happening.ASSIGNED, linh, slip)
    assert notice.slips == [slip.pk]


def test_nobody_is_told_of_what_they_did_themselves(slip: Submission, linh: User) -> None:
    work.assign(slip, to=linh, by=linh)
    work.take(factories.submission(), by=linh)
    office_tasks.add(slip, text="Gọi lại", due_on=clock.today(), assignee=linh, by=linh)
    assert told(linh) == []


def test_what_is_rolled_back_tells_nobody(slip: Submission, linh: User, ha: User) -> None:
    with transaction.atomic():
        work.assign(slip, to=ha, by=linh)
        transaction.set_rollback(True)
    assert told(ha) == []


def test_a_stack_given_in_one_act_is_one_notice(linh: User, ha: User) -> None:
    slips = [factories.submission() for _ in range(5)]
    with pghistory.context(route="inbox/bulk/"):
        for slip in slips:
            work.assign(slip, to=ha, by=linh)
    notice = Notice.objects.get()
    assert (sorted(notice.slips), notice.submission) == ([slip.pk for slip in slips], None)


def test_each_further_slip_of_a_stack_costs_one_question(linh: User, ha: User) -> None:
    first, second = factories.submission(), factories.submission()
    with pghistory.context(route="inbox/bulk/"):
        work.assign(first, to=ha, by=linh)
        with CaptureQueriesContext(connection) as asked:
            work.assign(second, to=ha, by=linh)
    assert sum("forms_intake_notice" in query["sql"] for query in asked) == 1


def test_two_acts_are_two_notices(linh: User, ha: User) -> None:
    for _ in range(2):
        work.assign(factories.submission(), to=ha, by=linh)
    assert told(ha) == [Happening.ASSIGNED] * 2


def test_what_is_taken_back_before_it_was_read_is_news_no_more(slip: Submission, linh: User, ha: User) -> None:
    work.assign(slip, to=ha, by=linh)
    work.assign(slip, to=None, by=linh)
    assert told(ha) == []


def test_a_stack_shrinks_by_what_is_taken_back(linh: User, ha: User) -> None:
    slips = [factories.submission() for _ in range(3)]
    with pghistory.context(route="inbox/bulk/"):
        for slip in slips:
            work.assign(slip, to=ha, by=linh)
    work.assign(slips[0], to=linh, by=linh)
    assert Notice.objects.get(user=ha).slips == [slips[1].pk, slips[2].pk]


def test_what_was_read_stays(slip: Submission, linh: User, ha: User) -> None:
    work.assign(slip, to=ha, by=linh)
    Notice.objects.update(read_at=clock.now(), mail_due_at=None)
    work.assign(slip, to=None, by=linh)
    assert told(ha) == [Happening.ASSIGNED]


def test_a_task_tells_whoever_has_to_do_it(slip: Submission, linh: User, ha: User) -> None:
    office_tasks.add(slip, text="Gọi lại", due_on=clock.today(), assignee=ha, by=linh)
    office_tasks.add(slip, text="Không của ai", due_on=clock.today(), assignee=None, by=linh)
    assert (told(ha), told(linh)) == ([Happening.TASK], [])


def test_an_answer_tells_whoever_asked(slip: Submission, linh: User) -> None:
    sender.answer(questioned(slip, linh), text="Thứ Sáu")
    assert told(linh) == [Happening.ANSWER]


def test_an_answer_tells_the_assignee_before_whoever_asked(slip: Submission, linh: User, ha: User) -> None:
    work.assign(questioned(slip, linh), to=ha, by=ha)
    sender.answer(slip, text="Thứ Sáu")
    assert (told(ha), told(linh)) == ([Happening.ANSWER], [])


def test_an_answer_to_a_colleague_who_has_left_tells_whoever_asked(slip: Submission, linh: User, ha: User) -> None:
    work.assign(questioned(slip, linh), to=ha, by=ha)
    archive.archive(ha, by=linh, reason="Nghỉ việc")
    sender.answer(slip, text="Thứ Sáu")
    assert told(linh) == [Happening.ANSWER]


def test_the_same_answer_twice_is_told_once(slip: Submission, linh: User) -> None:
    questioned(slip, linh)
    for _ in range(2):
        sender.answer(slip, text="Thứ Sáu")
    assert told(linh) == [Happening.ANSWER]


def test_a_withdrawal_tells_the_assignee_and_nobody_where_there_is_none(slip: Submission, linh: User) -> None:
    sender.withdraw(factories.submission(), seen=0)
    taken = work.take(slip, by=linh)
    sender.withdraw(taken, seen=taken.revision)
    assert [(notice.user, notice.what) for notice in Notice.objects.all()] == [(linh, Happening.WITHDRAWN)]


def test_whoever_has_another_role_now_is_told_nothing(slip: Submission, linh: User) -> None:
    questioned(slip, linh)
    User.objects.filter(pk=linh.pk).update(role=Role.TEACHER)
    sender.answer(slip, text="Thứ Sáu")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("chosen", [{"notifications_on": False}, {"notices": [Kind.ASSIGNED]}])
def test_whoever_does_not_want_to_hear_of_it_does_not(slip: Submission, linh: User, chosen: dict[str, object]) -> None:
    profiles.change(linh, by=linh, **chosen)
    sender.answer(questioned(slip, linh), text="Thứ Sáu")
    assert told(linh) == []


def test_the_receivers_answer_tells_the_assignee(linh: User) -> None:
    asked = sent(person(receiver_email="khoa@example.com")).handover
    work.take(asked.submission, by=linh)
    answers.answer(asked, agrees=False, via=HandoverVia.LINK)
    assert told(linh) == [Happening.RECEIVER_REFUSES]


def test_what_the_assignee_heard_on_the_telephone_is_no_news(linh: User, ha: User) -> None:
    asked = sent(person(receiver_email="khoa@example.com")).handover
    slip = work.take(asked.submission, by=linh)
    answers.note(slip, agrees=True, by=linh)
    assert told(linh) == []
    answers.note(slip, agrees=False, by=ha)
    assert told(linh) == [Happening.RECEIVER_REFUSES]
    assert Handover.objects.get().state == HandoverState.REFUSED


def test_a_fault_tells_administrators_once_and_never_by_mail(linh: User) -> None:
    chief = factories.user(Role.ADMIN)
    group = Destination.objects.create(name="Giáo vụ", kind=DestinationKind.WEBHOOK, config={"url": "x"})
    for hint in ("address", "address", "keywords"):
        alerts.open(AlertKind.HELD, destination=group, hint=hint)
    alerts.open(AlertKind.DRIFT, destination=group)
    assert {notice.user for notice in Notice.objects.all()} == {chief}
    assert set(Notice.objects.values_list("what", "mail_due_at")) == {(Happening.FAILING, None)}
    # Another fault of the same destination is another alert.
    assert Notice.objects.count() == 2
