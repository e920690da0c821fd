"""The same student's earlier changes, counted."""

from datetime import timedelta
from typing import Any

import pytest

from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.rules import change_history
from forms_intake.rules.change import Change, History
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
BOTH = {"change_kinds": ["schedule", "teacher"], "schedule_scope": "fixed"}
ASKED = Change(kinds=("schedule", "teacher"), scope="fixed")


def earlier(payload: dict[str, Any] = BOTH, **columns: Any) -> Submission:
    """A change slip of An's from an earlier day."""
    fields = {"form_type": FormType.CHANGE, "payload": payload, "contact_phone": PHONE} | columns
    return factories.submission(**fields)


def counted(change: Change = ASKED, name: str = "Nguyễn Bảo An") -> tuple[int, int]:
    found = change_history.of(change, clock.now(), student_code="", contact_phone=PHONE, student_name=name)
    return found.slots, found.teachers


def test_fixed_times_and_teachers_are_counted_apart() -> None:
    earlier(key_date=clock.today())
    earlier({"change_kinds": ["teacher"]}, key_date=clock.today() + timedelta(days=1))
    earlier({"change_kinds": ["course"]}, key_date=clock.today() + timedelta(days=2))
    earlier({"change_kinds": ["schedule"], "schedule_scope": "once"}, key_date=clock.today() + timedelta(days=3))

    assert counted() == (1, 2)


def test_the_marks_of_the_name_do_not_matter_and_other_children_do() -> None:
    earlier()

    assert counted(name="nguyen bao an") == (1, 1)
    assert counted(name="Nguyễn Bảo Bình") == (0, 0)


@pytest.mark.parametrize(
    "columns",
    [
        {"work_status": WorkStatus.DECLINED, "status_reason": "x"},
        {"work_status": WorkStatus.WITHDRAWN},
        {"archived_at": clock.now(), "archive_reason": "x"},
        {"submitted_at": clock.now() - timedelta(days=366)},
        {"flags": [Flag.POSSIBLE_SPAM.value]},
        {"form_type": FormType.LEAVE_REQUEST},
    ],
)
def test_what_never_came_about_is_not_counted(columns: dict[str, Any]) -> None:
    Submission.objects.filter(pk=earlier().pk).update(**columns)

    assert counted() == (0, 0)


def test_the_same_slip_sent_twice_counts_once() -> None:
    earlier()
    assert earlier().duplicate_of is not None

    assert counted() == (1, 1)


def test_withdrawn_and_sent_again_it_counts_once_in_whatever_order() -> None:
    first, repeat = earlier(), earlier({"change_kinds": ["teacher"]})
    Submission.objects.filter(pk=first.pk).update(work_status=WorkStatus.WITHDRAWN)
    assert (repeat.duplicate_of, counted()) == (first, (0, 1))

    Submission.objects.filter(pk=repeat.pk).update(work_status=WorkStatus.WITHDRAWN)
    assert (earlier().duplicate_of, counted()) == (None, (1, 1))


@pytest.mark.parametrize("payload", [{}, {"change_kinds": "teacher"}, {"change_kinds": None}])
def test_answers_of_another_version_count_nothing(payload: dict[str, Any]) -> None:
    earlier(payload)

    assert counted() == (0, 0)


def test_without_a_change_that_has_a_quota_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert (
            change_history.of(
                Change(kinds=("course",)), clock.now(), student_code="", contact_phone=PHONE, student_name="An"
            )
            == History()
        )
