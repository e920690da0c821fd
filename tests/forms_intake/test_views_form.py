"""The list of slips and the empty form."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from forms_intake import policies
from forms_intake.enums import FormType
from forms_intake.models import Policy
from forms_intake.slips import online
from school import clock
from tests import factories
from tests.forms_intake.slip_pages import FORM, hidden

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    response = client.get(FORM + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def hold_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The school takes holds by telephone only."""
    monkeypatch.delitem(online.SLIPS, "hold")


def test_all_slips_are_open_each_with_a_sentence(client: Client) -> None:
    listed = client.get("/phieu/").content.decode()

    assert [listed.count(f'href="/phieu/{form_type}/"') for form_type in FormType.values] == [1] * 5
    assert listed.count("028 3800 1234") == 1  # in the footer


@pytest.mark.usefixtures("hold_shut")
def test_a_slip_that_is_not_open_says_how_to_send_it(client: Client) -> None:
    listed = client.get("/phieu/").content.decode()

    assert 'href="/phieu/hold/"' not in listed
    assert listed.count("028 3800 1234") == 1 + 1  # and once in the footer


@pytest.mark.usefixtures("hold_shut")
@pytest.mark.parametrize("path", ["/phieu/nonsense/", "/phieu/hold/", "/phieu/nonsense/check/", "/phieu/hold/edit/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_slip_is_a_404_page_in_the_users_language(client: Client, path: str, language: str) -> None:
    client.cookies["language"] = language
    response = client.post(path) if "edit" in path else client.get(path)

    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()


def test_the_list_offers_open_branches_and_teachers_by_name_only(client: Client) -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    factories.branch(code="old", name="Cơ sở cũ", archived_at=clock.now(), archive_reason="đóng cửa")
    factories.branch(code="shut", name="Cơ sở đóng", is_active=False)
    factories.user(Role.TEACHER, name="Cô Hà", email="ha@school.test")
    factories.user(Role.TEACHER, name="", email="nameless@school.test")
    shown = page(client)

    assert '<option value="quan-7">Cơ sở Quận 7</option>' in shown
    assert "Cô Hà" in shown
    assert [word for word in ("Cơ sở cũ", "Cơ sở đóng", "@school.test") if word in shown] == []


def test_a_poster_chooses_the_branch(client: Client) -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    shown = page(client, "?branch=quan-7")

    assert '<option value="quan-7" selected>' in shown
    assert '<input type="hidden" name="entry_branch" value="quan-7">' in shown


@pytest.mark.parametrize("code", ["old", "nonsense", "%ED%A0%80", "'--", "unknown"])
def test_an_archived_or_unknown_branch_in_a_link_is_ignored(client: Client, code: str) -> None:
    factories.branch(code="old", archived_at=clock.now(), archive_reason="đóng cửa")
    shown = page(client, f"?branch={code}")

    assert '<input type="hidden" name="entry_branch" value="">' in shown


def test_the_rules_stand_on_the_page_with_the_numbers_in_force(client: Client) -> None:
    policies.revise(FormType.LEAVE_REQUEST, {"leave_notice_hours": 31, "makeup_expiry_days": 47}, by=None)
    client.cookies["language"] = "en"
    shown = page(client)

    assert "Give notice at least 31 hours ahead." in shown
    assert "within 47 days of the leave" in shown


def test_no_make_up_is_offered_where_the_policy_gives_none(client: Client) -> None:
    policies.revise(FormType.LEAVE_REQUEST, {"makeup_max_open": 0}, by=None)

    assert "makeup_" not in page(client)


def test_consents_are_not_ticked_beforehand(client: Client) -> None:
    shown = page(client)
    ticks = [line for line in shown.split("<input") if 'name="policy_ack"' in line or 'name="consent_privacy"' in line]

    assert len(ticks) == 2
    assert not any("checked" in tick for tick in ticks)


def test_only_the_office_may_fill_in_as_the_office(client: Client) -> None:
    assert 'value="staff"' not in page(client)

    client.force_login(factories.user(Role.STAFF))
    assert 'value="staff"' in page(client)


def test_opening_a_form_writes_no_rules_in_the_name_of_whoever_looks(client: Client) -> None:
    page(client)
    assert not Policy.objects.exists()


def test_every_opening_has_a_key_of_its_own(client: Client) -> None:
    assert hidden(client.get(FORM))["idempotency_key"] != hidden(client.get(FORM))["idempotency_key"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_costs_the_same_for_many_branches_and_teachers(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        factories.branch()
        factories.user(Role.TEACHER)

    with django_assert_num_queries(3):  # policy, branches, teachers
        page(client)


@pytest.mark.usefixtures("hold_shut")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_slip_that_is_not_open_gives_the_number_to_call(client: Client, language: str) -> None:
    client.cookies["language"] = language
    response = client.get("/phieu/hold/")
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]

    assert response.status_code == 404
    assert {"vi": "Phiếu này chưa mở trực tuyến", "en": "This slip is not open online yet"}[language] in main
    assert '<a class="num" href="tel:02838001234">028 3800 1234</a>.' in main
    assert 'href="/phieu/"' in main


@pytest.mark.usefixtures("hold_shut")
@pytest.mark.parametrize("path", ["", "check/", "edit/", "consequence/"])
def test_a_slip_that_is_not_open_takes_nothing(client: Client, path: str) -> None:
    assert client.post(f"/phieu/hold/{path}").status_code == 404


def test_a_shared_device_stores_neither_the_form_nor_what_was_typed(client: Client) -> None:
    response = client.get(FORM + "?kiosk=1")
    shown = response.content.decode().partition("<main")[2]

    assert response.headers["Cache-Control"] == "private, no-cache, no-store"
    assert set(re.findall(r'autocomplete="([^"]*)"', shown)) == {"off"}


def test_the_details_of_a_reason_are_not_called_optional(client: Client) -> None:
    client.cookies["language"] = "en"
    details = page(client).partition('data-shown-values="other"')[2].partition("</textarea>")[0]

    assert "Needed for “Reason: Other”" in details
    assert "(optional)" not in details


def test_without_javascript_the_page_warns_of_its_switches(client: Client) -> None:
    client.cookies["language"] = "en"
    warning = "Switching language or theme on this page empties the slip."

    assert warning in page(client).partition("<noscript>")[2].partition("</noscript>")[0]
    assert "<noscript>" not in page(client, "?kiosk=1")
    assert warning in page(client, "?kiosk=1")


def test_a_form_is_for_its_reader_alone(client: Client) -> None:
    assert client.get(FORM).headers["Cache-Control"] == "private, no-cache"
