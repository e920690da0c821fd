"""What is typed to find a slip again, however it is typed; and what a status page hides."""

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.slips.online import SLIPS
from forms_intake.slips.rows import Group, Row
from forms_intake.status import masks
from forms_intake.status.forms import LookupForm, tidy_reference
from tests import factories

REFERENCE = "NP-260821-7K3F"


@pytest.mark.parametrize(
    "typed",
    [
        REFERENCE,
        "np-260821-7k3f",
        " NP 260821 7K3F ",
        "NP2608217K3F",
        "NP–260821–7K3F",
        "N P-26O821-7k3f",
        "ＮＰ-２６０８２１-7K3F",
        "np.260821.7k3f.",
    ],
)
def test_a_reference_is_understood_however_it_was_typed(typed: str) -> None:
    assert tidy_reference(typed) == REFERENCE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("BL-260821-IL0O", "BL-260821-1100"), ("bl26082ioolo", "BL-260821-0010"), ("TD-26O82I-0000", "TD-260821-0000")],
)
def test_letters_that_look_like_digits_are_those_digits_and_the_prefix_stays(typed: str, meant: str) -> None:
    assert tidy_reference(typed) == meant


@pytest.mark.parametrize("typed", ["", "NP", "NP-260821", "NP-260821-7K3F9", "12-260821-7K3F", "NP-26X821-7K3F", "💥"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert tidy_reference(typed) == ""


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_typed_breaks_the_form(reference: str, digits: str) -> None:
    form = LookupForm({"reference": reference, "digits": digits})
    assert not form.is_valid() or len(form.cleaned_data["digits"]) == 4


@pytest.mark.parametrize("typed", ["5678", " 56 78", "0912 345 678", "+84 912 345 678", "５６７８"])
def test_four_digits_or_the_whole_number_do(typed: str) -> None:
    form = LookupForm({"reference": REFERENCE, "digits": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"reference": REFERENCE, "digits": "5678"}


def test_what_is_missing_or_too_short_is_asked_for_at_its_field() -> None:
    with translation.override("en"):
        empty, short = LookupForm({}), LookupForm({"reference": "NP", "digits": "56"})
        assert [problem.anchor for problem in empty.problems()] == ["id_reference", "id_digits"]
        assert str(short.errors["reference"][0]) == "A slip reference looks like NP-260821-7K3F"
        assert str(short.errors["digits"][0]) == "Enter the last 4 digits of the phone number"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0912 345 678", "•••• ••• 678"),
        ("0912\u00a0345\u00a0678, có Zalo", "••••\u00a0•••\u00a0678, có Zalo"),
        ("+1 650 253 0000", "+• ••• ••• •000"),
        ("028 3800 1234", "••• •••• •234"),
        ("0912.345.678", "••••.•••.678"),
        ("84912345678", "••••••••678"),
        ("Gọi 0912345678 nhé", "Gọi •••••••678 nhé"),
        ("(0905) 111 222", "(••••) ••• 222"),
        ("Mẹ:0905333444", "Mẹ:•••••••444"),
        ("Zalo.0905333444.", "Zalo.•••••••444."),
        ("0905 – 666 – 777", "•••• – ••• – 777"),
        ("0912  345  678", "••••  •••  678"),
        ("0912,345,678", "••••,•••,678"),
        ("0912345678/0987654321", "•••••••678/•••••••321"),
        ("0912345678, 0987654321", "•••••••678, •••••••321"),
        ("+84 (0)912 345 678", "+•• (•)••• ••• 678"),
        ("05/08 0912345678 07:30", "05/08 •••••••678 07:30"),
        ("Phạm Văn An: an.pham@gmail.com", "Phạm Văn An: a•••@gmail.com"),
    ],
)
def test_numbers_and_addresses_are_masked_wherever_they_stand(text: str, shown: str) -> None:
    assert masks.masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Thứ Sáu, 21/08/2026",
        "17:30",
        "09:00–11:00",
        "3.600.000đ",
        "13.600.000đ",
        "84.000.000đ",
        "24 buổi",
        "21/08/2026, 17:30; 28/08/2026, 17:30",
        "05/08, 06/08, 07/08, 09/08",
        "08:00 - 09:30 05/08/2026 - 06/08/2026",
        "05.08.2026",
        "1.090.000.000đ",
        "",
    ],
)
def test_dates_times_and_money_are_not(text: str) -> None:
    assert masks.masked(text) == text


@settings(max_examples=50, deadline=None)
@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from(["", " ", "\u00a0", "."]))
def test_of_no_number_more_than_three_digits_are_read(number: str, blank: str) -> None:
    typed = blank.join([number[:4], number[4:7], number[7:]])
    shown = masks.masked(f"a {typed} b")
    assert [sign for sign in shown if sign.isdigit()] == list(number[-3:])


@pytest.mark.django_db
def test_codes_and_birthdays_are_left_out_with_their_rows() -> None:
    code = Row("Mã học viên", "HV-0123", "id_student_code")
    rows = [code, Row("Học viên", "An", "id_student_name")]
    told = replace(SLIPS["leave-request"], groups=lambda _answers: [Group("Một", rows), Group("Chỉ có mã", [code])])
    shown = masks.groups(told, factories.submission())
    assert [(group.title, [row.value for row in group.rows]) for group in shown] == [("Một", ["An"])]
