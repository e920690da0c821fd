"""The codes of students: who may have which, where they are typed, and by what they are found."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import corrections, people, personal
from accounts.enums import Role
from accounts.importing.applying import Changed, apply
from accounts.importing.plan import Outcome, plan
from accounts.importing.reading import read_text
from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_user_changelist")


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN)


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.cookies["language"] = "en"
    return client


def page_of(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


def typed(browser: Client, person: User, code: str, role: str = "student") -> str:
    """Saves the person with this code; the page that answers."""
    profile = {f"profile-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    own = {"name": person.name, "email": person.email, "phone": "", "role": role, "is_active": "on"}
    answer = browser.post(page_of(person), {**own, **profile, "profile-MAX_NUM_FORMS": 1, "student_code": code})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_code_is_stored_in_capitals_and_written_into_history(browser: Client) -> None:
    student = factories.user()
    typed(browser, student, " hv-0123 ")

    student.refresh_from_db()
    assert student.student_code == "HV-0123"
    assert apps.get_model("accounts.UserEvent").objects.filter(pgh_obj=student, student_code="HV-0123").exists()


@pytest.mark.parametrize(
    ("code", "role", "sentence"),
    [
        ("HV 0123", "student", "3 to 20 letters, digits or hyphens"),
        ("H1", "student", "3 to 20 letters, digits or hyphens"),
        ("H" * 21, "student", "3 to 20 letters, digits or hyphens"),
        ("HV-1Đ", "student", "3 to 20 letters, digits or hyphens"),
        ("hv-0001", "student", "Another student has this code already"),
        ("HV-0002", "teacher", "Only students have a code"),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(browser: Client, code: str, role: str, sentence: str) -> None:
    factories.user(student_code="HV-0001")

    assert sentence in typed(browser, factories.user(), code, role)


def test_the_same_code_again_is_no_change(browser: Client) -> None:
    student = factories.user(student_code="HV-0001")
    assert typed(browser, student, "hv-0001") == ""


def test_whoever_is_no_student_any_more_has_no_code(admin: User) -> None:
    student = factories.user(student_code="HV-0001")
    people.set_role(student, Role.TEACHER, by=admin)

    student.refresh_from_db()
    assert student.student_code == ""


@pytest.mark.parametrize("fields", [{"student_code": "hv"}, {"student_code": "HV-0001", "role": Role.STAFF}])
def test_the_database_knows_what_a_code_is(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.user(**fields)


def test_two_students_never_share_a_code_and_many_have_none(admin: User) -> None:
    factories.user(student_code="HV-0001")
    factories.user(), factories.user()
    with translation.override("en"), pytest.raises(people.Refused, match="Another student has this code"):
        corrections.correct(factories.user(), by=admin, student_code="HV-0001")


def test_a_code_finds_its_student(browser: Client) -> None:
    factories.user(name="Nguyễn Bảo An", student_code="HV-0123")
    factories.user(name="Lê Minh", student_code="HV-0999")

    page = browser.get(LIST, {"q": "hv-0123"}).content.decode()
    assert "Nguyễn Bảo An" in page
    assert "Lê Minh" not in page


def test_the_person_gets_the_code_with_their_data_and_it_goes_with_them() -> None:
    student = factories.user(student_code="HV-0123")
    assert personal.export(student)["account"]["student_code"] == "HV-0123"

    personal.forget(student, "Học viên 1")
    student.refresh_from_db()
    assert student.student_code == ""


def outcomes(rows: str, by: User) -> list[tuple[str, str]]:
    """What a sheet would do, row by row, with the sentences of what is wrong."""
    with translation.override("en"):
        steps = plan(read_text("name,email,role,mã học viên\n" + rows).rows, by=by)
        return [(step.outcome.value, " ".join(step.person.errors)) for step in steps]


def test_a_sheet_brings_codes(admin: User) -> None:
    rows = read_text("Họ tên,Email,Vai trò,Mã học viên\nAn,an@school.test,học viên,hv-0123\n").rows
    apply(rows, shown=[Outcome.NEW.value], invite=False, by=admin)

    assert User.objects.get(email="an@school.test").student_code == "HV-0123"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("An,an@school.test,student,x", "Student code: A student code has 3 to 20 letters"),
        ("An,an@school.test,teacher,HV-1", "Student code: only students have one"),
        ("An,an@school.test,student,HV-0001", "Student code: another student has it already"),
    ],
)
def test_rows_say_what_is_wrong_with_their_code(admin: User, row: str, sentence: str) -> None:
    factories.user(student_code="HV-0001")
    [(outcome, said)] = outcomes(row + "\n", admin)

    assert outcome == Outcome.ERROR
    assert said.startswith(sentence)


def test_the_second_row_with_a_code_names_the_first(admin: User) -> None:
    rows = "An,an@school.test,student,HV-1\nBình,binh@school.test,student,hv-1\n"
    first, second = outcomes(rows, admin)

    assert first == (Outcome.NEW.value, "")
    assert second == (Outcome.ERROR.value, "Student code: the same code is in row 2")


def test_an_account_that_exists_stays_as_it_is_with_its_own_code(admin: User) -> None:
    factories.user(email="an@school.test", student_code="HV-0001")

    assert outcomes("An,an@school.test,student,HV-0001\n", admin) == [(Outcome.KNOWN.value, "")]


def test_a_code_taken_between_look_and_button_stops_the_import(admin: User) -> None:
    rows = read_text("name,email,role,code\nAn,an@school.test,student,HV-1\n").rows
    factories.user(student_code="HV-1")

    with pytest.raises(Changed):
        apply(rows, shown=[Outcome.NEW.value], invite=False, by=admin)
