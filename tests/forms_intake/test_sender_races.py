"""The family and the office at the same moment, on the real database: whoever is second reads what was first."""

from collections.abc import Callable

import pytest
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import sender, work
from forms_intake.enums import WorkStatus
from forms_intake.models import SenderMessage, Submission
from school.archive import Refused
from tests import factories
from tests.forms_intake.status_pages import asked
from tests.forms_intake.test_races import at_once
from tests.lark import Lark

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def outcome(verb: Callable[[], object]) -> str:
    """Nothing, or the sentence for whoever was too late."""
    try:
        with translation.override("en"):
            verb()
    except Refused as refused:
        return str(refused)
    return ""


def test_of_an_answer_and_a_decision_one_is_first_and_nothing_is_lost(ha: User, lark: Lark) -> None:
    lark.destination()
    sent = asked(ha)
    verbs: list[Callable[[], object]] = [
        lambda: sender.answer(sent, text="Giấy đây"),
        lambda: work.decline(sent, by=ha, reason="hết hạn", seen=1),
    ]
    told = at_once(lambda number: outcome(verbs[number % 2]), 4)
    sent.refresh_from_db()
    said = SenderMessage.objects.count()
    if sent.work_status == WorkStatus.IN_REVIEW:
        assert (said, told[0], "Look at it again" in told[1]) == (1, "", True)
    else:
        assert (sent.work_status, said) == (WorkStatus.DECLINED, 0)
        assert told[0].startswith("The school no longer waits")


def test_of_withdrawing_and_approving_one_is_first(ha: User) -> None:
    sent = factories.submission()
    verbs: list[Callable[[], object]] = [
        lambda: sender.withdraw(sent, seen=0),
        lambda: work.approve(sent, by=ha, seen=0),
    ]
    told = at_once(lambda number: outcome(verbs[number % 2]), 4)
    sent.refresh_from_db()
    if sent.work_status == WorkStatus.WITHDRAWN:
        assert (told[0], told[2], SenderMessage.objects.count()) == ("", "", 1)
        assert all("Withdrawn" in one for one in (told[1], told[3]))
    else:
        assert (sent.work_status, told[1], told[3]) == (WorkStatus.APPROVED, "", "")
        assert all("has changed meanwhile" in one for one in (told[0], told[2]))


def test_an_answer_pressed_many_times_is_one(ha: User) -> None:
    sent = asked(ha)
    assert at_once(lambda _: outcome(lambda: sender.answer(sent, text="Giấy đây")), 6) == [""] * 6
    assert SenderMessage.objects.count() == 1
    assert Submission.objects.get(pk=sent.pk).revision == 2
