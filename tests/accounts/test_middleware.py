"""The profile's language, theme and time zone, and what they cost."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts import middleware
from accounts.models import Profile, User
from school import clock


@pytest.fixture
def signed_in(client: Client, db: None) -> Client:
    user = User.objects.create_user("minh@example.test", "demo-piano", name="Minh")
    Profile.objects.update_or_create(
        user=user, defaults={"language": "en", "theme": "dark", "timezone": "Europe/Paris"}
    )
    client.force_login(user)
    return client


def zone_seen_by(person: User) -> str:
    """The zone in which a page for this person shows times."""
    request = RequestFactory().get("/")
    request.user = person

    def page(_request: object) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    answer = middleware.profile_preferences(page)(request)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_the_profile_decides_language_and_theme(signed_in: Client) -> None:
    response = signed_in.get("/")

    assert '<html lang="en" data-theme="dark">' in response.content.decode()
    assert response.headers["Content-Language"] == "en"


def test_before_signing_in_the_cookies_decide(client: Client) -> None:
    client.cookies["language"], client.cookies["theme"] = "en", "light"

    assert '<html lang="en" data-theme="light">' in client.get("/").content.decode()


def test_after_signing_in_the_profile_counts_and_the_cookies_follow(signed_in: Client) -> None:
    signed_in.cookies["language"], signed_in.cookies["theme"] = "vi", "light"

    assert '<html lang="en" data-theme="dark">' in signed_in.get("/").content.decode()
    assert (signed_in.cookies["language"].value, signed_in.cookies["theme"].value) == ("en", "dark")


def test_cookies_that_agree_are_not_sent_again(signed_in: Client) -> None:
    signed_in.get("/")

    assert not {"language", "theme"} & signed_in.get("/").cookies.keys()


def test_after_signing_out_the_site_looks_as_before(signed_in: Client) -> None:
    signed_in.get("/")
    signed_in.logout()
    signed_in.cookies["language"], signed_in.cookies["theme"] = "en", "dark"

    assert '<html lang="en" data-theme="dark">' in signed_in.get("/").content.decode()


def test_the_profiles_language_and_zone_end_with_the_request(signed_in: Client) -> None:
    before = translation.get_language(), timezone.get_current_timezone_name()
    signed_in.get("/")

    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


def test_somebody_without_a_profile_reads_vietnamese_by_the_schools_clock(signed_in: Client) -> None:
    Profile.objects.all().delete()

    assert '<html lang="vi">' in signed_in.get("/").content.decode()
    assert zone_seen_by(User.objects.get()) == "Asia/Ho_Chi_Minh"


def test_times_are_shown_in_the_persons_zone(signed_in: Client) -> None:
    assert zone_seen_by(User.objects.get()) == "Europe/Paris"


def test_a_zone_that_this_machine_does_not_know_becomes_the_schools(signed_in: Client) -> None:
    Profile.objects.update(timezone="Mars/Olympus")

    assert zone_seen_by(User.objects.get()) == "Asia/Ho_Chi_Minh"


def test_whoever_sees_the_site_as_somebody_else_keeps_their_own_look(signed_in: Client) -> None:
    person = User.objects.get()
    # As accounts.impersonation marks whoever is looked through.
    person.is_hijacked = True

    assert zone_seen_by(person) == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("path", ["/phieu/", "/phieu/leave-request/"])
def test_slips_keep_the_schools_clock(signed_in: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_args: object, **_kwargs: object) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    monkeypatch.setattr("forms_intake.views.render", render)

    assert signed_in.get(path).content.decode() == "Asia/Ho_Chi_Minh"


def test_today_is_the_schools_day_wherever_the_reader_is() -> None:
    at_school = clock.today()
    with timezone.override("Pacific/Kiritimati"):
        assert clock.today() == at_school
    with timezone.override("Pacific/Pago_Pago"):
        assert clock.today() == at_school


def test_it_costs_a_visitor_nothing(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["language"] = "en"
    with django_assert_num_queries(0):
        client.get("/")


def test_it_costs_a_signed_in_reader_no_query_of_its_own(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.get("/")
    with django_assert_num_queries(2) as queries:
        signed_in.get("/")

    assert [query["sql"].count("accounts_profile") > 0 for query in queries].count(True) == 1
