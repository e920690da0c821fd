"""The delivery panel on a slip's page, and its buttons."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import Profile
from forms_intake.admin import deliveries_panel, deliveries_words
from forms_intake.deliveries import summary
from forms_intake.enums import Circuit, DeliveryState, DestinationKind, Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination
from tests import factories
from tests.forms_intake.delivery_rows import attempt, delivery, destination

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    """Somebody who reads English."""
    clerk = factories.user(Role.STAFF)
    Profile.objects.update_or_create(user=clerk, defaults={"language": "en"})
    client.force_login(clerk)
    return client


def slip_page(client: Client, row: Delivery) -> str:
    page = client.get(reverse("admin:forms_intake_submission_change", args=[row.submission_id]))
    return " ".join(page.content.decode().split())


def address(row: Delivery, verb: str) -> str:
    return reverse(f"admin:forms_intake_delivery_{verb}", args=[row.pk])


def test_every_try_is_told_with_time_length_answer_code_message_and_log_id(office: Client) -> None:
    row = delivery(DeliveryState.WAITING, to=destination(name="Nhóm quản lý"))
    attempt(row, code=99991400, message="request trigger frequency limit", log_id="20261121-LOG")
    page = slip_page(office, row)
    for expected in ["Nhóm quản lý", "99991400", "request trigger frequency limit", "20261121-LOG", "0,14 s"]:
        assert expected in page
    assert f'data-copy="#log-{row.tries.get().pk}"' in page


def test_a_try_that_may_have_arrived_says_so_and_one_under_way_has_no_length(office: Client) -> None:
    row = delivery(DeliveryState.LEASED)
    attempt(row, is_ambiguous=True)
    attempt(row, "")
    page = slip_page(office, row)
    assert page.count("<strong>may have arrived</strong>") == page.count("under way") == 1


def test_the_newest_try_stands_first_and_very_many_are_cut(office: Client) -> None:
    row = delivery(DeliveryState.WAITING)
    for number in range(deliveries_panel.MOST_TRIES + 2):
        attempt(row, message=f"message-{number}.", started_at=timezone.now() - timedelta(hours=40 - number))
    page = slip_page(office, row)
    assert page.index("message-31.") < page.index("message-2.")
    assert "message-1." not in page
    assert "2 earlier tries are not shown." in page


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (DeliveryState.DEAD, {"again", "cancel"}),
        (DeliveryState.WAITING, {"now", "cancel"}),
        (DeliveryState.PENDING, {"cancel"}),
        (DeliveryState.LEASED, set()),
        (DeliveryState.DELIVERED, set()),
        (DeliveryState.CANCELLED, set()),
    ],
)
def test_each_state_offers_what_makes_sense(office: Client, state: DeliveryState, buttons: set[str]) -> None:
    row = delivery(state)
    page = slip_page(office, row)
    assert {name for name in ("again", "now", "cancel") if f'id="{name}-{row.pk}"' in page} == buttons


def test_a_delivery_whose_sender_was_stopped_can_be_cancelled(office: Client) -> None:
    row = delivery(DeliveryState.LEASED)
    Delivery.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(hours=3))
    assert f'id="cancel-{row.pk}"' in slip_page(office, row)


def test_what_lark_itself_has_parked_cannot_be_tried_now(office: Client) -> None:
    row = delivery(DeliveryState.WAITING)
    Destination.objects.update(parked_until=timezone.now() + timedelta(hours=2))
    assert f'id="now-{row.pk}"' not in slip_page(office, row)


def test_the_panel_costs_the_same_number_of_queries_however_many_destinations_and_tries_there_are(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = destination()
    row = delivery(DeliveryState.WAITING, to=first)
    attempt(row)
    reader = factories.user(Role.STAFF)
    with django_assert_num_queries(2):
        deliveries_panel.shown(Delivery.objects.filter(submission=row.submission_id), reader)
    for _ in range(2):
        other = Delivery.objects.create(submission=row.submission, destination=destination())
        attempt(other)
        attempt(other)
    with django_assert_num_queries(2):
        deliveries_panel.shown(Delivery.objects.filter(submission=row.submission_id), reader)


def test_no_credential_stands_in_the_panel(office: Client) -> None:
    assert "robot-secret" not in slip_page(office, delivery())


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, None])
@pytest.mark.parametrize("verb", ["send_again", "try_now", "cancel"])
def test_the_buttons_are_the_offices(client: Client, role: Role | None, verb: str) -> None:
    row = delivery()
    if role:
        client.force_login(factories.user(role))
    assert client.post(address(row, verb), {"reason": "x"}).status_code in {302, 403}
    assert Delivery.objects.get().state == DeliveryState.DEAD


def test_a_given_up_delivery_is_sent_again_and_the_reader_comes_back_to_its_panel(office: Client) -> None:
    row = delivery()
    answer = office.post(address(row, "send_again"))
    slip = reverse("admin:forms_intake_submission_change", args=[row.submission_id])
    assert answer.headers["Location"] == f"{slip}#delivery-{row.pk}"
    assert Delivery.objects.get().state == DeliveryState.PENDING


def test_a_second_click_on_send_again_changes_nothing_and_says_so(office: Client) -> None:
    row = delivery()
    office.post(address(row, "send_again"))
    page = office.post(address(row, "send_again"), {"back": "delivery"}, follow=True)
    assert "nothing was changed" in page.content.decode()


def test_the_next_try_is_brought_forward(office: Client) -> None:
    row = delivery(DeliveryState.WAITING)
    office.post(address(row, "try_now"))
    assert Delivery.objects.due().get() == row


def test_a_refusal_is_told_in_a_sentence(office: Client) -> None:
    row = delivery(DeliveryState.DELIVERED)
    page = office.post(address(row, "cancel"), {"reason": "Phiếu gửi thử"}, follow=True).content.decode()
    assert "It has arrived meanwhile" in page


def test_a_cancelled_delivery_shows_its_reason_escaped(office: Client) -> None:
    row = delivery()
    office.post(address(row, "cancel"), {"reason": "<b>gửi thử</b>"})
    assert "&lt;b&gt;gửi thử&lt;/b&gt;" in slip_page(office, row)


@pytest.mark.parametrize("verb", ["send_again", "try_now", "cancel"])
def test_a_delivery_that_was_purged_meanwhile_is_not_found_and_no_address_answers_get(
    office: Client, verb: str
) -> None:
    gone = reverse(f"admin:forms_intake_delivery_{verb}", args=[404])
    assert (office.post(gone).status_code, office.get(gone).status_code) == (404, 405)


def test_a_deliverys_own_page_shows_the_panel_and_leads_to_its_slip(office: Client) -> None:
    row = delivery()
    page = office.get(reverse("admin:forms_intake_delivery_change", args=[row.pk])).content.decode()
    assert f'id="delivery-{row.pk}"' in page
    assert reverse("admin:forms_intake_submission_change", args=[row.submission_id]) in page


def test_the_buttons_of_a_deliverys_own_page_lead_back_there(office: Client) -> None:
    row = delivery()
    answer = office.post(address(row, "send_again"), {"back": "delivery"})
    assert answer.headers["Location"] == reverse("admin:forms_intake_delivery_change", args=[row.pk])


def shown(**fields: Any) -> Delivery:
    given = {"kind": DestinationKind.WEBHOOK} | fields.pop("destination", {})
    return Delivery(destination=Destination(**given), **fields)


def test_a_held_delivery_looks_like_a_failure_and_a_late_one_does_not() -> None:
    held = shown(state=DeliveryState.PARKED, destination={"circuit": Circuit.OPEN})
    assert deliveries_words.tone(held) == "fail"
    assert deliveries_words.tone(shown(state=DeliveryState.PARKED)) == "wait"


def test_a_simpler_card_and_columns_that_were_left_out_are_named() -> None:
    (simpler, columns) = deliveries_words.left_out(shown(card_level=1, left_out=["Điện thoại"]))
    assert "1" in simpler
    assert "Điện thoại" in columns
    assert deliveries_words.left_out(shown()) == []


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), ["0"]),
        (timedelta(seconds=5), ["5"]),
        (timedelta(hours=2, minutes=5, seconds=9), ["2", "5"]),
        (timedelta(days=3, seconds=1), ["3", "1"]),
    ],
)
def test_an_age_is_told_in_its_two_largest_units(span: timedelta, words: list[str]) -> None:
    assert [part for part in deliveries_words.age(span).split() if part.isdecimal()] == words


def test_a_delivery_tells_its_way_and_what_it_says() -> None:
    told = deliveries_words.about(shown(purpose=Purpose.UPDATE))
    assert str(Purpose.UPDATE.label) in told
    assert str(DestinationKind.WEBHOOK.label) in told


def test_why_it_was_given_up_stands_in_the_panel_but_not_once_it_has_arrived(office: Client) -> None:
    sentence = "Lark could not be reached for three days"
    assert sentence in slip_page(office, delivery(last_error=Hint.EXHAUSTED))
    sent = delivery(DeliveryState.DELIVERED, to=Destination.objects.get(), last_outcome=Outcome.OK)
    assert sentence not in slip_page(office, sent)


def test_a_slip_that_waits_for_a_paused_destination_is_no_fault(office: Client) -> None:
    row = delivery(DeliveryState.PENDING, to=destination(paused_at=timezone.now()))
    page = slip_page(office, row)
    assert "goes there by itself once it is resumed" in page
    assert "Lark: <strong>Paused</strong>" in page
    assert "Lark does not have this slip" not in page


def test_a_fault_is_told_although_another_destination_is_paused(office: Client) -> None:
    destination(paused_at=timezone.now())
    row = delivery(DeliveryState.PENDING)
    fault = {"circuit": Circuit.OPEN, "circuit_error": Hint.KEYWORDS, "probe_at": timezone.now()}
    Destination.objects.filter(pk=row.destination_id).update(**fault)
    with transaction.atomic():
        summary.refresh([row.submission_id])
    assert "certain keywords" in slip_page(office, row)


def test_two_deliveries_to_one_destination_are_told_apart_by_what_they_say(office: Client) -> None:
    row = delivery(DeliveryState.DELIVERED)
    page = slip_page(office, row)
    assert f'aria-labelledby="delivery-{row.pk}-name delivery-{row.pk}-about"' in page
    assert f'id="delivery-{row.pk}-about"' in page
