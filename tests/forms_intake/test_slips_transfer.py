"""The transfer slip's form: what it asks when, and what it refuses."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from accounts.enums import Role
from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from school import clock
from tests import factories
from tests.forms_intake.slip_pages import boxes
from tests.forms_intake.transfer_answers import branch, form, person, problems

pytestmark = pytest.mark.django_db
WITH_FEE = PolicyValues(form_type=FormType.TRANSFER, version=2, transfer_fee_percent=10)


@pytest.fixture(autouse=True)
def _english() -> Any:
    factories.branch(code="thu-duc", name="Cơ sở Thủ Đức")
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    with translation.override("en"):
        yield


def test_a_transfer_to_a_person_is_complete() -> None:
    filled = form(person())
    assert filled.is_valid(), filled.errors
    answers = filled.answers()

    assert answers["receiver_phone"] == "+84987654321"
    assert answers["receiver_phone_typed"] == "0987 654 321"
    assert answers["fee_shown"] == "free of charge"
    assert "to_branch" not in answers


def test_a_move_keeps_names_as_they_were_shown_and_nothing_of_a_receiver() -> None:
    teacher = factories.user(Role.TEACHER, name="Cô Hà")
    given = person(**branch(keep_teacher="name", wanted_teacher=str(teacher.pk), branch="quan-7"))
    filled = form(given)
    assert filled.is_valid(), filled.errors
    answers = filled.answers()

    assert (answers["to_branch_name"], answers["wanted_teacher_name"]) == ("Cơ sở Thủ Đức", "Cô Hà")
    assert not [key for key in answers if key.startswith(("receiver", "scope", "fee", "no_resale", "lessons_to"))]


@pytest.mark.parametrize(
    "missing",
    [
        *("receiver_name", "receiver_phone", "receiver_relationship", "receiver_is_student", "receiver_level"),
        *("scope", "receiver_consent", "no_resale_ack", "course_text", "reason", "transfer_kind"),
    ],
)
def test_a_transfer_to_a_person_needs(missing: str) -> None:
    found = problems(person(**{missing: None}))
    assert any(anchor.startswith(f"id_{missing}") for anchor in found), found


@pytest.mark.parametrize("missing", ["to_branch", "keep_teacher", "preferred_slots_1_weekday"])
def test_a_move_needs(missing: str) -> None:
    found = problems(branch(**{missing: None}))
    assert any(anchor.startswith(f"id_{missing}") for anchor in found), found


def test_without_a_birth_date_nobody_knows_the_age() -> None:
    none = {f"receiver_dob_{part}": None for part in ("day", "month", "year")}
    assert problems(person(**none)) == {"id_receiver_dob_day": "Enter receiver's birth date"}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"reason": "other"}, "id_reason_detail"),
        ({"receiver_relationship": "other"}, "id_receiver_relationship_other"),
        ({"scope": "part"}, "id_lessons_to_transfer"),
        ({"receiver_is_student": "unsure", "receiver_level": None}, "id_receiver_level"),
    ],
)
def test_an_answer_opens_the_next_question(changes: dict[str, Any], asked: str) -> None:
    assert list(problems(person(**changes))) == [asked]


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        ({"reason_detail": "x" * 9}, "reason_detail"),
        ({"receiver_relationship_other": "hàng xóm"}, "receiver_relationship_other"),
        ({"lessons_to_transfer": "900"}, "lessons_to_transfer"),
        ({"receiver_code": "HV-0123"}, "receiver_code"),
        ({"receiver_is_student": "yes"}, "receiver_level"),
        ({"receiver_guardian_name": "7"}, "receiver_guardian_name"),
        ({"to_branch": "thu-duc"}, "to_branch"),
        ({"wanted_teacher": "1"}, "wanted_teacher"),
    ],
)
def test_what_nobody_asked_for_is_dropped_right_or_wrong(changes: dict[str, Any], dropped: str) -> None:
    filled = form(person(**changes))
    assert filled.is_valid(), filled.errors
    assert dropped not in filled.answers()


def test_somebody_who_studies_here_may_give_a_code() -> None:
    filled = form(person(receiver_is_student="yes", receiver_level=None, receiver_code="hv-0123"))
    assert filled.is_valid(), filled.errors
    assert filled.answers()["receiver_code"] == "HV-0123"


def test_a_receiver_under_16_needs_a_parent() -> None:
    child = boxes("receiver_dob", clock.today().replace(day=1, month=1, year=clock.today().year - 10))
    found = problems(person(**child))
    assert found["id_receiver_guardian_name"].endswith("because the receiver is under 16")
    assert "id_receiver_guardian_phone" in found

    named = person(**child, receiver_guardian_name="Lê Văn Ba", receiver_guardian_phone="0911 222 333")
    filled = form(named)
    assert filled.is_valid(), filled.errors
    assert filled.answers()["receiver_guardian_phone"] == "+84911222333"


@pytest.mark.parametrize(("year", "needs"), [(2010, True), (2009, False)])
def test_sixteen_is_counted_to_the_day(year: int, needs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the last day of February whoever was born on 1 March is a day short."""
    monkeypatch.setattr(clock, "now", lambda: clock.on_school_day(date(2026, 2, 28)))
    given = person(receiver_dob_day="01", receiver_dob_month="03", receiver_dob_year=str(year))
    assert ("id_receiver_guardian_name" in problems(given)) is needs


