"""Codes of an authenticator app and recovery codes: setting up, using once, guessing, removing."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import User
from tests import factories
from tests import second_factor as given

pytestmark = pytest.mark.django_db
ACTIVATE, AUTHENTICATE = "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"


@pytest.fixture
def person() -> User:
    return factories.user()


def secret_on(client: Client) -> str:
    """The key that the page shows."""
    secret: str = client.get(ACTIVATE).context["form"].secret
    return secret


def vi(message: str) -> str:
    """As a Vietnamese page says it."""
    with translation.override("vi"):
        return gettext(message)


def answer(client: Client, code: str, path: str = AUTHENTICATE) -> Any:
    """What comes of entering the code."""
    return client.post(path, {"code": code})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_setting_up_an_app_leads_to_the_recovery_codes(person: User) -> None:
    client = given.signed_in(person)

    response = answer(client, given.code(secret_on(client)), ACTIVATE)
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(set(codes)) == 10


def test_setting_up_asks_for_the_password_first(client: Client, person: User) -> None:
    client.force_login(person)

    assert client.get(ACTIVATE).headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_secret_is_not_readable_in_the_database(person: User) -> None:
    client = given.signed_in(person)
    secret = secret_on(client)
    answer(client, given.code(secret), ACTIVATE)

    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_the_picture_is_for_its_owner_and_never_kept(person: User) -> None:
    client = given.signed_in(person)
    assert client.get(reverse("accounts:totp_qr")).status_code == 404

    secret_on(client)
    response = client.get(reverse("accounts:totp_qr"))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in response.headers["Cache-Control"]
    assert Client().get(reverse("accounts:totp_qr")).status_code == 302


def test_the_page_holds_no_picture_that_the_content_policy_refuses(person: User) -> None:
    client = given.signed_in(person)
    html = client.get(ACTIVATE).content.decode()

    assert "data:image" not in html
    assert f'src="{reverse("accounts:totp_qr")}"' in html


def test_a_second_tab_shows_the_same_secret(person: User) -> None:
    client = given.signed_in(person)
    first, second = secret_on(client), secret_on(client)

    assert first == second
    assert answer(client, given.code(first), ACTIVATE).status_code == 302


def test_a_double_tap_sets_up_one_app_and_breaks_nothing(person: User) -> None:
    client = given.signed_in(person)
    code = given.code(secret_on(client))

    assert [answer(client, code, ACTIVATE).status_code for _ in range(2)] == [302, 302]
    assert Authenticator.objects.filter(type="totp").count() == 1


@pytest.mark.parametrize("code", ["000000", "abc", "１２３４５６", "\x00", "9" * 10_000, "<script>", "  "])
def test_a_code_that_is_none_is_answered_at_the_field(person: User, code: str) -> None:
    client = given.signed_in(person)
    secret_on(client)
    response = answer(client, code, ACTIVATE)

    assert response.status_code == 200
    assert response.context["form"].errors["code"]
    assert not Authenticator.objects.exists()


def test_an_app_on_the_same_device_opens_with_the_key(person: User) -> None:
    client = given.signed_in(person)
    secret = secret_on(client)
    html = client.get(ACTIVATE).content.decode()

    assert 'href="otpauth://totp/' in html
    assert f'data-copy-text="{secret}"' in html
    assert f'for="id_code">{vi("Code from the app")}</label>' in html


def test_signing_in_takes_the_code_after_the_password(person: User) -> None:
    secret = given.app_of(person)
    client = given.at_second_step(person)
    assert not is_signed_in(client)

    assert answer(client, given.code(secret)).status_code == 302
    assert is_signed_in(client)


def test_a_passkey_is_offered_to_those_who_have_one(person: User) -> None:
    given.app_of(person)
    assert "data-passkey=" not in given.at_second_step(person).get(AUTHENTICATE).content.decode()

    given.passkey_of(person)
    assert "data-passkey=" in given.at_second_step(person).get(AUTHENTICATE).content.decode()


@pytest.mark.parametrize("steps", [-1, 1])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(person: User, steps: int) -> None:
    secret = given.app_of(person)
    client = given.at_second_step(person)

    assert answer(client, given.code(secret, steps=steps)).status_code == 302


def test_a_code_two_minutes_old_is_too_old(person: User) -> None:
    secret = given.app_of(person)

    assert answer(given.at_second_step(person), given.code(secret, steps=-4)).status_code == 200


def test_a_code_typed_with_spaces_is_the_same_code(person: User) -> None:
    code = given.code(given.app_of(person))

    assert answer(given.at_second_step(person), f" {code[:3]} {code[3:]} ").status_code == 302


def test_no_code_works_twice(person: User) -> None:
    code = given.code(given.app_of(person))
    assert answer(given.at_second_step(person), code).status_code == 302
    # Allauth forgets it after half a minute; with the tolerance it would still be good.
    cache.delete(f"allauth.mfa.totp.used?user={person.pk}&code={code}")

    response = answer(given.at_second_step(person), code)
    assert response.status_code == 200
    assert vi("Enter the newest code; each one works once") in response.content.decode()


def test_the_code_that_set_the_app_up_does_not_sign_in(person: User) -> None:
    client = given.signed_in(person)
    code = given.code(secret_on(client))
    answer(client, code, ACTIVATE)

    assert answer(given.at_second_step(person), code).status_code == 200


def test_guessing_is_locked_and_told_plainly_even_with_the_right_code(person: User) -> None:
    secret = given.app_of(person)
    client = given.at_second_step(person)
    for guess in range(5):
        answer(client, f"{guess:06}")

    response = answer(client, given.code(secret))
    assert not is_signed_in(client)
    assert response.context["form"].errors.as_data()["code"][0].code == "too_many_login_attempts"


def test_a_recovery_code_signs_in_once(person: User) -> None:
    given.app_of(person)
    code = given.recovery_codes_of(person)[0]

    assert answer(given.at_second_step(person), code).status_code == 302
    assert answer(given.at_second_step(person), code).status_code == 200


def test_recovery_codes_are_shown_once(person: User) -> None:
    given.app_of(person)
    codes = given.recovery_codes_of(person)
    client = given.signed_in(person)

    assert codes[0] in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403


def test_new_recovery_codes_end_the_old_ones(person: User) -> None:
    given.app_of(person)
    old = given.recovery_codes_of(person)
    client = given.signed_in(person)
    client.post(reverse("mfa_generate_recovery_codes"))
    new = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    assert not set(old) & set(new)
    assert answer(given.at_second_step(person), old[0]).status_code == 200


def test_the_overview_says_how_many_codes_are_left(person: User) -> None:
    given.app_of(person)
    code = given.recovery_codes_of(person)[0]
    client = given.at_second_step(person)
    answer(client, code)

    with translation.override("vi"):
        left = ngettext("%(left)s code left", "%(left)s codes left", 9) % {"left": 9}
    assert f">{left}<" in client.get(reverse("mfa_index")).content.decode()


def test_without_a_factor_there_are_no_recovery_codes_to_make(person: User) -> None:
    client = given.signed_in(person)

    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not Authenticator.objects.exists()


def test_removing_the_app_takes_the_recovery_codes_along(person: User) -> None:
    given.app_of(person)
    given.recovery_codes_of(person)
    client = given.signed_in(person)

    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()


def test_a_code_confirms_before_something_grave(client: Client, person: User) -> None:
    secret = given.app_of(person)
    client.force_login(person)
    path = reverse("mfa_reauthenticate") + "?next=" + reverse("mfa_deactivate_totp")

    assert answer(client, given.code(secret), path).headers["Location"] == reverse("mfa_deactivate_totp")
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_the_same_code_does_not_confirm_twice(client: Client, person: User) -> None:
    code = given.code(given.app_of(person))
    client.force_login(person)
    answer(client, code, reverse("mfa_reauthenticate"))
    cache.delete(f"allauth.mfa.totp.used?user={person.pk}&code={code}")

    assert answer(client, code, reverse("mfa_reauthenticate")).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_setting_up_is_told_by_mail_in_the_readers_language(person: User, language: str, mailoutbox: list[Any]) -> None:
    client = given.signed_in(person)
    client.cookies["language"] = language
    with translation.override(language):
        subject = gettext("An authenticator app was set up for your account")
    answer(client, given.code(secret_on(client)), ACTIVATE)

    assert subject in [mail.subject for mail in mailoutbox]
