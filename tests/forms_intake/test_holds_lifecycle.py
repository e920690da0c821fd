"""The life of a hold: what the office says on its slip, an extension, a return."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import office_tasks, personal, policies, work
from forms_intake.enums import Flag, FormType, HoldState, TaskKind, WorkStatus
from forms_intake.holds import lifecycle
from forms_intake.models import Hold, Submission, Task
from forms_intake.work import Refused
from school import archive
from tests import factories
from tests.forms_intake import hold_answers
from tests.forms_intake.hold_answers import PHONE, approved, clerk, leave, sent
from tests.forms_intake.slip_pages import freeze

pytestmark = pytest.mark.django_db
TODAY, SOON = date(2026, 8, 21), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


@pytest.fixture
def ha() -> User:
    return clerk()


def hold() -> Hold:
    return Hold.objects.get()


def dates(found: Hold) -> tuple[date, date, date]:
    return found.starts_on, found.ends_on, found.returns_on


def refusal(verb: str, by: User, **given: object) -> str:
    with translation.override("en"), pytest.raises(Refused) as refused:
        getattr(lifecycle, verb)(hold(), by=by, **given)
    return str(refused.value)


def test_a_slip_that_waits_has_no_hold() -> None:
    sent(SOON)
    assert not Hold.objects.exists()


def test_approval_starts_the_hold_with_the_dates_of_the_slip(ha: User) -> None:
    approved(SOON, by=ha)
    assert dates(hold()) == (SOON, date(2026, 9, 30), date(2026, 10, 1))
    assert (hold().state, hold().changed_by) == (HoldState.PLANNED, ha)


def test_a_hold_from_today_on_runs_at_once() -> None:
    approved(TODAY)
    assert hold().state == HoldState.ACTIVE


def tasks() -> list[tuple[str, date]]:
    return list(Task.objects.filter(done_at=None).values_list("kind", "due_on"))


@pytest.mark.parametrize(
    ("start", "day", "due"), [(SOON, date(2026, 9, 30), SOON), (SOON, date(2026, 10, 1), None), (TODAY, SOON, TODAY)]
)
def test_leaves_inside_a_hold_are_given_to_the_office_to_close(start: date, day: date, due: date | None) -> None:
    leave(day)
    approved(start, contact_phone=PHONE)
    assert tasks() == ([(TaskKind.HOLD_LEAVES, due)] if due else [])


def test_an_extension_finds_the_leaves_of_the_days_it_adds(ha: User) -> None:
    leave(date(2026, 10, 5))
    slip = approved(SOON, contact_phone=PHONE)
    assert tasks() == []
    lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason="Gia đình xin thêm")
    assert tasks() == [(TaskKind.HOLD_LEAVES, SOON)]
    work.change(slip, to=WorkStatus.IN_REVIEW, by=ha)
    assert tasks() == []


def test_approving_another_slip_starts_nothing() -> None:
    work.approve(factories.submission(), by=clerk())
    assert not Hold.objects.exists()


def test_a_slip_without_dates_can_be_approved_all_the_same() -> None:
    slip = factories.submission(form_type=FormType.HOLD, payload={"note": "ghi chú"})
    assert work.approve(slip, by=clerk()).work_status == WorkStatus.APPROVED
    assert not Hold.objects.exists()


@pytest.mark.parametrize("to", [WorkStatus.IN_REVIEW, WorkStatus.WITHDRAWN])
def test_what_takes_the_approval_back_cancels_the_hold_and_its_tasks(ha: User, to: WorkStatus) -> None:
    slip = approved(SOON)
    office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=SOON)
    work.change(slip, to=to, by=ha)
    assert hold().state == HoldState.CANCELLED
    assert Task.objects.get().done_by == ha


def test_finishing_the_slip_leaves_the_hold_alone(ha: User) -> None:
    work.change(approved(SOON), to=WorkStatus.DONE, by=ha)
    assert hold().state == HoldState.PLANNED


def test_approved_again_it_goes_on_with_the_dates_that_held_before(ha: User) -> None:
    slip = approved(SOON)
    lifecycle.extend(hold(), until=date(2026, 11, 15), by=ha, reason="Gia đình xin thêm")
    work.change(slip, to=WorkStatus.IN_REVIEW, by=ha)
    work.approve(slip, by=ha)
    assert dates(hold()) == (SOON, date(2026, 11, 15), date(2026, 11, 16))
    assert hold().state == HoldState.PLANNED


def test_a_student_who_is_back_stays_back_whatever_becomes_of_the_slip(ha: User) -> None:
    slip = approved(TODAY)
    lifecycle.returned(hold(), by=ha)
    work.change(slip, to=WorkStatus.IN_REVIEW, by=ha)
    work.approve(slip, by=ha)
    assert hold().state == HoldState.RETURNED


def test_an_extension_moves_the_return_to_the_day_after(ha: User) -> None:
    approved(SOON)
    moved = lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason=" Còn  điều trị ")
    assert dates(moved) == (SOON, date(2026, 10, 31), date(2026, 11, 1))
    assert (hold().reason, hold().changed_by) == ("Còn điều trị", ha)
    assert Flag.HOLD_TOO_LONG not in Submission.objects.get().flags


def test_an_extension_beyond_the_rules_is_flagged(ha: User) -> None:
    approved(SOON)
    lifecycle.extend(hold(), until=date(2026, 12, 1), by=ha, reason="Đi xa")
    assert Flag.HOLD_TOO_LONG in Submission.objects.get().flags


def test_the_rules_are_those_that_the_sender_saw(ha: User) -> None:
    slip = approved(SOON)
    policies.revise(FormType.HOLD, {"hold_max_months": 12}, by=None)
    lifecycle.extend(hold(), until=date(2026, 12, 1), by=ha, reason="Đi xa")
    slip.refresh_from_db()
    assert Flag.HOLD_TOO_LONG in slip.flags


def test_an_extension_makes_what_was_to_be_done_needless_and_tells_lark(ha: User) -> None:
    slip = approved(SOON)
    office_tasks.open_once(slip, TaskKind.HOLD_LAPSED, due_on=SOON)
    before = Submission.objects.get().revision
    lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason="Đi xa")
    assert Task.objects.get().done_at
    assert Submission.objects.get().revision == before + 1


def test_an_extension_brings_a_lapsed_course_back_to_life(ha: User) -> None:
    approved(TODAY)
    Hold.objects.update(state=HoldState.LAPSED)
    assert lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason="Đi xa").state == HoldState.ACTIVE


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 9, 30), "Choose a day after 30/09/2026."),
        (date(2026, 8, 1), "Choose a day after 30/09/2026."),
        (date(2027, 9, 2), "A hold lasts a year at most: choose 01/09/2027 or earlier."),
    ],
)
def test_an_extension_ends_later_than_the_hold_and_within_a_year(ha: User, until: date, words: str) -> None:
    approved(SOON)
    assert refusal("extend", ha, until=until, reason="Đi xa") == words
    assert hold().ends_on == date(2026, 9, 30)


def test_an_extension_does_not_end_in_the_past(ha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(TODAY - timedelta(days=40))
    assert refusal("extend", ha, until=TODAY - timedelta(days=1), reason="x") == "Choose a day after 20/08/2026."


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (" \u200b", "Enter the reason. Whoever looks at the hold later reads it."),
        ("x" * 301, "Shorten the reason to 300 characters, it has 301 now."),
    ],
)
def test_an_extension_needs_a_reason_that_can_be_read(ha: User, reason: str, words: str) -> None:
    approved(SOON)
    assert refusal("extend", ha, until=date(2026, 10, 31), reason=reason) == words


@pytest.mark.parametrize("state", [HoldState.CANCELLED, HoldState.RETURNED])
def test_what_is_over_is_not_extended(ha: User, state: HoldState) -> None:
    approved(SOON)
    Hold.objects.update(state=state)
    words = "This hold is over. Ask the family for a new slip."
    assert refusal("extend", ha, until=date(2026, 10, 31), reason="Đi xa") == words


def test_a_return_ends_the_hold_and_its_tasks_once(ha: User) -> None:
    slip = approved(TODAY)
    office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=SOON)
    lifecycle.returned(hold(), by=ha)
    lifecycle.returned(hold(), by=clerk())
    assert (hold().state, hold().changed_by) == (HoldState.RETURNED, ha)
    assert Task.objects.get().done_by == ha


def test_nobody_comes_back_from_a_cancelled_hold(ha: User) -> None:
    work.change(approved(SOON), to=WorkStatus.IN_REVIEW, by=ha)
    assert refusal("returned", ha).startswith("This hold was cancelled")


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_only_the_office_moves_and_ends_holds(role: Role) -> None:
    approved(SOON)
    stranger = factories.user(role)
    words = "You may look at slips, but not deal with them. Ask an administrator."
    assert refusal("extend", stranger, until=date(2026, 10, 31), reason="Đi xa") == words
    assert refusal("returned", stranger) == words


def test_nothing_is_done_about_an_archived_slip(ha: User) -> None:
    archive.archive(approved(SOON), by=ha, reason="Nhập nhầm")
    assert refusal("returned", ha) == "This slip is archived or deleted. Nothing can be done with it."


def test_every_change_is_written_down_with_who_and_why(ha: User) -> None:
    approved(SOON)
    lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason="Đi xa")
    events = apps.get_model("forms_intake", "HoldEvent")._default_manager.order_by("pgh_id")
    last = events.select_related("pgh_context").last()
    assert (last.ends_on, last.reason, last.pgh_context.metadata["user"]) == (date(2026, 10, 31), "Đi xa", ha.pk)
    assert events.count() == 2


def test_the_status_page_shows_the_dates_that_hold_now(ha: User) -> None:
    from forms_intake.slips.online import SLIPS

    show = SLIPS[hold_answers.HOLD].status_parts
    assert show
    assert show(sent(SOON)) == []
    slip = approved(SOON)
    lifecycle.extend(Hold.objects.get(submission=slip), until=date(2026, 10, 31), by=ha, reason="Đi xa")
    with translation.override("en"):
        rows = [row.value for row in show(slip)[0].rows]
    assert rows == ["Not begun", "Tuesday, 01/09/2026", "Saturday, 31/10/2026", "Sunday, 01/11/2026"]


def test_of_a_forgotten_family_only_the_dates_stay(ha: User) -> None:
    slip, person = approved(SOON), factories.user()
    Submission.objects.filter(pk=slip.pk).update(account=person)
    lifecycle.extend(hold(), until=date(2026, 10, 31), by=ha, reason="An phải mổ")
    personal.forget(person, "người-1")
    assert (hold().reason, hold().ends_on) == ("—", date(2026, 10, 31))
    assert not apps.get_model("forms_intake", "HoldEvent")._default_manager.exists()
