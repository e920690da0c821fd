"""Passkeys: adding, signing in, naming, removing, and answers that no honest device gives."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.enums import Role
from accounts.models import User
from school import archive
from tests import factories
from tests import second_factor as given

pytestmark = pytest.mark.django_db
ADD, LOGIN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"
AUTHENTICATE, REAUTHENTICATE = "/accounts/2fa/authenticate/", "/accounts/2fa/webauthn/reauthenticate/"


@pytest.fixture
def person() -> User:
    return factories.user(Role.TEACHER)


def refusal() -> str:
    """The sentence for an answer that was not accepted."""
    with translation.override("vi"):
        return gettext("This passkey was not accepted. Try again, or choose another way")


def send(client: Client, path: str, answer: Any) -> Any:
    """Sends what the device said."""
    credential = answer if isinstance(answer, str) else json.dumps(answer)
    return client.post(path, {"credential": credential, "name": ""}, follow=True)


def login_question(client: Client) -> dict[str, Any]:
    """What the sign-in page's script fetches."""
    asked: dict[str, Any] = client.get(LOGIN, headers={"Accept": "application/json"}).json()
    return asked


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_passkey_signs_in_without_password(person: User) -> None:
    device, client = given.passkey_of(person), Client()
    send(client, LOGIN, device.signed(login_question(client)))

    assert client.session["_auth_user_id"] == str(person.pk)


def test_adding_the_first_one_leads_to_the_recovery_codes(person: User) -> None:
    client, device = given.signed_in(person), given.Device()
    response = send(client, ADD, device.created(given.question(client, ADD)))

    assert response.redirect_chain[0][0] == reverse("mfa_view_recovery_codes")


def test_a_passkey_without_a_name_is_called_after_its_device(person: User) -> None:
    client, device = given.signed_in(person), given.Device()
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile"
    send(client, ADD, device.created(given.question(client, ADD)))

    with translation.override("vi"):
        expected = gettext("%(browser)s on %(system)s") % {"browser": "Chrome", "system": "Android"}
    assert str(Authenticator.objects.get(type="webauthn")) == expected


def test_a_passkey_serves_as_the_second_step(person: User) -> None:
    device = given.passkey_of(person)
    client = given.at_second_step(person)
    send(client, AUTHENTICATE, device.signed(given.question(client, AUTHENTICATE)))

    assert is_signed_in(client)


def test_whoever_has_only_a_passkey_is_asked_for_it_first(person: User) -> None:
    given.passkey_of(person)
    html = given.at_second_step(person).get(AUTHENTICATE).content.decode()

    assert html.count("btn--primary") == 1
    assert html.index("data-passkey=") < html.index("btn--primary") < html.index("<details")
    assert html.index("<details") < html.index('name="code"')


def test_a_refused_recovery_code_stays_in_sight(person: User) -> None:
    given.passkey_of(person)

    assert (
        '<details class="rules" open>'
        in given.at_second_step(person).post(AUTHENTICATE, {"code": "0"}).content.decode()
    )


def test_without_an_app_no_code_of_one_is_offered_before_something_grave(client: Client, person: User) -> None:
    given.passkey_of(person)
    client.force_login(person)
    client.cookies["language"] = "en"
    html = client.get("/accounts/reauthenticate/?next=/accounts/2fa/").content.decode()

    assert "Use a recovery code" in html
    assert "authenticator app" not in html


def test_with_an_app_too_the_code_comes_first(person: User) -> None:
    given.passkey_of(person)
    given.app_of(person)
    html = given.at_second_step(person).get(AUTHENTICATE).content.decode()

    assert html.index('name="code"') < html.index("btn--primary") < html.index("data-passkey=")
    assert "<details" not in html


def test_a_passkey_confirms_before_something_grave(client: Client, person: User) -> None:
    device = given.passkey_of(person)
    client.force_login(person)
    send(client, REAUTHENTICATE, device.signed(given.question(client, REAUTHENTICATE)))

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_the_passkey_of_somebody_else_is_no_second_step(person: User) -> None:
    given.passkey_of(person)
    stranger = given.passkey_of(factories.user())
    client = given.at_second_step(person)
    response = send(client, AUTHENTICATE, stranger.signed(given.question(client, AUTHENTICATE)))

    assert not is_signed_in(client)
    assert refusal() in response.content.decode()


def test_a_forged_signature_signs_nobody_in(person: User) -> None:
    device, client = given.passkey_of(person), Client()
    forger = given.Device(id=device.id, owner=device.owner)
    response = send(client, LOGIN, forger.signed(login_question(client)))

    assert not is_signed_in(client)
    assert refusal() in response.content.decode()


