"""Two answers in the same moment: one counts."""

import pytest

from forms_intake.enums import HandoverVia
from forms_intake.handover import access, answers
from forms_intake.models import Handover, Submission
from tests.forms_intake.test_races import at_once
from tests.forms_intake.transfer_answers import sent

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_answers_at_once_one_counts() -> None:
    asked = sent().handover

    def answer(number: int) -> bool:
        try:
            answers.answer(asked, agrees=number % 2 == 0, via=HandoverVia.LINK)
        except answers.Closed:
            return False
        return True

    # The first one, and those who said the same.
    assert sum(at_once(answer)) == 4
    assert Submission.objects.get().revision == 1
    assert Handover.pgh_event_model.objects.count() == 2  # type: ignore[attr-defined]  # made by pghistory


def test_guesses_at_once_are_no_more_than_guesses_one_by_one() -> None:
    slip = sent()
    right = str(slip.handover.code["code"])
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    # Two rounds of eight: ten count, the others find no place.
    assert {*at_once(lambda _: access.ticket(slip.reference, wrong))} == {""}
    assert access.ticket(slip.reference, right)
    assert {*at_once(lambda _: access.ticket(slip.reference, wrong))} == {""}
    assert access.ticket(slip.reference, right) == ""
