"""Two workers at once, on the real database: each thing is done by one of them."""

import pytest
from django.core import mail

from forms_intake.holds import daily, letters
from forms_intake.models import HoldReminder, Task
from tests.forms_intake.hold_answers import ending
from tests.forms_intake.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_at_the_same_moment_remind_once() -> None:
    ending(7)
    assert sorted(at_once(lambda _number: daily.run(), 3)) == [0, 0, 1]
    assert (HoldReminder.objects.count(), Task.objects.count()) == (1, 2)
    at_once(lambda _number: letters.send_due(), 3)
    assert len(mail.outbox) == 1
