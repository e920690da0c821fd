"""Who gets in: by reference and digits, by a link, as the account that sent; everybody else learns nothing."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer, b62_encode
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms_intake.enums import Flag
from forms_intake.models import Submission
from forms_intake.status import links
from school import clock
from tests import factories
from tests.forms_intake.slip_pages import NOW, freeze
from tests.forms_intake.status_pages import LOOKUP, let_in, page, text

pytestmark = pytest.mark.django_db
PHONE, DIGITS = "+84912345678", "5678"


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["language"] = "en"


@pytest.fixture
def sent() -> Submission:
    return factories.submission(contact_phone=PHONE)


def tried(client: Client, reference: str, digits: str = DIGITS) -> tuple[int, str]:
    """Status and words of the answer, without what was typed and without the token of the form."""
    response = client.post(LOOKUP, {"reference": reference, "digits": digits})
    shown = re.sub(r'value="[^"]*"', "", response.content.decode())
    return response.status_code, shown


def path_of(sent: Submission) -> str:
    return urlsplit(links.address(sent)).path


def changed(sent: Submission, **fields: object) -> None:
    Submission.objects.filter(pk=sent.pk).update(**fields)


def test_reference_and_digits_lead_to_the_slip_and_let_this_browser_in(client: Client, sent: Submission) -> None:
    response = client.post(LOOKUP, {"reference": sent.reference.lower().replace("-", " "), "digits": DIGITS})
    assert (response.status_code, response["Location"]) == (303, page(sent))
    cookie = response.cookies["status"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", page(sent))
    assert client.get(page(sent)).status_code == 200
    assert Client().get(page(sent)).status_code == 404


def test_on_a_shared_device_the_page_closes_after_minutes(client: Client, sent: Submission) -> None:
    assert 'action="/phieu/status/?kiosk=1"' in client.get(LOOKUP + "?kiosk=1").content.decode()
    response = client.post(LOOKUP + "?kiosk=1", {"reference": sent.reference, "digits": DIGITS})
    assert response.cookies["status"]["max-age"] <= 300


def test_what_does_not_fit_gets_the_same_answer_whatever_it_is(client: Client, sent: Submission) -> None:
    archived, purged = (factories.submission(contact_phone=PHONE) for _ in range(2))
    changed(archived, archived_at=clock.now(), archive_reason="trùng")
    changed(purged, purged_at=clock.now(), contact_phone="", contact_email="", search_text="")
    answers = [tried(client, sent.reference, "0000"), tried(client, "NP-260821-0000")]
    answers += [tried(client, slip.reference) for slip in (archived, purged)]
    assert {status for status, _ in answers} == {422}
    assert len({shown for _, shown in answers}) == 1
    assert "Reference and phone number do not fit together" in answers[0][1]


def test_whether_a_reference_exists_cannot_be_told_from_the_work_either(client: Client, sent: Submission) -> None:
    def asked(reference: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tried(client, reference, "0000")
        mine = [query["sql"] for query in queries if "forms_intake_submission" in query["sql"]]
        return [sql.replace(reference, "…") for sql in mine]

    assert asked(sent.reference) == asked("NP-260821-0000")
    assert len(asked(sent.reference)) == 1


def test_tries_are_bounded_for_each_reference_in_the_same_words_whether_it_exists(
    client: Client, sent: Submission
) -> None:
    ends = []
    for reference in (sent.reference, "NP-260821-0000"):
        answers = [tried(client, reference, f"000{n}") for n in range(7)]
        assert [status for status, _ in answers] == [422] * 6 + [429]
        ends.append(answers[-1][1])
    assert ends[0] == ends[1]
    assert "Too many tries. Wait an hour, or call the school." in ends[0]
    # The right digits are no way around it: they could have been guessed.
    assert tried(client, sent.reference)[0] == 429


def test_tries_are_bounded_for_each_address_too(
    client: Client, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "forms_intake.status.views._RATES", {"status_address": "2/10m/ip", "status_reference": "9/h/key"}
    )
    assert [tried(client, f"NP-260821-000{n}")[0] for n in range(3)] == [422, 422, 429]


def test_an_address_that_has_had_enough_uses_up_nobodys_tries(
    client: Client, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "forms_intake.status.views._RATES", {"status_address": "1/10m/ip", "status_reference": "1/h/key"}
    )
    assert [tried(client, reference)[0] for reference in ("NP-260821-0000", sent.reference)] == [422, 429]
    family = Client(REMOTE_ADDR="10.1.2.3")
    assert tried(family, sent.reference)[0] == 303


def test_a_slip_that_was_held_back_looks_like_any_other(client: Client, sent: Submission) -> None:
    changed(sent, flags=[Flag.POSSIBLE_SPAM])
    client.post(LOOKUP, {"reference": sent.reference, "digits": DIGITS})
    shown = text(client.get(page(sent)))
    assert "Received" in shown
    assert "spam" not in shown.lower()


def test_a_link_lets_in_and_leaves_the_address_bar(client: Client, sent: Submission) -> None:
    response = client.get(path_of(sent))
    assert (response.status_code, response["Location"]) == (303, page(sent))
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in response["Cache-Control"]
    assert client.get(page(sent)).status_code == 200


def test_a_link_ends_after_thirty_days(client: Client, sent: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    path = path_of(sent)
    freeze(monkeypatch, NOW + timedelta(days=30, seconds=-1))
    assert client.get(path).status_code == 303
    freeze(monkeypatch, NOW + timedelta(days=30))
    assert client.get(path).status_code == 404


def test_the_right_of_a_browser_ends_after_a_day(
    client: Client, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch)
    let_in(client, sent)
    freeze(monkeypatch, NOW + timedelta(days=1, seconds=-1))
    assert client.get(page(sent)).status_code == 200
    freeze(monkeypatch, NOW + timedelta(days=1))
    assert client.get(page(sent)).status_code == 404


def test_links_and_browsers_let_in_before_the_office_closed_them_are_out(
    client: Client, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch)
    path = path_of(sent)
    let_in(client, sent)
    changed(sent, links_since=NOW + timedelta(seconds=1))
    assert [client.get(address).status_code for address in (path, page(sent))] == [404, 404]
    freeze(monkeypatch, NOW + timedelta(seconds=2))
    assert client.get(path_of(sent)).status_code == 303


@pytest.mark.parametrize("token", ["x", "1-2.3", "a" * 5000, "%ED%A0%80", "1.2.3.4", "-.", "%00"])
def test_no_token_breaks_the_page(client: Client, token: str) -> None:
    assert client.get(f"/phieu/status/link/{token}/").status_code in (400, 404)


def test_a_word_signed_for_something_else_opens_nothing(client: Client, sent: Submission) -> None:
    theirs, topic = factories.submission(), links.topic(sent).partition(":")[2]
    ahead = Signer(salt="forms_intake.status.link", sep=".").sign(f"{b62_encode(sent.pk)}-{b62_encode(10**40)}")
    words = [topic, ahead, links.signed(sent, salt="forms_intake.status")]
    assert [client.get(f"/phieu/status/link/{word}/").status_code for word in words] == [404] * 3
    let_in(client, theirs)
    client.cookies["status"] = client.cookies["status"].value
    assert client.get(page(sent)).status_code == 404


def test_the_account_that_sent_it_needs_neither(client: Client, sent: Submission) -> None:
    owner, other = factories.user(), factories.user()
    changed(sent, account=owner)
    for person, status in ((other, 404), (owner, 200)):
        client.force_login(person)
        assert client.get(page(sent)).status_code == status


@pytest.mark.parametrize("field", ["archived_at", "purged_at"])
def test_what_was_put_away_is_closed_to_all_who_were_in(client: Client, sent: Submission, field: str) -> None:
    owner, path = factories.user(), path_of(sent)
    let_in(client, sent)
    gone = {"archived_at": {"archive_reason": "trùng"}, "purged_at": {"contact_phone": "", "search_text": ""}}
    changed(sent, account=owner, **{field: clock.now()}, **gone[field])
    assert [client.get(address).status_code for address in (path, page(sent))] == [404, 404]
    client.force_login(owner)
    assert client.get(page(sent)).status_code == 404


@pytest.mark.parametrize("deed", ["", "answer", "papers", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_deed_is_closed_to_strangers_in_the_same_words(
    client: Client, sent: Submission, deed: str, method: str
) -> None:
    real, invented = (
        getattr(client, method)(address)
        for address in (page(sent, deed), page(Submission(reference="NP-260821-0000"), deed))
    )
    assert (real.status_code, invented.status_code) == (404, 404)
    assert text(real) == text(invented)


def test_no_answer_is_kept_by_browsers_or_on_the_way(client: Client, sent: Submission) -> None:
    let_in(client, sent)
    kept = [client.get(address)["Cache-Control"] for address in (LOOKUP, page(sent), page(sent, "withdraw"))]
    assert all("no-store" in each for each in kept)


def test_a_topic_is_followed_by_whoever_knows_its_signed_name(sent: Submission) -> None:
    name = links.topic(sent).partition(":")[2]
    other = b62_encode(sent.pk + 1)
    forged = [name[:-1], f"{other}.{name.partition('.')[2]}", b62_encode(sent.pk), f"{b62_encode(sent.pk)}.", "", "."]
    assert links.is_topic(name)
    assert not any(links.is_topic(each) for each in forged)
    assert len(links.topic(Submission(pk=2**63 - 1)).partition(":")[2]) <= 40


def test_a_link_says_when_it_was_made(sent: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    right = links.of_link(path_of(sent).rstrip("/").rpartition("/")[2])
    assert right is not None
    assert (right.pk, right.since) == (sent.pk, datetime.fromtimestamp(int(NOW.timestamp()), NOW.tzinfo))
