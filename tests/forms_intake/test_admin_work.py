"""The office deals with slips on their pages and in the list."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.admin import work as admin_work
from forms_intake.enums import Flag, WorkStatus
from forms_intake.models import Submission
from forms_intake.work_rules import Verb
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("admin:forms_intake_submission_changelist")


@pytest.fixture
def ha(client: Client) -> User:
    """Signed in."""
    person = factories.user(Role.STAFF, name="cô Hà")
    client.force_login(person)
    return person


@pytest.fixture
def sent() -> Submission:
    return factories.submission()


def slip_page(sent: Submission) -> str:
    return reverse("admin:forms_intake_submission_change", args=[sent.pk])


def deed(sent: Submission, verb: str) -> str:
    return reverse("admin:forms_intake_submission_work", args=[sent.pk, verb])


def post(client: Client, sent: Submission, verb: Verb, **given: Any) -> str:
    """The page that one sees after it."""
    answer = client.post(deed(sent, verb), {"seen": sent.revision} | given, follow=True)
    assert answer.status_code == 200
    sent.refresh_from_db()
    return " ".join(answer.content.decode().split())


def test_a_new_slip_offers_what_can_be_done_with_it(client: Client, ha: User, sent: Submission) -> None:
    page = client.get(slip_page(sent)).content.decode()
    offered = {verb for verb in Verb if deed(sent, verb) in page}
    assert offered == {Verb.TAKE, Verb.APPROVE, Verb.DECLINE, Verb.NEEDS_INFO, Verb.WITHDRAW}


def test_taking_approving_and_finishing_need_one_press_each(client: Client, ha: User, sent: Submission) -> None:
    for verb, status in ((Verb.TAKE, "in_review"), (Verb.APPROVE, "approved"), (Verb.DONE, "done")):
        page = post(client, sent, verb)
        assert sent.work_status == status
        assert f"{sent.reference}: {WorkStatus(status).label}" in page
    assert sent.assignee == ha


def test_declining_asks_for_the_reason_and_does_nothing_without_one(client: Client, ha: User, sent: Submission) -> None:
    assert "<textarea" in client.get(deed(sent, Verb.DECLINE)).content.decode()
    with translation.override("vi"):
        assert gettext("Enter the reason. The sender reads it.") in post(client, sent, Verb.DECLINE, reason=" ")
    assert sent.work_status == WorkStatus.RECEIVED
    assert "hết &lt;chỗ&gt;" in post(client, sent, Verb.DECLINE, reason="hết <chỗ>")
    assert (sent.work_status, sent.status_reason) == (WorkStatus.DECLINED, "hết <chỗ>")


def test_a_reason_that_is_too_long_is_kept_to_be_shortened(client: Client, ha: User, sent: Submission) -> None:
    page = post(client, sent, Verb.NEEDS_INFO, reason="dài " * 100)
    assert "dài dài" in page
    assert 'role="alert"' in page
    assert sent.work_status == WorkStatus.RECEIVED


def test_who_comes_too_late_reads_who_was_first(client: Client, ha: User, sent: Submission) -> None:
    work.approve(sent, by=factories.user(Role.STAFF, name="thầy Minh"))
    page = post(client, sent, Verb.APPROVE)
    assert "thầy Minh" in page
    assert sent.status_by != ha


def test_a_refused_reason_stays_in_its_box_and_goes_through_once_the_news_were_read(
    client: Client, ha: User, sent: Submission
) -> None:
    work.take(sent, by=factories.user(Role.STAFF, name="thầy Minh"))
    page = post(client, sent, Verb.DECLINE, reason="hết chỗ")
    assert "thầy Minh" in page
    assert "hết chỗ" in page
    assert f'name="seen" value="{sent.revision}"' in page
    post(client, sent, Verb.DECLINE, reason="hết chỗ")
    assert sent.work_status == WorkStatus.DECLINED


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²", "1.0"])
def test_a_press_that_saw_nothing_changes_nothing(client: Client, ha: User, sent: Submission, seen: str) -> None:
    post(client, sent, Verb.APPROVE, seen=seen)
    assert sent.work_status == WorkStatus.RECEIVED


def test_a_slip_in_other_hands_can_be_taken_over_with_a_word_about_it(
    client: Client, ha: User, sent: Submission
) -> None:
    sent = work.take(sent, by=factories.user(Role.STAFF, name="thầy Minh"))
    assert "thầy Minh" in client.get(slip_page(sent)).content.decode()
    assert "thầy Minh" in post(client, sent, Verb.TAKE)
    assert sent.assignee == ha
    assert deed(sent, Verb.TAKE) not in client.get(slip_page(sent)).content.decode()


def test_an_archived_slip_shows_its_status_and_no_buttons(client: Client, ha: User, sent: Submission) -> None:
    archive.archive(sent, by=ha, reason="trùng")
    page = client.get(slip_page(sent)).content.decode()
    assert 'id="work"' in page
    assert "/work/" not in page
    post(client, sent, Verb.APPROVE)
    assert sent.work_status == WorkStatus.RECEIVED


def test_what_is_done_at_once_has_no_page_of_its_own(client: Client, ha: User, sent: Submission) -> None:
    assert client.get(deed(sent, Verb.APPROVE)).headers["Location"] == slip_page(sent)
    sent.refresh_from_db()
    assert sent.work_status == WorkStatus.RECEIVED


@pytest.mark.parametrize(("pk", "verb"), [(0, "approve"), (None, "burn")])
def test_what_does_not_exist_is_not_found(
    client: Client, ha: User, sent: Submission, pk: int | None, verb: str
) -> None:
    address = reverse("admin:forms_intake_submission_work", args=[sent.pk if pk is None else pk, verb])
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_else_comes_near(client: Client, sent: Submission, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.post(deed(sent, Verb.APPROVE), {"seen": 0}).status_code in {302, 403, 404}
    sent.refresh_from_db()
    assert sent.work_status == WorkStatus.RECEIVED


def test_the_view_itself_lets_nobody_else_in(rf: RequestFactory, sent: Submission) -> None:
    request = rf.post("/")
    request.user = factories.user(Role.TEACHER)
    with pytest.raises(PermissionDenied):
        admin_work.page(request, sent.pk, "approve")


@pytest.mark.parametrize(("role", "may"), [(Role.STAFF, False), (Role.ADMIN, True)])
def test_a_hold_longer_than_the_rules_is_approved_by_the_management_only(
    client: Client, sent: Submission, role: Role, may: bool
) -> None:
    Submission.objects.filter(pk=sent.pk).update(flags=[Flag.HOLD_TOO_LONG])
    client.force_login(person := factories.user(role))
    page = client.get(slip_page(sent))
    assert gettext("This hold is longer than the rules allow: the management approves it.") in page.content.decode()
    assert (deed(sent, Verb.APPROVE) in page.content.decode()) is may
    post(client, sent, Verb.APPROVE)
    assert (sent.work_status == WorkStatus.APPROVED, sent.status_by == person) == (may, may)


def test_taking_over_is_offered_last(client: Client, ha: User, sent: Submission) -> None:
    work.take(sent, by=factories.user(Role.STAFF))
    page = client.get(slip_page(sent)).content.decode()
    assert page.index(deed(sent, Verb.APPROVE)) < page.index(deed(sent, Verb.TAKE))


def test_too_many_at_once_are_not_taken(client: Client, ha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_work, "MOST_AT_ONCE", 2)
    rows = [factories.submission().pk for _ in range(3)]
    page = client.post(LIST, {"action": "take_selected", "_selected_action": rows}, follow=True).content.decode()
    assert "Chọn nhiều nhất 2 dòng." in page
    assert not Submission.objects.filter(assignee=ha).exists()


def test_several_are_taken_from_the_list_and_those_in_other_hands_stay_there(client: Client, ha: User) -> None:
    free, others = factories.submission(), factories.submission()
    work.take(others, by=factories.user(Role.STAFF, name="thầy Minh"))
    given = {"action": "take_selected", "_selected_action": [free.pk, others.pk]}
    page = client.post(LIST, given, follow=True).content.decode()
    assert "thầy Minh" in page
    assert set(Submission.objects.filter(assignee=ha)) == {free}


def test_more_refusals_than_anybody_reads_are_counted(client: Client, ha: User) -> None:
    rows = [work.approve(factories.submission(), by=factories.user(Role.STAFF)) for _ in range(7)]
    given = {"action": "take_selected", "_selected_action": [row.pk for row in rows]}
    page = client.post(LIST, given, follow=True).content.decode()
    assert sum(f"{row.reference}: " in page for row in rows) == 5


def test_the_page_of_a_slip_costs_the_same_however_often_it_changed(
    client: Client, ha: User, sent: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent = work.take(sent, by=ha)
    with django_assert_max_num_queries(20):
        client.get(slip_page(sent))
