"""The confirmation: for the browser that sent the slip, and for nobody else."""

import re
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from pytest_django import Settings

from forms_intake.enums import DestinationKind
from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.forms_intake import delivery_rows
from tests.forms_intake.slip_pages import CHECK, FORM, boxes, fill_in, freeze, hidden, send, told

if TYPE_CHECKING:
    from tests.forms_intake.slip_pages import Response

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    freeze(monkeypatch)
    client.cookies["language"] = "en"


def confirmation(client: Client, **changes: Any) -> "Response":
    return client.get(send(client, **changes)["Location"])


def neutral(response: "Response") -> str:
    """The page without what differs between any two requests: the hidden inputs with token and way back."""
    assert response.status_code == 404
    return re.sub(r'<input type="hidden"[^>]*>', "", response.content.decode())


def test_the_sender_sees_reference_answers_and_promise(client: Client) -> None:
    shown = confirmation(client).content.decode()

    assert f'<dd class="code">{Submission.objects.get().reference}</dd>' in shown
    assert "Monday, 24/08/2026" in shown
    assert "By 15:32 today, 21/08/2026" in shown
    assert '<span class="num">0912\u00a0345\u00a0678</span>' in shown
    assert "11:32, 21/08/2026" in shown


def test_consequences_are_repeated(client: Client) -> None:
    response = confirmation(client, **boxes("lesson_date", date(2026, 8, 21)))
    assert told(response) == ["Notice of 5 hours (the rule is 24 hours)"]


def test_nothing_is_promised_that_is_not_there(client: Client) -> None:
    shown = confirmation(client, contact_email="an@gmail.com").content.decode()
    assert "an@gmail.com" not in shown
    assert "approved" not in shown


def test_a_copy_is_promised_where_one_is_sent(client: Client, settings: Settings) -> None:
    settings.SPAM_CHECKS = "none"
    delivery_rows.destination(kind=DestinationKind.EMAIL, config={})
    assert "A copy goes to an@gmail.com" in confirmation(client, contact_email="an@gmail.com").content.decode()
    assert "A copy goes to" not in confirmation(client).content.decode()


def test_one_press_leads_on_to_where_the_slip_is_followed(client: Client) -> None:
    shown = confirmation(client)
    way = f"/phieu/status/{Submission.objects.get().reference}/"
    assert f'href="{way}"' in shown.content.decode()
    assert client.get(way).status_code == 200


def test_another_browser_learns_nothing_not_even_whether_the_reference_exists(client: Client) -> None:
    way = send(client)["Location"]
    stranger = Client()
    stranger.cookies["language"] = "en"
    real, invented = stranger.get(way), stranger.get("/phieu/sent/NP-260821-0000/")

    assert neutral(real) == neutral(invented)
    assert "Nguyễn" not in real.content.decode()


@pytest.mark.parametrize("reference", ["x", "NP-260821-7K3F", "%ED%A0%80", "a" * 5000])
def test_no_reference_breaks_the_page(client: Client, reference: str) -> None:
    assert client.get(f"/phieu/sent/{reference}/").status_code == 404


def test_a_forged_or_foreign_cookie_opens_nothing(client: Client) -> None:
    way = send(client)["Location"]
    theirs = factories.submission().reference
    client.cookies["sent"] = theirs
    assert client.get(f"/phieu/sent/{theirs}/").status_code == 404

    client.cookies["sent"] = send(client).cookies["sent"].value
    assert client.get(f"/phieu/sent/{theirs}/").status_code == 404
    assert client.get(way).status_code == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_pages(client: Client) -> None:
    response = send(client)
    cookie = response.cookies["sent"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", response["Location"])
    assert cookie["max-age"] == 24 * 3600


def test_on_a_shared_device_the_confirmation_closes_after_minutes(client: Client) -> None:
    checked = client.post(CHECK + "?kiosk=1", fill_in(client))
    assert client.post(FORM + "?kiosk=1", hidden(checked)).cookies["sent"]["max-age"] == 60


@pytest.mark.parametrize(("query", "kept"), [("", 24 * 3600), ("?kiosk=1", 60)])
def test_the_server_itself_ends_the_right_to_read(
    client: Client, query: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = client.post(CHECK + query, fill_in(client))
    response = client.post(FORM + query, hidden(checked))
    start = time.time()

    monkeypatch.setattr("time.time", lambda: start + kept - 60)
    cookie = client.cookies["sent"].value
    assert Client(headers={"Cookie": f"sent={cookie}"}).get(response["Location"]).status_code == 200
    monkeypatch.setattr("time.time", lambda: start + kept + 60)
    assert Client(headers={"Cookie": f"sent={cookie}"}).get(response["Location"]).status_code == 404


def test_an_archived_slip_is_no_longer_shown(client: Client) -> None:
    way = send(client)["Location"]
    submission = Submission.objects.get()
    submission.archived_at, submission.archive_reason = clock.now(), "trùng"
    submission.save()

    assert client.get(way).status_code == 404


def test_the_confirmation_is_not_stored_by_browsers(client: Client) -> None:
    assert "no-store" in confirmation(client).headers["Cache-Control"]
