"""The profile's language and theme, and what they cost."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Profile, User


@pytest.fixture
def signed_in(client: Client, db: None) -> Client:
    user = User.objects.create_user("minh@example.test", "demo-piano", name="Minh")
    Profile.objects.update_or_create(user=user, defaults={"language": "en", "theme": "dark"})
    client.force_login(user)
    return client


def test_the_profile_decides_language_and_theme(signed_in: Client) -> None:
    response = signed_in.get("/")

    assert '<html lang="en" data-theme="dark">' in response.content.decode()
    assert response.headers["Content-Language"] == "en"


def test_a_cookie_of_this_browser_wins_over_the_profile(signed_in: Client) -> None:
    signed_in.cookies["language"] = "vi"
    assert '<html lang="vi" data-theme="dark">' in signed_in.get("/").content.decode()

    signed_in.cookies["theme"] = "system"
    assert '<html lang="vi">' in signed_in.get("/").content.decode()


def test_the_profiles_language_ends_with_the_request(signed_in: Client) -> None:
    before = translation.get_language()
    signed_in.get("/")

    assert translation.get_language() == before


def test_somebody_without_a_profile_reads_vietnamese(signed_in: Client) -> None:
    Profile.objects.all().delete()

    assert '<html lang="vi">' in signed_in.get("/").content.decode()


def test_it_costs_a_visitor_nothing(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/")


def test_it_costs_a_signed_in_reader_one_query(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.get("/")
    with django_assert_num_queries(3) as queries:
        signed_in.get("/")

    assert [query["sql"].count("accounts_profile") > 0 for query in queries].count(True) == 1


def test_with_both_cookies_the_profile_is_not_asked(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.cookies["language"], signed_in.cookies["theme"] = "vi", "light"
    signed_in.get("/")
    with django_assert_num_queries(2):
        signed_in.get("/")