@pytest.mark.parametrize("name", ["Nguyễn Bảo An", "nguyen  bao an", "NGUYỄN BẢO AN"])
def test_nobody_gives_a_course_to_themselves(name: str) -> None:
    assert list(problems(person(receiver_name=name))) == ["id_receiver_name"]


@pytest.mark.parametrize(
    ("theirs", "own", "refused"),
    [
        ("huong@example.com", "huong@example.com", True),
        ("Huong+khoa@Example.com", "huong@example.com", True),
        ("khoa@example.com", "huong@example.com", False),
        ("", "", False),
    ],
)
def test_the_link_goes_to_no_mailbox_of_the_giver(theirs: str, own: str, refused: bool) -> None:
    found = problems(person(receiver_email=theirs, contact_email=own))
    assert list(found) == (["id_receiver_email"] if refused else [])


def test_a_guess_at_the_kept_address_is_answered_alike() -> None:
    filled = form(person(receiver_email="huong@example.com", contact_email=""))
    filled.keep({"contact_email": "huong@example.com"}, {"contact_email": "h•••@example.com"})
    assert filled.is_valid(), filled.errors


@pytest.mark.parametrize(("relation", "refused"), [("sibling", False), ("mother", False), ("friend", True)])
def test_only_a_family_shares_a_telephone(relation: str, refused: bool) -> None:
    found = problems(person(receiver_phone="+84 912 345 678", receiver_relationship=relation))
    assert ("id_receiver_phone" in found) is refused


@pytest.mark.parametrize(
    ("left", "wanted", "is_fine"),
    [
        *(("24", "24", True), ("24", "25", False), ("24", "0", False)),
        *(("", "500", True), ("", "501", False)),
    ],
)
def test_a_part_is_no_more_than_what_is_left(left: str, wanted: str, is_fine: bool) -> None:
    found = problems(person(scope="part", remaining_lessons=left, lessons_to_transfer=wanted))
    assert ("id_lessons_to_transfer" not in found) is is_fine


@pytest.mark.parametrize("typed", ["501", "-1", "2,5", "nhiều", "1e2", "9" * 40])
def test_lessons_left_are_a_whole_number(typed: str) -> None:
    assert list(problems(person(remaining_lessons=typed))) == ["id_remaining_lessons"]


@pytest.mark.parametrize("scope", [{"scope": "all"}, {"scope": "part", "lessons_to_transfer": "1"}])
def test_nothing_cannot_be_transferred_to_anybody(scope: dict[str, str]) -> None:
    assert list(problems(person(remaining_lessons="0", **scope))) == ["id_remaining_lessons"]
    assert problems(person(**branch(remaining_lessons="0", branch="quan-7"))) == {}


def test_whoever_names_a_teacher_of_the_new_branch_knows_which() -> None:
    given = person(**branch(keep_teacher="name", wanted_teacher="unknown", branch="quan-7"))
    assert list(problems(given)) == ["id_wanted_teacher"]


def test_a_destination_is_another_open_branch() -> None:
    factories.branch(code="cu", name="Cơ sở cũ", is_active=False)
    same = problems(branch(branch="thu-duc"))
    assert same == {"id_to_branch": "The destination branch must differ from the current branch"}
    for code in ("unknown", "cu", "khong-co"):
        assert list(problems(branch(to_branch=code))) == ["id_to_branch"]


def test_a_fee_is_accepted_in_the_words_that_are_stored() -> None:
    assert list(problems(person(), WITH_FEE)) == ["id_fee_ack"]
    filled = form(person(fee_ack="on"), WITH_FEE)
    assert filled.is_valid(), filled.errors
    assert filled.answers()["fee_shown"] in str(filled.fields["fee_ack"].label)
    assert filled.answers()["fee_shown"].startswith("10% of the fee")


def test_a_move_costs_nothing() -> None:
    filled = form(branch(), WITH_FEE)
    assert filled.is_valid(), filled.errors
    assert "fee_shown" not in filled.answers()


@pytest.mark.parametrize(
    ("changes", "flags"),
    [({}, []), ({"receiver_phone": "+1 415 555 2671"}, [Flag.FOREIGN_PHONE])],
)
def test_a_foreign_receiver_is_flagged(changes: dict[str, Any], flags: list[Flag]) -> None:
    filled = form(person(**changes))
    assert filled.is_valid(), filled.errors
    assert filled.contact_flags() == flags


def test_the_page_asks_whether_the_receivers_name_and_address_are_complete() -> None:
    filled = form(person(receiver_name="Khoa", receiver_email="khoa@gmai.com"))
    assert filled.is_valid(), filled.errors
    assert len(filled.questions()) == 2
