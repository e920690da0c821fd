"""Who must have a second factor, what is shut without one, and what stays open."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import access, people, second_factor
from accounts.addresses import all_addresses
from accounts.enums import Role
from accounts.models import User
from accounts.second_factor.enforcement import ALWAYS_OPEN, SETTING_UP
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
SLIPS = "/admin/forms_intake/submission/"
OVERDUE = timedelta(days=15)


def clerk(ago: timedelta = OVERDUE, role: Role = Role.STAFF) -> User:
    """Somebody who came into the office that long ago and has set up nothing."""
    person = factories.user(role)
    User.objects.filter(pk=person.pk).update(office_since=clock.now() - ago)
    return fresh(person)


def set_up(person: User, kind: str = "totp") -> None:
    """Gives the person a factor; a fresh object has not been asked yet."""
    Authenticator.objects.create(user=person, type=kind, data={"secret": ""})


def signed_in(person: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(person)
    return client


def fresh(person: User) -> User:
    """As the next request loads the person."""
    found: User = User.objects.get(pk=person.pk)
    return found


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_rights_wait_for_a_second_factor_once_the_grace_period_is_over(role: Role) -> None:
    person = clerk(role=role)
    assert not person.has_perm("forms_intake.view_submission")
    assert not person.has_module_perms("forms_intake")

    set_up(person)
    assert fresh(person).has_perm("forms_intake.view_submission")
    assert fresh(person).has_module_perms("forms_intake")


def test_rights_stay_to_the_last_second_of_the_grace_period() -> None:
    person = clerk(timedelta(days=14) - timedelta(minutes=1))

    assert person.has_perm("forms_intake.view_submission")
    assert second_factor.days_left(person) == 1


def test_recovery_codes_are_no_second_factor() -> None:
    person = clerk()
    set_up(person, "recovery_codes")

    assert second_factor.overdue(fresh(person))


def test_zero_days_mean_at_once(settings: Settings) -> None:
    settings.MFA_GRACE_DAYS = 0

    assert second_factor.overdue(clerk(timedelta(0)))


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_other_roles_need_none_and_cost_no_query(
    role: Role, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MFA_GRACE_DAYS = 0
    person = factories.user(role)
    with django_assert_num_queries(0):
        assert not second_factor.overdue(person)
        assert second_factor.days_left(person) is None


def test_the_grace_period_costs_no_query_and_the_time_after_it_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    new, old = clerk(timedelta(days=1)), clerk()
    with django_assert_num_queries(0):
        assert not second_factor.overdue(new)
    with django_assert_num_queries(1):
        assert not any(old.has_perm("catalog.view_product") for _ in range(5))


def test_somebody_promoted_today_gets_the_full_grace_period() -> None:
    teacher = factories.user(Role.TEACHER, created_at=clock.now() - timedelta(days=900))
    people.set_role(teacher, Role.STAFF, by=factories.user(Role.ADMIN))

    assert second_factor.days_left(fresh(teacher)) == 14


def test_somebody_whose_promotion_was_not_noted_counts_from_the_first_day() -> None:
    person = clerk()
    User.objects.filter(pk=person.pk).update(office_since=None, created_at=clock.now() - timedelta(days=20))

    assert second_factor.overdue(fresh(person))


@pytest.mark.parametrize("path", ["/admin/", SLIPS, "/", "/phieu/", "/accounts/password/change/", "/rooms/"])
def test_every_page_leads_to_setting_one_up(path: str) -> None:
    response = signed_in(clerk()).get(path)

    assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/logout/", "/privacy/", "/accounts/reauthenticate/"])
def test_what_setting_up_needs_stays_open(path: str) -> None:
    assert signed_in(clerk()).get(path).status_code == 200


def test_language_and_signing_out_still_work() -> None:
    client = signed_in(clerk())

    assert client.post("/preferences/", {"language": "en"}).status_code == 303
    assert client.post("/accounts/logout/").headers["Location"] == "/"


def test_with_a_second_factor_everything_opens() -> None:
    person = clerk()
    set_up(person)

    assert signed_in(person).get(SLIPS).status_code == 200


def test_losing_the_last_factor_leads_straight_back() -> None:
    person = clerk()
    set_up(person)
    client = signed_in(person)
    Authenticator.objects.all().delete()

    assert client.get(SLIPS).headers["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}])
def test_scripts_get_a_sentence_and_no_redirect(headers: dict[str, str]) -> None:
    response = signed_in(clerk()).get(SLIPS, headers=headers)

    assert response.status_code == 403
    with translation.override("vi"):
        assert response.content.decode() == gettext(
            "Set up the second step of your sign-in first. Open this page in the browser."
        )


def test_programs_get_the_sentence_as_json() -> None:
    response = signed_in(clerk()).get(SLIPS, headers={"Sec-Fetch-Dest": "empty", "Accept": "application/json"})

    assert response.status_code == 403
    assert list(response.json()) == ["detail"]


def test_a_form_that_is_refused_is_said_not_to_be_saved() -> None:
    response = signed_in(clerk()).post(SLIPS, {"action": "anything"})

    assert response.status_code == 403
    with translation.override("vi"):
        assert gettext("Set up the second step first") in response.content.decode()


def reminder(response: Any) -> bool:
    """Whether the page speaks of the days that are left."""
    with translation.override("vi"):
        days = "Set up the second step of your sign-in within %(days)s day"
        sentence = ngettext(days, f"{days}s", 13) % {"days": 13}
    return sentence in response.content.decode()


@pytest.mark.parametrize("path", ["/privacy/", "/admin/", SLIPS])
def test_the_grace_period_shows_a_reminder_with_the_days_left(path: str) -> None:
    person = clerk(timedelta(days=1, minutes=1))
    assert reminder(signed_in(person).get(path))

    set_up(person)
    assert not reminder(signed_in(person).get(path))


def test_nobody_else_sees_a_reminder() -> None:
    assert not reminder(signed_in(factories.user(Role.TEACHER)).get("/privacy/"))
    assert not reminder(Client().get("/privacy/"))


def test_machines_are_never_led_anywhere() -> None:
    assert signed_in(clerk()).get("/health/live").status_code == 200


def impersonating(person: User) -> Client:
    """An administrator who looks at the site as that person."""
    admin = clerk(timedelta(0), Role.ADMIN)
    client = signed_in(admin)
    response = client.post("/hijack/acquire/", {"user_pk": person.pk})
    assert response.status_code == 302
    return client


def test_somebody_impersonated_without_a_factor_opens_nothing_but_the_way_back() -> None:
    client = impersonating(clerk())

    assert client.get("/").status_code == 403
    assert client.post("/hijack/release/").status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "accounts:sessions", "account_email"])
def test_who_impersonates_cannot_touch_the_ways_the_person_signs_in(name: str) -> None:
    client = impersonating(factories.user(Role.TEACHER))

    assert client.get("/").status_code == 200
    assert client.get(reverse(name)).status_code == 403


def test_an_administrator_without_a_factor_impersonates_nobody() -> None:
    teacher = factories.user(Role.TEACHER)

    assert access.may_impersonate(hijacker=clerk(timedelta(0), Role.ADMIN), hijacked=teacher)
    assert not access.may_impersonate(hijacker=clerk(role=Role.ADMIN), hijacked=teacher)


def test_every_address_that_stays_open_exists() -> None:
    assert {address.key for address in all_addresses()} >= SETTING_UP | ALWAYS_OPEN


def test_whoever_came_by_a_code_can_set_a_new_password_without_signing_out() -> None:
    person = clerk()
    client = signed_in(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    code = next(word for word in mail.outbox[-1].body.split() if word.isdigit() and len(word) == 8)
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = "mua thu la bay"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})

    assert fresh(person).check_password(new)
