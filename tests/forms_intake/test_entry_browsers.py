"""Slips in the browsers of other apps, on the tablet at the front desk, and from robots: the same for all five."""

import re
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from forms_intake import submissions
from forms_intake.enums import Flag, FormType, Source
from forms_intake.models import Submission
from forms_intake.slips.online import SLIPS
from school import clock
from tests import factories
from tests.forms_intake import change_answers, hold_answers, student_info_answers, transfer_answers
from tests.forms_intake.slip_pages import FORM, address, answers, errors, fill_in, freeze, hidden, hidden_lists

pytestmark = pytest.mark.django_db

BROWSERS = {
    "zalo": "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Zalo android/12100123",
    "facebook": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]",
    "messenger": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) [FBAN/MessengerForiOS;FBAV/450.0]",
    "lark": "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Lark/7.9.0",
}


def page(client: Client, path: str, app: str) -> str:
    return client.get(path, headers={"User-Agent": BROWSERS[app]}).content.decode()


@pytest.mark.parametrize(("app", "form_type"), list(zip(cycle(BROWSERS), FormType.values, strict=False)))
def test_a_slip_opens_no_window_and_downloads_nothing(client: Client, app: str, form_type: str) -> None:
    shown = page(client, address(form_type), app)
    assert re.findall(r'target="|window\.open|\sdownload[\s>=]|href="(?:intent|javascript):', shown) == []
    assert "<form" in shown


@pytest.mark.parametrize(("app", "path"), [("zalo", "/phieu/"), ("lark", "/")])
def test_the_ways_to_the_slips_open_no_window_either(client: Client, app: str, path: str) -> None:
    assert 'target="' not in page(client, path, app)


@pytest.mark.parametrize("app", BROWSERS)
def test_signing_in_offers_a_code_and_no_google(client: Client, settings: Settings, app: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "x", "secret": "y"}]}}
    shown = page(client, "/accounts/login/", app)
    assert ("/accounts/google/" in shown, "/accounts/login/code/" in shown) == (False, True)


@pytest.mark.parametrize("app", BROWSERS)
def test_the_app_that_a_slip_came_through_is_stored(client: Client, app: str) -> None:
    client.defaults["HTTP_USER_AGENT"] = BROWSERS[app]
    checked = client.post(FORM + "check/", fill_in(client))
    client.post(FORM, hidden(checked))
    assert Submission.objects.get().user_agent_class == app


@pytest.mark.parametrize("form_type", FormType.values)
def test_every_slip_has_the_trap_that_only_robots_see(client: Client, form_type: str) -> None:
    shown = client.get(address(form_type)).content.decode()
    trap = re.findall(r'<input[^>]*name="website"[^>]*>', shown)
    assert len(trap) == 1
    assert 'tabindex="-1"' in trap[0]


def complete(form_type: str) -> dict[str, Any]:
    """What a person answers on this slip."""
    match form_type:
        case FormType.STUDENT_INFO:
            return student_info_answers.registration(factories.product().sku)
        case FormType.TRANSFER:
            return transfer_answers.person()
        case FormType.HOLD:
            return hold_answers.answers()
        case FormType.CHANGE:
            return change_answers.schedule()
        case _:
            return answers()


@pytest.mark.parametrize(("trap", "seconds", "is_held"), [("", 10, False), ("http://", 10, True), ("", 2, True)])
@pytest.mark.parametrize("form_type", FormType.values)
def test_a_robot_is_held_back_on_every_slip_and_a_person_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch, form_type: str, trap: str, seconds: int, is_held: bool
) -> None:
    opened, given = clock.now(), complete(form_type)
    freeze(monkeypatch, opened)
    envelope = hidden(client.get(address(form_type)))
    freeze(monkeypatch, opened + timedelta(seconds=seconds))
    checked = client.post(address(form_type, "check"), envelope | given | {"website": trap})
    client.post(address(form_type), hidden_lists(checked))
    assert (Flag.POSSIBLE_SPAM in Submission.objects.get().flags) == is_held, errors(checked)


@pytest.mark.parametrize("form_type", FormType.values)
def test_every_slip_carries_its_signed_opening_time(client: Client, form_type: str) -> None:
    assert SLIPS[form_type].form_type == form_type
    assert {"started_at", "idempotency_key", "policy_version"} <= hidden(client.get(address(form_type))).keys()


def kiosk(client: Client) -> Any:
    """The confirmation on the tablet."""
    checked = client.post(FORM + "check/?kiosk=1&branch=quan-7", hidden(client.get(FORM + "?kiosk=1")) | answers())
    sent = client.post(FORM + "?kiosk=1&branch=quan-7", hidden(checked))
    assert sent["Location"].endswith("/?kiosk=1&branch=quan-7")
    return client.get(sent["Location"])


def test_the_front_desk_returns_to_an_empty_form_by_itself(client: Client) -> None:
    shown = kiosk(client).content.decode()
    again = f"{FORM}?kiosk=1&amp;branch=quan-7"
    assert f'<meta http-equiv="refresh" content="60;url={again}">' in shown
    assert f'href="{again}"' in shown


def test_the_front_desk_leads_nowhere_else(client: Client) -> None:
    shown = kiosk(client).content.decode().partition("<main")[2].partition("</main>")[0]
    assert "/phieu/status/" not in shown
    assert shown.count("btn--primary") == 1


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER, Role.STAFF])
def test_the_front_desk_ties_a_strangers_slip_to_nobody(client: Client, role: Role) -> None:
    """Somebody has stayed signed in on the tablet."""
    person = factories.user(role)
    client.force_login(person)
    kiosk(client)
    slip = Submission.objects.get()
    assert (slip.account, slip.source) == (None, Source.WEB)
    assert slip.student_name not in client.get(FORM).content.decode()


def test_the_front_desk_follows_slips_by_no_account(client: Client) -> None:
    person = factories.user()
    own = submissions.submit(factories.draft(), by=person, source=Source.WEB)
    client.force_login(person)
    at = f"/phieu/status/{own.reference}/"
    assert [client.get(at + query).status_code for query in ("", "?kiosk=1")] == [200, 404]


def test_the_front_desk_recalls_nothing_that_an_account_has_told(client: Client) -> None:
    person = factories.user()
    told = {"student_name": "Nguyễn Bảo An", "school_or_job": "Trường Lê Quý Đôn"}
    draft = factories.draft(form_type=FormType.STUDENT_INFO, payload=factories.PAYLOAD | told)
    submissions.submit(draft, by=person, source=Source.WEB)
    client.force_login(person)
    given = student_info_answers.update()
    at = "/phieu/student-info/edit/update/"
    pages = [client.post(at + query, given).content.decode() for query in ("", "?kiosk=1")]
    assert ["Lê Quý Đôn" in page for page in pages] == [True, False]


def test_ones_own_device_stays_on_the_confirmation(client: Client) -> None:
    checked = client.post(FORM + "check/", fill_in(client))
    shown = client.get(client.post(FORM, hidden(checked))["Location"]).content.decode()
    assert "http-equiv" not in shown
