"""The deliveries page: its figures, filters and list, and “Send again” for many."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Profile, User
from forms_intake.admin import deliveries
from forms_intake.deliveries import bulk
from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import Circuit, DeliveryState, DestinationKind, Outcome, ResendState
from forms_intake.hints import Hint
from forms_intake.models import BulkResend, Delivery, Destination, LarkApp
from tests import factories
from tests.forms_intake.delivery_rows import delivery, destination

pytestmark = pytest.mark.django_db
LIST = reverse("admin:forms_intake_delivery_changelist")
ASK = reverse("admin:forms_intake_delivery_send_again_filtered")
RESENDS = reverse("admin:forms_intake_bulkresend_changelist")


@pytest.fixture
def clerk() -> User:
    return factories.user(Role.STAFF)


@pytest.fixture
def office(client: Client, clerk: User) -> Client:
    """Somebody who reads English."""
    Profile.objects.update_or_create(user=clerk, defaults={"language": "en"})
    client.force_login(clerk)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def listed(office: Client, **filters: Any) -> set[int]:
    page: Any = office.get(LIST, filters)
    return {row.pk for row in page.context_data["cl"].result_list}


# ---- What stands above the list ----


def test_the_page_counts_what_stands_where(office: Client) -> None:
    group = destination(name="Nhóm quản lý")
    for state in DeliveryState:
        delivery(state, to=group)
    page: Any = office.get(LIST)
    counts = {count.name: count.number for count in page.context_data["counts"]}
    assert counts == {"due": 2, "sending": 1, "waiting": 1, "parked": 0, "held": 0, "failed": 1, "sent_today": 1}
    assert "Nhóm quản lý" in text(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Working"),
        ({"is_active": False}, "Switched off"),
        ({"paused_at": timezone.now()}, "Paused since"),
        ({"parked_until": timezone.now() + timedelta(hours=1)}, "Lark asked for a pause, until"),
        ({"circuit": Circuit.OPEN, "circuit_error": Hint.KEYWORDS, "probe_at": timezone.now()}, "certain keywords"),
    ],
)
def test_each_destination_says_in_words_how_it_stands(office: Client, fields: dict[str, Any], words: str) -> None:
    destination(**fields)
    assert words in text(office.get(LIST))


def test_the_calls_of_an_app_stand_beside_its_quota(office: Client) -> None:
    LarkApp.objects.create(name="Sổ phiếu", app_id="cli_1", monthly_quota=10)
    LarkApp.objects.create(name="Không giới hạn", app_id="cli_2", monthly_quota=None)
    page = text(office.get(LIST))
    assert "Sổ phiếu" in page
    assert "without end" in page


def test_a_quota_that_is_used_up_is_said_of_its_places_and_of_the_app(office: Client) -> None:
    """Although our own count, beside it, is far from the plan's end."""
    app = LarkApp.objects.create(name="App", app_id="cli_1", parked_until=timezone.now() + timedelta(days=9))
    destination(kind=DestinationKind.MESSAGE, app=app, parked_until=timezone.now() + timedelta(hours=1))
    page = text(office.get(LIST))
    assert "Monthly quota used up, waits until" in page
    assert "used up, says Lark" in page


def test_what_is_paused_on_purpose_is_counted_apart_from_what_must_be_mended(office: Client) -> None:
    delivery(DeliveryState.PENDING, to=destination(paused_at=timezone.now()))
    page: Any = office.get(LIST)
    counts = {count.name: (count.number, count.needs_care) for count in page.context_data["counts"]}
    assert (counts["paused"], counts["held"]) == ((1, False), (0, False))


def test_a_school_without_destinations_is_told_what_to_do(office: Client) -> None:
    assert "An administrator adds one" in text(office.get(LIST))


def test_the_page_costs_the_same_number_of_queries_however_much_there_is(office: Client) -> None:
    delivery()
    office.get(LIST)
    few = _queries(office)
    for _ in range(2):
        delivery(DeliveryState.WAITING)
    assert _queries(office) == few


