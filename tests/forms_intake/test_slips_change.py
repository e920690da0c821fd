"""The form of the change slip: what each kind asks for, what is refused, and what is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.enums import Role
from forms_intake.slips.change import ChangeForm
from school import clock
from tests import factories
from tests.forms_intake import change_answers as given
from tests.forms_intake.slip_pages import boxes

pytestmark = pytest.mark.django_db


def ahead(name: str, days: int) -> dict[str, str]:
    return boxes(name, clock.today() + timedelta(days=days))


def empty(name: str) -> dict[str, str]:
    return {f"{name}_{part}": "" for part in ("day", "month", "year")}


def errors(answers: dict[str, Any]) -> dict[str, str]:
    """The first error of each field, in English."""
    with translation.override("en"):
        form = given.form(answers)
        return {name: str(found[0]) for name, found in form.errors.items()}


def valid(answers: dict[str, Any]) -> ChangeForm:
    form = given.form(answers)
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize("answers", [given.schedule, given.once, given.teacher, given.course])
def test_each_kind_is_complete_without_the_others(answers: Any) -> None:
    assert errors(answers()) == {}


@pytest.mark.parametrize(
    ("answers", "missing", "sentence"),
    [
        (given.schedule, "change_kinds", "Choose at least one thing to change"),
        (given.schedule, "course_text", "Enter current class"),
        (given.schedule, "schedule_scope", "Choose one lesson, the fixed times or a while"),
        (given.once, "once_time", "Choose the time of the lesson to move"),
        (given.teacher, "current_teacher", "Choose current teacher"),
        (given.teacher, "teacher_reason", "Choose reason for another teacher"),
        (given.course, "current_course", "Choose current course"),
        (given.course, "wanted_course", "Choose wanted course"),
        (given.course, "course_reason", "Choose reason for another course"),
        (given.course, "difference_ack", "Tick to confirm the rule about different fees"),
    ],
)
def test_what_a_kind_needs_is_asked_for(answers: Any, missing: str, sentence: str) -> None:
    assert errors(answers(**{missing: None}))[missing] == sentence


@pytest.mark.parametrize(
    ("answers", "name", "sentence"),
    [
        (given.schedule() | given.slot("current_slot", "", "", ""), "current_slot", "Choose weekday, from and to of"),
        (given.schedule() | given.slot("new_slots", "", "", ""), "new_slots", "Choose at least one new time"),
        (given.schedule() | given.slot("new_slots", "tue"), "new_slots", "Slot 1 is the current time"),
        (
            given.schedule() | given.slot("new_slots", "tue", number=2),
            "new_slots",
            "Slot 2 is the current time, choose another one",
        ),
        (given.schedule(), "effective_date", "Enter the day from which the change holds"),
        (given.once(), "once_date", "Enter date of the lesson to move"),
        (given.schedule(schedule_scope="temporary"), "temporary_until", "Enter the last day of the change"),
    ],
)
def test_times_and_days_are_asked_for_by_name(answers: dict[str, Any], name: str, sentence: str) -> None:
    dates = {} if name.endswith(("slot", "slots")) else empty(name)
    assert errors(answers | dates)[name].startswith(sentence)


@pytest.mark.parametrize(
    ("name", "days", "is_fine"),
    [
        ("effective_date", -1, False),
        ("effective_date", 0, True),
        ("effective_date", 180, True),
        ("effective_date", 181, False),
    ],
)
def test_a_change_begins_from_today_within_half_a_year(name: str, days: int, is_fine: bool) -> None:
    assert (errors(given.teacher() | ahead(name, days)) == {}) is is_fine


@pytest.mark.parametrize(("days", "is_fine"), [(13, False), (14, False), (15, True), (104, True), (105, False)])
def test_a_while_ends_after_it_begins_and_within_ninety_days(days: int, is_fine: bool) -> None:
    found = errors(given.schedule(schedule_scope="temporary") | ahead("temporary_until", days))

    assert (found == {}) is is_fine
    assert found.keys() <= {"temporary_until"}


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True)])
def test_a_lesson_that_is_over_cannot_be_moved(days: int, is_fine: bool) -> None:
    assert ("once_date" not in errors(given.once() | ahead("once_date", days))) is is_fine


def test_whoever_moves_one_lesson_need_not_say_twice_when() -> None:
    form = valid(given.once() | empty("effective_date"))

    assert form.cleaned_data["effective_date"] == form.cleaned_data["once_date"] == form.key_date()


@pytest.mark.parametrize("typed", [ahead("effective_date", 20), empty("effective_date") | {"effective_date_day": "31"}])
def test_one_lesson_is_moved_from_its_own_day_whatever_else_was_typed(typed: dict[str, str]) -> None:
    form = valid(given.once() | typed)
    assert form.answers()["effective_date"] == form.answers()["once_date"]
    assert form.key_date() == form.cleaned_data["once_date"]


def test_with_another_change_the_first_day_is_needed_again() -> None:
    both = given.teacher() | given.once(change_kinds=["schedule", "teacher"]) | empty("effective_date")
    assert errors(both).keys() == {"effective_date"}


@pytest.mark.parametrize(
    ("chosen", "kept"), [("schedule", "new_slots"), ("teacher", "teacher_reason"), ("course", "wanted_course")]
)
def test_answers_of_a_kind_that_is_not_ticked_are_never_stored(chosen: str, kept: str) -> None:
    everything = given.schedule() | given.teacher() | given.course() | {"private_note": "Chỉ quản lý đọc"}
    found = valid(everything | {"change_kinds": [chosen]}).answers()

    others = {"new_slots", "current_slot", "schedule_scope", "teacher_reason", "current_teacher", "private_note"}
    others |= {"wanted_course", "current_course", "course_reason", "difference_ack"}
    fields = {"schedule": {"new_slots", "current_slot", "schedule_scope"}, "course": others & set(given.course())}
    fields["teacher"] = {"teacher_reason", "current_teacher", "private_note"}
    assert others & found.keys() == fields[chosen]
    assert kept in found


def test_errors_of_a_kind_that_is_not_ticked_keep_nobody() -> None:
    wrong = {"new_slots_1_weekday": "x", "once_time": "25:00", "wanted_course": "GONE", "private_note": "x" * 1001}
    assert errors(given.teacher() | given.schedule() | wrong | {"change_kinds": ["teacher"], "private_note": ""}) == {}


def test_a_block_inside_a_closed_block_is_closed_too() -> None:
    found = valid(given.once() | given.teacher()).answers()

    assert not {"schedule_scope", "once_date", "once_time", "new_slots"} & found.keys()


@pytest.mark.parametrize(("answers", "reason"), [(given.teacher, "teacher_reason"), (given.course, "course_reason")])
@pytest.mark.parametrize(("detail", "is_fine"), [(None, False), ("xa", False), ("xa quá", True), ("x" * 501, False)])
def test_another_reason_needs_words(answers: Any, reason: str, detail: str | None, is_fine: bool) -> None:
    assert (errors(answers(**{reason: "other"}, reason_detail=detail)) == {}) is is_fine
    assert errors(answers()) == {}


def test_a_private_note_may_be_long_and_is_the_only_answer_kept_apart() -> None:
    form = valid(given.teacher(private_note="Góp ý " * 166))

    assert form.sensitive() == {"private_note": form.cleaned_data["private_note"]}
    assert errors(given.teacher(private_note="x" * 1001)).keys() == {"private_note"}


class TestTeachers:
    """Wanted and current ones."""

    def test_the_wanted_teacher_is_another_one(self) -> None:
        ha = factories.user(Role.TEACHER, name="Cô Hà")
        same = {"current_teacher": str(ha.pk), "wanted_teacher": str(ha.pk)}

        assert errors(given.teacher(**same)) == {"wanted_teacher": "Choose another teacher than the current one"}

    def test_names_are_stored_as_they_were_shown(self) -> None:
        ha, minh = (factories.user(Role.TEACHER, name=name) for name in ("Cô Hà", "Thầy Minh"))
        found = valid(given.teacher(current_teacher=str(ha.pk), wanted_teacher=str(minh.pk))).answers()

        assert (found["current_teacher_name"], found["wanted_teacher_name"]) == ("Cô Hà", "Thầy Minh")

    def test_whoever_has_left_can_be_neither(self) -> None:
        gone = factories.user(Role.TEACHER, is_active=False)

        assert errors(given.teacher(wanted_teacher=str(gone.pk))).keys() == {"wanted_teacher"}

    def test_to_leave_the_choice_to_the_school_is_to_leave_it_empty(self) -> None:
        assert errors(given.teacher(wanted_teacher="unknown")).keys() == {"wanted_teacher"}
        assert "wanted_teacher_name" not in valid(given.teacher()).answers()


class TestCourses:
    """Names and prices of the catalogue."""

    def test_both_names_and_prices_are_stored_as_they_were_shown(self) -> None:
        factories.product(sku="P24", name="Piano 24 buổi", price=9_600_000)
        factories.product(sku="P36", name="Piano 36 buổi", price=12_000_000)
        found = valid(given.course(current_course="P24", wanted_course="P36")).answers()

        assert (found["current_course"], found["wanted_course"]) == ("P24", "P36")
        assert (found["current_course_name"], found["current_course_price"]) == ("Piano 24 buổi", 9_600_000)
        assert (found["wanted_course_name"], found["wanted_course_price"]) == ("Piano 36 buổi", 12_000_000)

    def test_the_list_says_what_each_course_costs(self) -> None:
        factories.product(sku="P24", name="Piano 24 buổi", price=9_600_000)

        assert ("P24", "Piano 24 buổi · 9.600.000đ") in given.form({}).fields["wanted_course"].choices  # type: ignore[attr-defined]  # a list

    def test_the_wanted_course_is_another_one(self) -> None:
        factories.product(sku="P24")
        found = errors(given.course(current_course="P24", wanted_course="P24"))

        assert found == {"wanted_course": "Choose another course than the current one"}

    @pytest.mark.parametrize("kind", ["book", "instrument"])
    def test_only_courses_can_be_chosen(self, kind: str) -> None:
        factories.product(sku="X", kind=kind)
        assert errors(given.course(wanted_course="X")).keys() == {"wanted_course"}

    def test_a_course_that_is_no_longer_sold_is_chosen_anew(self) -> None:
        factories.product(sku="P24", archived_at=clock.now(), archive_reason="x")
        assert errors(given.course(wanted_course="P24"))["wanted_course"] == "Choose wanted course"

    def test_whoever_saw_other_prices_sees_the_new_ones_first(self) -> None:
        course = factories.product(sku="P24", price=9_600_000)
        seen = {"prices_seen": given.form({}).prices_seen}
        course.price = 9_700_000
        course.save()

        assert errors(given.course(wanted_course="P24") | seen)["wanted_course"].startswith("Prices have changed")
        assert errors(given.teacher() | seen) == {}

    def test_prices_of_nobody_knows_which_page_are_looked_at_again(self) -> None:
        assert errors(given.course(prices_seen="")).keys() == {"wanted_course"}


def test_opening_the_form_asks_few_questions_however_many_there_are(django_assert_num_queries: Any) -> None:
    for _n in range(3):
        factories.user(Role.TEACHER), factories.product(), factories.branch()

    # Branches, teachers, courses.
    with django_assert_num_queries(3):
        ChangeForm(policy=given.POLICY)
