"""What a person sees and downloads of their own data."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from structlog.testing import capture_logs

from accounts.enums import Role
from accounts.models import User
from school import personal
from school.retention import rules, words
from tests import factories, lives

pytestmark = pytest.mark.django_db
PAGE, DOWNLOAD = "/accounts/data/", "/accounts/data/download/"


def signed_in(person: User) -> Client:
    """A browser in which the person has just entered their password."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": "lesson-piano"})
    assert client.session["_auth_user_id"] == str(person.pk)
    client.post(reverse("account_reauthenticate"), {"password": "lesson-piano"})
    return client


def unpacked(answer: Any) -> dict[str, Any]:
    """The data of a download."""
    with ZipFile(BytesIO(answer.content)) as file:
        found: dict[str, Any] = json.loads(file.read("data.json"))
    return found


@pytest.fixture
def person() -> User:
    """Somebody who has used everything, with a password."""
    office = factories.user(Role.ADMIN, name="Giáo vụ")
    person = lives.live("Quách Ngọc Ẩn", "+84987654321", "ngoc.an@purge.test", office=office)
    Authenticator.objects.all().delete()
    return person


def test_every_line_says_how_long_by_the_rules(client: Client) -> None:
    client.force_login(factories.user())
    page = client.get(PAGE).content.decode()
    for holding in personal.holdings():
        assert holding.kept
        for kept in holding.kept:
            assert all(phrase in page for phrase in words.how_long(kept.label))


def test_the_words_follow_the_file() -> None:
    with translation.override("en"):
        assert words.how_long("forms_intake.Submission") == ["2 years after you sent it"]
        assert words.how_long("accounts.Profile") == ["as long as your account"]
        assert words.how_long("accounts.User")[2] == "30 days after a guest’s time is over"
        assert words.how_long("forms_intake.Delivery") == words.how_long("forms_intake.Submission")
        assert words.how_long("accounts.Invitation") == ["30 days after it ran out"]


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for answer in (client.get(PAGE), client.post(DOWNLOAD)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_the_list_costs_the_same_however_much_is_kept(person: User) -> None:
    assert queries(person) == queries(factories.user(Role.TEACHER))


def queries(person: User) -> int:
    """How many the page asks, once the session is known."""
    client = Client()
    client.force_login(person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    return len(asked)


def test_a_copy_holds_everything_of_the_person(person: User) -> None:
    data = unpacked(signed_in(person).post(DOWNLOAD))
    assert data["account"]["account"]["email"] == "ngoc.an@purge.test"
    assert data["account"]["profile"]["location"] == "Home of Quách Ngọc Ẩn"
    assert len(data["account"]["invitations"]) == 2
    assert [slip["payload"]["reason_other"] for slip in data["slips"]["slips"]] == ["Quách Ngọc Ẩn"] * 3
    assert data["slips"]["slips"][0]["sensitive"] == {"health_note": "Quách Ngọc Ẩn"}
    assert [stay["display_name"] for stay in data["rooms"]["stays"]] == ["Cô Quách Ngọc Ẩn"]


def test_a_copy_holds_no_secret_and_nothing_the_office_wrote(person: User) -> None:
    client = signed_in(person)
    text = json.dumps(unpacked(client.post(DOWNLOAD)), ensure_ascii=False)
    person.refresh_from_db()
    secrets = [person.password, str(client.session.session_key), "token of", "was told", "asked for it", "token_digest"]
    assert [secret for secret in secrets if secret in text] == []


def test_a_copy_holds_nothing_of_others(person: User) -> None:
    lives.live("Thạch Đỗ Quyên", "+84911222333", "do.quyen@stays.test", office=factories.user(Role.ADMIN))
    text = json.dumps(unpacked(signed_in(person).post(DOWNLOAD)), ensure_ascii=False)
    assert "Quyên" not in text
    assert "911222333" not in text


def test_a_number_that_is_not_proven_opens_no_slips() -> None:
    factories.submission(contact_phone="+84987654321", contact_email="ngoc.an@purge.test")
    person = factories.user(phone="+84987654321")
    assert unpacked(signed_in(person).post(DOWNLOAD))["slips"] == {"slips": []}


def test_an_address_that_is_not_proven_opens_no_slips() -> None:
    factories.submission(contact_email="stranger@purge.test")
    person = factories.user()
    EmailAddress.objects.create(user=person, email="stranger@purge.test", verified=False)
    assert unpacked(signed_in(person).post(DOWNLOAD))["slips"] == {"slips": []}
    EmailAddress.objects.filter(email="stranger@purge.test").update(verified=True)
    assert len(unpacked(signed_in(person).post(DOWNLOAD))["slips"]["slips"]) == 1


def test_the_picture_is_in_the_copy(person: User) -> None:
    with ZipFile(BytesIO(signed_in(person).post(DOWNLOAD).content)) as file:
        assert (file.namelist(), file.read("picture.jpg")) == (["data.json", "picture.jpg"], b"picture")


def test_a_lost_picture_does_not_spoil_the_copy(person: User) -> None:
    person.image.storage.delete(str(person.image.name))
    with ZipFile(BytesIO(signed_in(person).post(DOWNLOAD).content)) as file:
        assert file.namelist() == ["data.json"]


def test_the_file_is_named_without_the_person_and_is_not_kept_by_the_browser(person: User) -> None:
    answer = signed_in(person).post(DOWNLOAD)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="data-20')
    assert "no-store" in answer["Cache-Control"]


def test_a_session_without_a_recent_sign_in_is_asked_again_and_comes_back_to_the_button(client: Client) -> None:
    client.force_login(factories.user())
    asked = client.post(DOWNLOAD, follow=True)
    assert asked.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    back = client.post(asked.redirect_chain[-1][0], {"password": "lesson-piano", "next": DOWNLOAD}, follow=True)
    assert back.redirect_chain[-1][0] == PAGE
    assert client.post(DOWNLOAD)["Content-Type"] == "application/zip"


def test_the_sixth_copy_within_an_hour_has_to_wait() -> None:
    client = signed_in(factories.user())
    assert [client.post(DOWNLOAD).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_download_is_logged_by_number_only(person: User) -> None:
    client = signed_in(person)
    with capture_logs() as logs:
        client.post(DOWNLOAD)
    assert {"event": "data.downloaded", "user": person.pk, "log_level": "info"} in logs


def test_all_rules_that_people_read_have_words_of_their_own() -> None:
    labels = {kept.label for holding in personal.holdings() for kept in holding.kept}
    moments = {rule.after for label in labels for rule in rules.of(label) if rule.after}
    assert moments <= {*words._AFTER, "happened_at", "created_at"}