def _queries(office: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        office.get(LIST, {"state": "dead"})
    return len(queries)


# ---- Filters ----


def test_each_filter_narrows_the_list(office: Client) -> None:
    first = delivery(to=destination(form_types=["leave-request"]))
    Destination.objects.update(is_active=False)
    app = LarkApp.objects.create(name="App", app_id="cli_1")
    second = delivery(DeliveryState.DELIVERED, to=destination(kind=DestinationKind.MESSAGE, app=app))
    asked: list[dict[str, Any]] = [
        {"state": "delivered"},
        {"destination": second.destination_id},
        {"kind": DestinationKind.MESSAGE},
        {"outcome": Outcome.OK},
    ]
    assert [listed(office, **filters) for filters in asked] == [{second.pk}] * 4
    assert listed(office, form_type="leave-request", purpose="create") == {first.pk, second.pk}
    assert listed(office, form_type="transfer") == set()


@pytest.mark.parametrize(
    "fields",
    [
        {"paused_at": timezone.now()},
        {"is_active": False},
        {"parked_until": timezone.now() + timedelta(hours=1)},
        {"circuit": Circuit.OPEN, "circuit_error": Hint.KEYWORDS, "probe_at": timezone.now()},
    ],
)
def test_what_waits_for_its_destination_says_so_and_is_found_by_that(office: Client, fields: dict[str, Any]) -> None:
    row, other = delivery(DeliveryState.PENDING), destination(form_types=["hold"])
    Destination.objects.exclude(pk=other.pk).update(**fields)
    assert (listed(office, state="parked"), listed(office, state="pending")) == ({row.pk}, set())
    assert "Waiting for the destination" in list_of(office)


def test_what_waits_for_the_months_quota_waits_for_its_destination(office: Client) -> None:
    app = LarkApp.objects.create(name="App", app_id="cli_1", parked_until=timezone.now() + timedelta(days=9))
    row = delivery(DeliveryState.PENDING, to=destination(kind=DestinationKind.MESSAGE, app=app))
    LarkApp.objects.update(parked_until=timezone.now() + timedelta(days=9))
    assert (listed(office, state="parked"), listed(office, state="pending")) == ({row.pk}, set())


def test_what_is_due_is_found_as_due(office: Client) -> None:
    row = delivery(DeliveryState.PENDING)
    assert (listed(office, state="parked"), listed(office, state="pending")) == (set(), {row.pk})


def list_of(office: Client) -> str:
    """The rows alone, without the figures and filters above them."""
    return text(office.get(LIST)).split('id="result_list"')[1]


def test_days_narrow_the_list_in_either_spelling(office: Client) -> None:
    row = delivery()
    Delivery.objects.update(created_at="2026-11-16T05:00:00Z")
    for since, found in [("2026-11-16", {row.pk}), ("16/11/2026", {row.pk}), ("17/11/2026", set())]:
        assert listed(office, since=since) == found


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "lost"},
        {"destination": "x"},
        {"destination": "9" * 30},
        {"since": "tomorrow"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-11-20", "until": "2026-11-16"},
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence_and_an_empty_list(
    office: Client, filters: dict[str, str]
) -> None:
    delivery()
    page = office.get(LIST, filters)
    assert (page.status_code, listed(office, **filters)) == (200, set())
    assert "deliveries__error" in text(page)


def test_the_list_is_searched_by_its_slips(office: Client) -> None:
    row = delivery()
    delivery(to=row.destination)
    assert listed(office, q=row.submission.reference) == {row.pk}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, None])
@pytest.mark.parametrize("page", [LIST, ASK, RESENDS])
def test_the_pages_are_closed_to_everybody_else(client: Client, role: Role | None, page: str) -> None:
    if role:
        client.force_login(factories.user(role))
    assert client.get(page).status_code in {302, 403}


# ---- Send again: a selection ----


def test_a_selection_is_sent_again_and_what_was_not_given_up_is_left_alone(office: Client) -> None:
    dead = delivery()
    sent = delivery(DeliveryState.DELIVERED, to=dead.destination)
    page = office.post(LIST, {"action": "send_again", "_selected_action": [dead.pk, sent.pk]}, follow=True)
    assert "1 delivery is sent again." in text(page)
    assert "1 was not given up, so it stays as it is." in text(page)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.DELIVERED


def test_more_than_can_be_done_at_once_is_asked_about_first(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "_MOST_AT_ONCE", 1)
    rows = [delivery(), delivery()]
    given = {"action": "send_again", "_selected_action": [row.pk for row in rows]}
    assert office.post(f"{LIST}?state=dead", given).headers["Location"] == f"{ASK}?state=dead"
    assert set(Delivery.objects.filter(pk=rows[0].pk).values_list("state", flat=True)) == {DeliveryState.DEAD}


# ---- Send again: a filter ----


