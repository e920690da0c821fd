"""Errors are sentences: they name the question by words that read inside one."""

from datetime import timedelta
from typing import Any

import pytest
from django.forms import Form
from django.utils import translation

from forms_intake.slips import wording
from forms_intake.slips.change import ChangeForm
from forms_intake.slips.hold import HoldForm
from forms_intake.slips.leave_request import LeaveRequestForm
from forms_intake.slips.transfer import TransferForm
from forms_intake.slips.transfer_rows import relationship
from forms_intake.slips.widgets import DateParts
from school import clock
from tests.forms_intake import hold_answers
from tests.forms_intake.slip_pages import boxes
from tests.forms_intake.test_slips_hold import refused

MISSING = [
    (HoldForm, "hold_start", "Nhập ngày bắt đầu bảo lưu"),
    (HoldForm, "hold_end_wanted", "Nhập ngày cuối muốn bảo lưu"),
    (HoldForm, "reason_detail", "Nhập rõ hơn lý do"),
    (TransferForm, "reason_detail", "Nhập rõ hơn lý do"),
    (LeaveRequestForm, "reason_detail", "Nhập rõ hơn lý do nghỉ"),
    (LeaveRequestForm, "makeup_wanted", "Chọn có học bù hay không"),
    (LeaveRequestForm, "date_from", "Nhập ngày đầu tiên xin nghỉ"),
    (LeaveRequestForm, "date_to", "Nhập ngày cuối cùng xin nghỉ"),
    (ChangeForm, "once_date", "Nhập ngày của buổi muốn đổi"),
    (ChangeForm, "once_time", "Chọn giờ của buổi muốn đổi"),
]


@pytest.mark.parametrize(("form", "name", "sentence"), MISSING)
def test_a_missing_answer_is_asked_for_in_a_sentence(form: type[Form], name: str, sentence: str) -> None:
    with translation.override("vi"):
        assert wording.missing(form.base_fields[name]) == sentence


@pytest.mark.parametrize("form", [HoldForm, TransferForm])
def test_lessons_left_are_called_optional_once(form: type[Form]) -> None:
    assert str(form.base_fields["remaining_lessons"].label) == "Số buổi còn lại"


@pytest.mark.django_db
def test_limits_name_the_day_by_the_same_words() -> None:
    yesterday = clock.today() - timedelta(days=1)
    assert refused(**boxes("hold_start", yesterday))["hold_start"] == ["First day of the hold must be today or later"]
    far = hold_answers.answers(hold_months="longer", **boxes("hold_end_wanted", clock.today() + timedelta(days=400)))
    assert refused(**far)["hold_end_wanted"][0].startswith("Wanted last day of the hold must be no later than ")


def test_a_day_that_cannot_be_is_named_too() -> None:
    with pytest.raises(Exception, match="nhập lại ngày đầu tiên xin nghỉ"):
        LeaveRequestForm.base_fields["date_from"].clean(DateParts("31", "02", "2027"))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"receiver_relationship": "other", "receiver_relationship_other": "con nuôi"}, "con nuôi"),
        ({"receiver_relationship": "sibling"}, "Anh chị em"),
    ],
)
def test_another_relationship_is_told_by_what_was_typed(answers: dict[str, Any], told: str) -> None:
    assert relationship(answers) == told
