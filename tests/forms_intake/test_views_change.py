"""The change slip on its way from page to page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.enums import Role
from forms_intake.enums import FormType
from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.forms_intake import change_answers as given
from tests.forms_intake.slip_pages import address, boxes, check_slip, errors, freeze, send_slip

pytestmark = pytest.mark.django_db
TD = FormType.CHANGE.value


@pytest.mark.parametrize("answers", [given.schedule, given.once, given.teacher, given.course])
def test_each_kind_of_change_is_sent(client: Client, answers: Any) -> None:
    assert send_slip(client, TD, answers()).status_code == 303
    assert Submission.objects.get().reference.startswith("TD-")