def test_an_answer_to_an_older_question_is_refused(person: User) -> None:
    device, client = given.passkey_of(person), Client()
    old = login_question(client)
    login_question(client)
    send(client, LOGIN, device.signed(old))

    assert not is_signed_in(client)


def test_an_answer_works_once(person: User) -> None:
    device, client = given.passkey_of(person), Client()
    answer = device.signed(login_question(client))
    send(client, LOGIN, answer)
    client.logout()
    send(client, LOGIN, answer)

    assert not is_signed_in(client)


def test_an_archived_person_does_not_come_in_by_passkey(person: User) -> None:
    device, client = given.passkey_of(person), Client()
    archive.archive(person, by=None, reason="left the school")
    send(client, LOGIN, device.signed(login_question(client)))

    assert client.get("/accounts/2fa/").status_code == 302


NONSENSE = [
    "",
    "{",
    "[]",
    "1",
    "null",
    '"text"',
    "{}",
    '{"rawId": 1, "response": {}}',
    '{"rawId": "AA", "response": []}',
    '{"rawId": "AA", "response": {"clientDataJSON": "AA"}}',
    '{"rawId": "AA", "response": {"clientDataJSON": "A", "attestationObject": "!!"}}',
    '{"rawId": "AA", "response": {"clientDataJSON": "AA", "attestationObject": "AA", "userHandle": "AA"}}',
    '{"rawId": "\\u0000", "response": {}}',
    '{"rawId": "AA", "response": {"signature": NaN}}',
    "[" * 9_000,
    '{"rawId": "' + "A" * 30_000 + '"}',
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_refused_wherever_a_passkey_is_taken(person: User, nonsense: str) -> None:
    given.passkey_of(person)
    inside, stepping, outside = given.signed_in(person), given.at_second_step(person), Client()
    for client, path in ((inside, ADD), (inside, REAUTHENTICATE), (stepping, AUTHENTICATE), (outside, LOGIN)):
        if client is not outside:
            client.get(path)
        assert send(client, path, nonsense).status_code == 200

    assert not is_signed_in(outside)
    assert not is_signed_in(stepping)
    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.parametrize("path", [ADD, AUTHENTICATE, LOGIN])
def test_a_refused_answer_is_told_plainly(person: User, path: str) -> None:
    given.passkey_of(person)
    browsers: dict[str, Callable[[User], Client]] = {ADD: given.signed_in, AUTHENTICATE: given.at_second_step}
    client = browsers[path](person) if path in browsers else Client()

    assert refusal() in send(client, path, "{}").content.decode()


def test_only_what_a_passkey_needs_is_stored(person: User) -> None:
    client, device = given.signed_in(person), given.Device()
    answer = device.created(given.question(client, ADD)) | {"more": "x" * 100}
    answer["clientExtensionResults"]["other"] = "\x00"
    send(client, ADD, answer)

    stored = Authenticator.objects.get(type="webauthn").data["credential"]
    assert set(stored) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert stored["clientExtensionResults"] == {"credProps": {"rk": True}}


def test_guessing_a_passkey_is_locked_like_guessing_a_code(person: User) -> None:
    stranger = given.passkey_of(factories.user())
    device = given.passkey_of(person)
    client = given.at_second_step(person)
    for _ in range(5):
        send(client, AUTHENTICATE, stranger.signed(given.question(client, AUTHENTICATE)))
    send(client, AUTHENTICATE, device.signed(given.question(client, AUTHENTICATE)))

    assert not is_signed_in(client)


def test_a_passkey_is_renamed_and_removed_by_its_owner(person: User) -> None:
    given.passkey_of(person)
    client, pk = given.signed_in(person), Authenticator.objects.get(type="webauthn").pk
    client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Máy ở nhà"})
    assert "Máy ở nhà" in client.get(reverse("mfa_list_webauthn")).content.decode()

    client.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 61, "\x00"])
def test_a_name_that_is_none_is_answered_at_the_field(person: User, name: str) -> None:
    given.passkey_of(person)
    client, pk = given.signed_in(person), Authenticator.objects.get(type="webauthn").pk
    response = client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": name})

    assert response.context["form"].errors["name"]


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_reaches_the_passkeys_of_others(person: User, name: str) -> None:
    given.passkey_of(person)
    pk = Authenticator.objects.get(type="webauthn").pk

    assert given.signed_in(factories.user()).post(reverse(name, args=[pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_passkeys_costs_the_same_for_one_and_for_three(
    person: User, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        given.passkey_of(person)
    client = given.signed_in(person)
    client.get(reverse("mfa_list_webauthn"))
    with django_assert_max_num_queries(4):
        client.get(reverse("mfa_list_webauthn"))
