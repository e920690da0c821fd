"""The student-info slip as a form: who is asked what, and what is refused."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.slips import student_info_steps as pages
from forms_intake.slips.student_info import StudentInfoForm
from forms_intake.slips.student_info_provinces import PROVINCES
from tests import factories
from tests.forms_intake.slip_pages import boxes, freeze
from tests.forms_intake.student_info_answers import registration, slot, update

pytestmark = pytest.mark.django_db
POLICY = PolicyValues(form_type=FormType.STUDENT_INFO, version=1)
# On NOW, the 21st of August 2026.
SIX, SEVEN, ELEVEN, TWELVE, FIFTEEN, SIXTEEN = (date(2026 - years, 8, 21) for years in (6, 7, 11, 12, 15, 16))
GUARDIAN = {"guardian_name": "Lê Thị Hoa", "guardian_relationship": "mother", "guardian_phone": "0903 111 222"}
COMPANY = {"invoice_name": "Công ty An", "invoice_tax_code": "0312345678", "invoice_email": "ke@toan.vn"}


@pytest.fixture(autouse=True)
def _school(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    factories.product(sku="P24", name="Piano 24 buổi", price=9_600_000)


def posted(given: dict[str, Any]) -> StudentInfoForm:
    data = QueryDict(mutable=True)
    for name, value in given.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return StudentInfoForm(data, policy=POLICY)


def new(born: date = SEVEN, /, **changes: Any) -> StudentInfoForm:
    return posted(registration("P24", **{**boxes("date_of_birth", born), **changes}))


def alone(born: date, /, **changes: Any) -> StudentInfoForm:
    """Filled in by the student, with nobody else named."""
    nobody = {"submitter_role": "student", "contact_name": None, "contact_relationship": None}
    return new(born, **{**nobody, "emergency_name": None, "emergency_phone": None, **changes})


def changed(**changes: Any) -> StudentInfoForm:
    return posted(update(**changes))


def told(form: StudentInfoForm) -> dict[str, Any]:
    """The answers of a form that has no problem."""
    assert wrong(form) == []
    return form.answers()


def wrong(form: StudentInfoForm) -> list[str]:
    """The questions with a problem, in the order of the page."""
    return list(dict.fromkeys(name for name in form.fields if name in form.errors))


def test_a_whole_registration_is_accepted() -> None:
    assert wrong(new()) == []


def test_an_empty_one_names_what_is_missing_in_the_order_of_the_pages() -> None:
    assert wrong(posted({"purpose": "new", "submitter_role": "parent"})) == [
        *("student_name", "branch", "contact_name", "contact_relationship", "contact_phone"),
        *("date_of_birth", "course_interest", "lesson_mode", "level", "preferred_slots", "contact_channel"),
        *("policy_ack", "consent_privacy"),
    ]


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        (lambda: alone(FIFTEEN), [*pages.GUARDIAN, "emergency_name", "emergency_phone"]),
        (lambda: alone(SIXTEEN), []),
        (lambda: alone(FIFTEEN, **GUARDIAN), ["emergency_name", "emergency_phone"]),
        (lambda: alone(FIFTEEN, **GUARDIAN, guardian2_name="Bà Tư"), ["guardian2_phone"]),
        (lambda: alone(FIFTEEN, **GUARDIAN, guardian2_name="Bà Tư", guardian2_phone="0903 111 333"), []),
        (lambda: new(FIFTEEN, guardian2_phone="0903 111 333"), ["guardian2_name"]),
        (lambda: new(SIX, emergency_name=None), ["emergency_name"]),
        (lambda: new(address_line="12 Lê Lợi"), ["province"]),
        (lambda: new(address_line="12 Lê Lợi", province="79"), []),
        (lambda: new(ward="Tân Hưng"), []),
        (lambda: new(health_note="Hen nhẹ"), ["consent_health"]),
        (lambda: new(health_note="Hen nhẹ", consent_health="on"), []),
        (lambda: new(SIX, consent_media="yes"), []),
        (lambda: new(SEVEN, consent_media="yes"), ["consent_media_child"]),
        (lambda: new(SEVEN, consent_media="yes", consent_media_child="on"), []),
        (lambda: new(SEVEN, consent_media="internal"), []),
        (lambda: new(invoice_wanted="on"), list(COMPANY)),
        (lambda: new(invoice_wanted="on", **COMPANY), []),
    ],
)
def test_age_and_other_answers_decide_what_is_asked(form: Any, missing: list[str]) -> None:
    assert wrong(form()) == missing


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (lambda: new(**GUARDIAN), "guardian_name"),
        (lambda: new(SIXTEEN), "emergency_name"),
        (lambda: new(TWELVE, pickup_people="Bà nội"), "pickup_people"),
        (lambda: new(SIX, consent_media="yes", consent_media_child="on"), "consent_media_child"),
        (lambda: new(consent_media="no", consent_media_child="on"), "consent_media_child"),
        (lambda: new(prior_study="Faber 1"), "prior_study"),
        (lambda: new(referral="google", referral_name="Chị Tâm"), "referral_name"),
        (lambda: new(**COMPANY), "invoice_name"),
        (lambda: new(consent_health="on"), "consent_health"),
        (lambda: changed(nickname="Bon", start_date_day="x", course_interest="P24"), "course_interest"),
    ],
)
def test_what_nobody_asked_for_is_not_kept(form: Any, name: str) -> None:
    form = form()
    assert wrong(form) == []
    assert name not in form.answers()


@pytest.mark.parametrize(
    "given",
    [
        {"pickup_people": "Bà nội, 0903 111 222"},
        {"level": "y1_3", "prior_study": "Faber 1"},
        {"referral": "friend", "referral_name": "Chị Tâm"},
        {"student_phone": "0903 111 222"},
        {"goal": ["hobby", "exam"]},
        {"photo": []},
    ],
)
def test_what_was_asked_for_is_kept(given: dict[str, Any]) -> None:
    form = new(ELEVEN, **given)
    assert wrong(form) == []
    assert set(given) - {"photo"} <= set(form.answers())


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (boxes("date_of_birth", date(2026, 8, 22)), "date_of_birth"),
        (boxes("date_of_birth", date(2025, 8, 21)), "date_of_birth"),
        (boxes("date_of_birth", date(1926, 8, 20)), "date_of_birth"),
        ({"date_of_birth_day": "29", "date_of_birth_month": "2", "date_of_birth_year": "2015"}, "date_of_birth"),
        ({"emergency_phone": "+84 (0)912 345 678"}, "emergency_phone"),
        ({"student_phone": "0162 345 6789"}, "student_phone"),
        ({"course_interest": "GONE"}, "course_interest"),
        ({"province": "99"}, "province"),
        ({"start_date_day": "20", "start_date_month": "8", "start_date_year": "2026"}, "start_date"),
        ({"start_date_day": "1", "start_date_month": "6", "start_date_year": "2027"}, "start_date"),
        (slot(1, "sat", "11:00", "09:00"), "preferred_slots"),
        ({"nickname": "x" * 41}, "nickname"),
        ({"health_note": "x" * 501, "consent_health": "on"}, "health_note"),
        ({"emergency_name": "🎹🎹"}, "emergency_name"),
        ({"purpose": "other"}, "purpose"),
        *[({"invoice_wanted": "on", **COMPANY, "invoice_tax_code": code}, "invoice_tax_code") for code in ("123", "x")],
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, str], name: str) -> None:
    assert name in wrong(new(**given))


@pytest.mark.parametrize("code", ["0312345678", "0312345678-001", "079203012345"])
def test_all_kinds_of_tax_codes_are_taken(code: str) -> None:
    assert wrong(new(invoice_wanted="on", **COMPANY | {"invoice_tax_code": code})) == []


def test_three_courses_are_the_most_and_are_kept_with_the_name_and_price_that_were_shown() -> None:
    for number in range(3):
        factories.product(sku=f"K{number}", name=f"Khoá {number}", price=1000)

    assert wrong(new(course_interest=["P24", "K0", "K1", "K2"])) == ["course_interest"]
    assert told(new(course_interest=["K0", "P24"]))["courses"] == [
        {"sku": "K0", "name": "Khoá 0", "price": 1000},
        {"sku": "P24", "name": "Piano 24 buổi", "price": 9_600_000},
    ]


def test_the_only_branch_is_taken_without_being_asked_for() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    form = new(branch=None)

    assert wrong(form) == []
    assert form.answers()["branch"] == "quan-7"


def test_between_two_branches_somebody_has_to_choose() -> None:
    factories.branch()
    factories.branch()
    assert wrong(new(branch=None)) == ["branch"]


def test_no_answer_about_pictures_means_no() -> None:
    assert told(new())["consent_media"] == "no"
    assert "consent_media" not in told(changed(nickname="Bon"))


def test_only_of_a_registration_an_empty_answer_about_pictures_is_said_to_mean_no() -> None:
    with translation.override("en"):
        hints = [str(form.fields["consent_media"].help_text) for form in (new(), changed(note="Mới"))]
    assert hints == [
        "You can take this back at any time. No answer means no",
        "You can take this back at any time",
    ]
    assert "consent_media" not in told(changed(note="Mới"))


def test_the_health_note_is_kept_apart() -> None:
    form = new(health_note="Hen nhẹ", consent_health="on")
    assert form.is_valid()
    assert form.sensitive() == {"health_note": "Hen nhẹ"}


@pytest.mark.parametrize("name", ["contact_phone", "emergency_phone", "student_phone", "guardian2_phone"])
def test_a_foreign_number_anywhere_is_flagged(name: str) -> None:
    form = new(guardian2_name="Bà Tư", **{"guardian2_phone": "0903 111 333", name: "+1 202 555 0100"})
    assert wrong(form) == []
    assert form.contact_flags() == [Flag.FOREIGN_PHONE]


def test_unusual_numbers_are_asked_about_each() -> None:
    form = new(emergency_phone="0112 345 678")
    assert form.is_valid()
    assert len(form.questions()) == 1


def test_the_emergency_number_is_somebody_elses() -> None:
    assert wrong(new(emergency_phone="+84 912 345 678")) == ["emergency_phone"]


@pytest.mark.parametrize(
    "given", [{"nickname": "Bon"}, {"note": "Số điện thoại mới"}, {"invoice_wanted": "on", **COMPANY}]
)
def test_an_update_says_what_has_changed_and_asks_nothing_else(given: dict[str, str]) -> None:
    assert wrong(changed(**given)) == []


def test_an_update_that_changes_nothing_is_not_taken() -> None:
    assert wrong(changed()) == ["note"]


def test_of_an_update_only_what_is_new_is_kept() -> None:
    form = changed(nickname="Bon", school_or_job="Trường Lê Lợi", **boxes("date_of_birth", SEVEN))
    form.earlier = {"nickname": "Bon", "school_or_job": "Trường cũ", "date_of_birth": "2019-08-21"}

    assert form.is_valid()
    assert form.changes() == {"school_or_job": "Trường Lê Lợi"}
    assert "nickname" not in form.answers()


def test_in_an_update_the_age_is_known_from_before() -> None:
    form = changed(consent_media="yes")
    assert wrong(form) == []
    form = changed(consent_media="yes")
    form.earlier = {"date_of_birth": "2015-03-27"}
    assert wrong(form) == ["consent_media_child"]


def test_a_decomposed_name_is_stored_composed() -> None:
    assert told(new(nickname="Be\u0301 An"))["nickname"] == "Bé An"


def test_there_are_34_provinces_and_none_twice() -> None:
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 34


@pytest.mark.parametrize(
    ("age", "keys"),
    [(None, ["who", "student", "parents", "course", "consents"]), (16, ["who", "student", "course", "consents"])],
)
def test_grown_ups_have_one_page_less(age: int | None, keys: list[str]) -> None:
    assert [step.key for step in pages.steps(is_new=True, age=age)] == keys


def test_every_question_stands_on_one_page() -> None:
    asked = [name for step in pages.NEW for name in step.fields]
    assert sorted(asked) == sorted(StudentInfoForm.base_fields)
    assert set(pages.UPDATE.fields) == set(asked) - set(pages.OF_NEW)
    assert {name for topic in pages.TOPICS for name in topic.fields} == set(pages.UPDATED)


def test_an_update_opens_the_topics_in_which_something_was_typed() -> None:
    form = changed(guardian2_name="Bà Tư")
    form.full_clean()
    assert [topic.fields for topic in form.topics() if topic.is_open] == [("guardian2_name", "guardian2_phone")]


@settings(max_examples=40)
@given(age=st.none() | st.integers(0, 99), is_new=st.booleans(), has_contact=st.booleans())
def test_nothing_that_is_required_is_hidden(age: int | None, is_new: bool, has_contact: bool) -> None:
    gone = pages.unasked(is_new=is_new, age=age, has_contact=has_contact)
    shown = {name for step in pages.steps(is_new=is_new, age=age) for name in step.fields}

    assert not gone & set(pages.WHO)
    assert not gone & set(pages.LAST)
    assert shown >= set(StudentInfoForm.base_fields) - gone - set(pages.OF_NEW)


def test_problems_are_told_in_the_readers_language() -> None:
    with translation.override("en"):
        assert [problem.message for problem in new(level=None).problems()] == ["Choose current level"]