def test_the_list_of_what_was_given_up_offers_to_send_all_of_it_again(office: Client) -> None:
    row = delivery()
    filters: dict[str, Any] = {"state": "dead", "destination": row.destination_id}
    assert f"{ASK}?state=dead&amp;destination={row.destination_id}" in text(office.get(LIST, filters))
    others: list[dict[str, str]] = [
        {},
        {"state": "delivered"},
        {"state": "dead", "q": "NP"},
        {"state": "dead", "kind": "base"},
    ]
    for other in others:
        assert f'href="{ASK}' not in text(office.get(LIST, other))


def test_the_question_names_the_filter_and_the_number(office: Client) -> None:
    row = delivery(to=destination(name="Nhóm quản lý"))
    delivery()
    given: dict[str, Any] = {"destination": row.destination_id, "since": "16/11/2020", "form_type": "leave-request"}
    page = text(office.get(ASK, given))
    for words in ["Send 1 delivery again", "Nhóm quản lý", "16/11/2020"]:
        assert words in page


def test_yes_starts_one_and_leads_to_its_progress(office: Client, clerk: User) -> None:
    row = delivery()
    answer = office.post(ASK, {"destination": row.destination_id})
    resend = BulkResend.objects.get()
    assert answer.headers["Location"] == reverse("admin:forms_intake_bulkresend_change", args=[resend.pk])
    assert (resend.created_by, resend.total, resend.state) == (clerk, 1, ResendState.RUNNING)


def test_a_double_click_starts_one(office: Client) -> None:
    delivery()
    answers = [office.post(ASK, {}).headers["Location"] for _ in range(2)]
    assert len(set(answers)) == BulkResend.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_that_fits_is_said_and_nothing_started(office: Client, method: str) -> None:
    delivery(DeliveryState.DELIVERED)
    page = getattr(office, method)(ASK, {}, follow=True)
    assert "nothing to send again" in text(page)
    assert not BulkResend.objects.exists()


def test_a_mistaken_filter_is_not_taken_for_all(office: Client) -> None:
    delivery()
    page = office.post(ASK, {"since": "tomorrow"}, follow=True)
    assert "Put the filters right first" in text(page)
    assert not BulkResend.objects.exists()


def test_whoever_has_lost_the_right_meanwhile_starts_nothing(office: Client, clerk: User) -> None:
    delivery()
    assert office.get(ASK).status_code == 200
    User.objects.filter(pk=clerk.pk).update(role=Role.TEACHER)
    assert office.post(ASK, {}).status_code == 403
    assert not BulkResend.objects.exists()


# ---- How far it is ----


@pytest.fixture
def resend(clerk: User) -> BulkResend:
    row = delivery(to=destination(name="Nhóm quản lý"))
    return bulk.start(Criteria(destination=row.destination_id), by=clerk)


def progress(resend: BulkResend) -> str:
    return reverse("admin:forms_intake_bulkresend_change", args=[resend.pk])


def test_the_progress_page_shows_how_far_it_is_and_stops_it(office: Client, resend: BulkResend) -> None:
    page = text(office.get(progress(resend)))
    for words in ["Nhóm quản lý", "0 of 1 sent again", "Running", f'content="resend:{resend.pk}"']:
        assert words in page
    office.post(reverse("admin:forms_intake_bulkresend_cancel", args=[resend.pk]))
    page = text(office.get(progress(resend)))
    assert "Cancel the rest" not in page
    assert "Cancelled" in page


def test_what_is_over_cannot_be_stopped_and_says_so(office: Client, resend: BulkResend) -> None:
    bulk.work_off(resend.pk)
    page = office.post(reverse("admin:forms_intake_bulkresend_cancel", args=[resend.pk]), follow=True)
    assert "It was over already." in text(page)
    assert "1 of 1 sent again" in text(page)


def test_those_of_the_past_are_listed_in_a_constant_number_of_queries(
    office: Client, clerk: User, resend: BulkResend
) -> None:
    office.get(RESENDS)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = text(office.get(RESENDS))
        counted.append(len(queries))
        for _ in range(2):
            BulkResend.objects.create(created_by=clerk, criteria=resend.criteria, total=1)
    assert "Nhóm quản lý" in page
    assert counted[0] == counted[1]


def test_nobody_adds_changes_or_deletes_one_by_hand(office: Client, resend: BulkResend) -> None:
    for verb, arguments in (("add", []), ("delete", [resend.pk])):
        assert office.post(reverse(f"admin:forms_intake_bulkresend_{verb}", args=arguments)).status_code == 403
