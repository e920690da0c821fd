"""The admin pages of slips."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from forms_intake.deliveries import engine
from forms_intake.enums import DeliveryState, Flag, LarkStatus
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Submission
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
LIST = reverse("admin:forms_intake_submission_changelist")


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(factories.user(Role.STAFF))
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    return client


def test_the_list_shows_where_each_slip_stands(office: Client) -> None:
    sent = factories.submission(flags=(Flag.LATE_NOTICE,))
    page = office.get(LIST).content.decode()
    for expected in [sent.reference, "Nguyễn Bảo An", "Báo muộn", "Cần xử lý"]:
        assert expected in page


@pytest.mark.parametrize("words", ["nguyen bao", "NGUYỄN", "5678", "0912 345 678", "reference"])
def test_the_list_finds_names_without_marks_numbers_and_references(office: Client, words: str) -> None:
    sent = factories.submission(contact_phone="+84912345678")
    factories.submission(student_name="Lê Minh Khoa", contact_name="Lê Văn Tám", contact_phone="+84987000111")
    words = sent.reference.lower() if words == "reference" else words
    page = office.get(LIST, {"q": words}).content.decode()
    assert sent.reference in page
    assert "Lê Minh Khoa" not in page


@pytest.mark.parametrize("words", ["%", "_", "'; drop table", "x" * 5000, "🎹"])
def test_no_search_breaks_the_list(office: Client, words: str) -> None:
    factories.submission()
    assert office.get(LIST, {"q": words}).status_code == 200


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.submission(branch=factories.branch())
    office.get(LIST)
    with django_assert_num_queries(QUERIES):
        office.get(LIST)
    for _ in range(2):
        factories.submission(branch=factories.branch())
    with django_assert_num_queries(QUERIES):
        office.get(LIST)


# Two of them for the banner: whether a worker looks after deliveries, and what is open. One for the bell.
QUERIES = 9


def test_a_slip_shows_its_answers_in_words_and_every_try(office: Client, lark: Lark) -> None:
    lark.destination(token="no-such-robot")
    sent = factories.submission()
    engine.pump(2)
    page = office.get(reverse("admin:forms_intake_submission_change", args=[sent.pk])).content.decode()
    for expected in ["Ốm, sức khoẻ", "Thứ Sáu, 21/08/2026", "19001", "dán", "Giáo vụ"]:
        assert expected in page


@pytest.fixture
def failed(lark: Lark) -> Submission:
    lark.destination(token="no-such-robot")
    sent = factories.submission()
    engine.pump(2)
    return sent


def test_what_to_do_stands_on_top_and_who_may_not_do_it_is_told_who_may(client: Client, failed: Submission) -> None:
    address = reverse("admin:forms_intake_submission_change", args=[failed.pk])
    pages = {}
    for role in (Role.STAFF, Role.ADMIN):
        client.force_login(factories.user(role))
        pages[role] = client.get(address).content.decode()
    assert "<p>Báo quản trị viên: Lark không" in pages[Role.STAFF]
    assert "<p>Lark không" in pages[Role.ADMIN]
    assert pages[Role.STAFF].index('role="alert"') < pages[Role.STAFF].index(failed.reference + "</div>")


def test_a_held_delivery_has_no_time_and_no_link_that_the_office_may_not_follow(
    office: Client, failed: Submission
) -> None:
    delivery = Delivery.objects.get()
    slip = office.get(reverse("admin:forms_intake_submission_change", args=[failed.pk])).content.decode()
    page = office.get(reverse("admin:forms_intake_delivery_change", args=[delivery.pk])).content.decode()
    assert "lần thử sau khi nơi nhận được sửa xong" in " ".join(slip.split())
    for machinery in ("/destination/", str(delivery.idempotency_key), "address<"):
        assert machinery not in page
    assert str(Hint.ADDRESS.label)[:30] in page


def test_a_slip_that_is_on_its_way_raises_no_alarm(office: Client) -> None:
    sent = factories.submission()
    Submission.objects.update(lark_status=LarkStatus.PENDING, lark_error="")
    page = office.get(reverse("admin:forms_intake_submission_change", args=[sent.pk])).content.decode()
    assert 'role="alert"' not in page


def test_the_list_says_whether_it_is_live(office: Client) -> None:
    page = office.get(LIST).content.decode()
    with translation.override("vi"):
        assert gettext("Live: changes appear by themselves") in page
    assert "work_status__exact" not in page


@pytest.mark.parametrize("verb", ["add", "delete"])
def test_nobody_adds_or_deletes_a_slip_by_hand(admin: Client, verb: str) -> None:
    sent = factories.submission()
    arguments = [] if verb == "add" else [sent.pk]
    assert admin.get(reverse(f"admin:forms_intake_submission_{verb}", args=arguments)).status_code == 403


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, None])
def test_the_list_is_closed_to_everybody_else(client: Client, role: Role | None) -> None:
    factories.submission()
    if role:
        client.force_login(factories.user(role))
    answer = client.get(LIST, follow=True)
    assert b"NP-" not in answer.content


def test_a_given_up_delivery_is_sent_again_from_the_list(office: Client, lark: Lark) -> None:
    lark.destination()
    factories.submission()
    Delivery.objects.update(state=DeliveryState.DEAD, next_attempt_at=None)
    given = {"action": "send_again", "_selected_action": [Delivery.objects.get().pk]}
    office.post(reverse("admin:forms_intake_delivery_changelist"), given)
    assert Delivery.objects.get().state == DeliveryState.PENDING


@pytest.mark.parametrize("model", ["forms_intake_delivery", "forms_intake_policy", "forms_intake_destination"])
def test_every_other_list_opens(admin: Client, lark: Lark, model: str) -> None:
    lark.destination()
    factories.submission()
    assert admin.get(reverse(f"admin:{model}_changelist")).status_code == 200
