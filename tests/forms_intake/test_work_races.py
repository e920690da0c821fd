"""Two people at once, on the real database: exactly one wins, and the other one reads who."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.deliveries import summary
from forms_intake.enums import DeliveryState, Purpose, WorkStatus
from forms_intake.models import Delivery, Submission
from forms_intake.work_rules import Verb
from school import clock
from tests import factories
from tests.forms_intake.test_races import at_once
from tests.lark import Lark

pytestmark = pytest.mark.django_db(transaction=True)


def tried(verb: Verb, sent: Submission, by: User) -> str:
    """What came of it: nothing, or the sentence that the person reads."""
    try:
        with translation.override("en"):
            work.do(verb, sent, by=by, reason="hết chỗ", seen=0)
    except work.Refused as refused:
        return str(refused)
    return ""


def test_of_people_who_approve_and_decline_at_once_one_wins_and_the_others_read_who(lark: Lark) -> None:
    lark.destination()
    people = [factories.user(Role.STAFF, name=f"cô {number}") for number in range(6)]
    sent = factories.submission()
    Delivery.objects.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    verbs = [Verb.APPROVE, Verb.DECLINE, Verb.TAKE] * 2
    answers = at_once(lambda number: tried(verbs[number], sent, people[number]), 6)
    sent.refresh_from_db()
    assert answers.count("") == 1
    assert sent.status_by == people[answers.index("")]
    assert all(answer.startswith(str(sent.status_by)) for answer in answers if answer)
    assert (sent.revision, Delivery.objects.filter(purpose=Purpose.UPDATE).count()) == (1, 1)


def test_a_double_click_is_one_change_where_no_delivery_keeps_the_order() -> None:
    ha, sent = factories.user(Role.STAFF), factories.submission()
    assert at_once(lambda _: tried(Verb.APPROVE, sent, ha), 4) == [""] * 4
    sent.refresh_from_db()
    written = apps.get_model("forms_intake", "SubmissionEvent")._default_manager.filter(pgh_obj=sent, status_by=ha)
    assert (sent.work_status, sent.revision, written.count()) == (WorkStatus.APPROVED, 1, 1)


def test_deciding_while_deliveries_are_written_down_does_not_deadlock(lark: Lark) -> None:
    lark.destination()
    people = [factories.user(Role.STAFF) for _ in range(4)]
    slips = [factories.submission() for _ in range(4)]

    def one(number: int) -> str:
        if number < 4:
            return tried(Verb.APPROVE, slips[number], people[number])
        with transaction.atomic():
            list(Delivery.objects.select_for_update().filter(submission__in=slips).order_by("pk"))
            summary.refresh([sent.pk for sent in slips])
        return ""

    assert at_once(one, 8) == [""] * 8
    assert Submission.objects.filter(work_status=WorkStatus.APPROVED).count() == 4
