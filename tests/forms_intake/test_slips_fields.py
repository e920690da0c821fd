"""Fields of one input."""

import unicodedata
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from forms_intake.slips.fields import Choice, Email, PersonName, StudentCode, Text, is_single_word


def code_of(field: Any, value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return str(refused.value.code or refused.value.error_list[0].code)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Bảo An", "O'Brien", "O’Brien Mary-Jane", "Jr. Nguyễn", "山田 太郎", "Анна", "अनुष्का", "An", "李明"],
)
def test_names_of_any_script_are_kept_as_typed(name: str) -> None:
    assert PersonName(label="Name").clean(name) == name


def test_a_decomposed_name_is_composed_and_counted_so() -> None:
    name = "Ễ" * 80
    assert PersonName(label="Name").clean(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize("name", ["An 😀", "An1", "An@home", "<b>An</b>", "- .", "An\ufffd"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert code_of(PersonName(label="Name"), name) == "name"


@pytest.mark.parametrize(
    ("name", "code"),
    [("A", "too_short"), ("A" * 81, "too_long"), ("A" * 10_000, "too_long"), ("\ufdfa" * 20, "too_long")],
)
def test_a_name_has_limits(name: str, code: str) -> None:
    assert code_of(PersonName(label="Name"), name) == code


def test_a_name_of_one_word_is_noticed_and_accepted() -> None:
    assert PersonName(label="Name").clean(" An ") == "An"
    assert is_single_word("An")
    assert not is_single_word("Bảo An")
    assert not is_single_word("")


@pytest.mark.parametrize(
    ("value", "code"), [("", "required"), ("\0", "required"), ("x" * 501, "too_long"), ("ab", "too_short")]
)
def test_text_has_limits(value: str, code: str) -> None:
    assert code_of(Text(label="Details", limit=500, least=3, lines=True), value) == code


def test_emoji_are_text() -> None:
    assert Text(label="Note", limit=10).clean("Cảm ơn 🎹") == "Cảm ơn 🎹"


def test_a_student_code_is_upper_cased() -> None:
    assert StudentCode(label="Code").clean(" hv-0123 ") == "HV-0123"


@pytest.mark.parametrize("code", ["HV", "HV 01", "HỌC-1", "HV_1", "HV١٢٣"])
def test_a_student_code_has_a_form(code: str) -> None:
    assert code_of(StudentCode(label="Code"), code) == "student_code"


def test_an_address_keeps_its_local_part_and_gets_its_domain_in_lower_case() -> None:
    assert Email(label="E-mail").clean(" Huong.Pham@GMAIL.com ") == "Huong.Pham@gmail.com"


@pytest.mark.parametrize(
    "address", ["huong", "huong@", "@gmail.com", "a b@gmail.com", "a@b..com", "a" * 250 + "@gmail.com"]
)
def test_an_incomplete_address_is_refused(address: str) -> None:
    assert code_of(Email(label="E-mail", max_length=254), address) == "email"


@pytest.mark.parametrize("value", ["", "nonsense", "\0"])
def test_a_key_that_is_not_offered_is_chosen_again(value: str) -> None:
    assert code_of(Choice(label="Kind", options=[("a", "A")]), value) == "required"


def test_an_optional_choice_refuses_a_forged_key_and_takes_none() -> None:
    field = Choice(label="Kind", options=[("a", "A")], listed=True, required=False)

    assert field.clean("") == ""
    assert code_of(field, "b") == "required"
