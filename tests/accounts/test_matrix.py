"""Every address, socket and live topic × everybody who may come: what really happens is what roles.yaml says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts import addresses, matrix, rights
from accounts.enums import Role
from accounts.gate import CLOSE_REFUSED
from accounts.models import User
from accounts.rights import EVERYONE, GUEST
from school import clock
from school.live import topics
from school.routing import SOCKETS
from tests import factories
from tests.sockets import Socket

# What stands in the variable part of an address. Nothing by these names exists: refusals come before looking.
EXAMPLES = {
    "object_id": "0",
    "form_type": "leave-request",
    "reference": "LR-000000",
    "token": "no-such-link",
    "app_label": "accounts",
    "content_type_id": "1",
    "url": "no-such-page/",
}
# The file lets these readers in, and the view has a rule of its own, tested where the view is.
OWN_RULES = {
    "accounts:invitation_accept": "begins with signing in",
    "account_confirm_login_code": "a step in the middle: begins with signing in",
    "account_confirm_password_reset_code": "a step in the middle",
    "account_email_verification_sent": "a step in the middle",
    "account_verify_phone": "a step in the middle",
    "mfa_authenticate": "a step in the middle",
    "mfa_login_webauthn": "a step in the middle",
    "socialaccount_signup": "a step in the middle",
    "socialaccount_login_error": "says 401 itself",
    "admin:accounts_user_reset_second_factor": "refuses for somebody who is not there",
    "hijack:release": "there is nobody to come back from",
}
# Another address stands before them at the same path, and answers in their place.
COVERED = {"usersessions_list"}
FIRST = {key: address for address in reversed(list(addresses.all_addresses())) for key in [address.key]}


def path_of(address: addresses.Address) -> str:
    """An address with its variable parts filled in."""
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", address.route).rstrip("$")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: EXAMPLES.get(part[2], "0"), route)


def person_of(role: str) -> User | None:
    if role == EVERYONE:
        return None
    if role == GUEST:
        return User.objects.create_guest("Khách", expires_at=clock.now() + timedelta(days=1))
    return factories.user(Role(role))


def ask(client: Client, path: str, form: dict[str, str]) -> HttpResponse:
    """GET, or POST where only that is answered."""
    answer: HttpResponse = client.get(path)  # type: ignore[assignment]  # the test client's own class
    if answer.status_code == 405:
        answer = client.post(path, form)  # type: ignore[assignment]  # see above
    return answer


def is_refused(answer: HttpResponse, path: str) -> bool:
    to_sign_in = reverse("account_login")
    sent_there = answer.status_code == 302 and answer.headers["Location"] in {
        to_sign_in,
        f"{to_sign_in}?{urlencode({'next': path})}",
        # The admin's own sign-in is a way only.
        f"{to_sign_in}?{urlencode({'next': reverse('admin:index')})}",
    }
    return answer.status_code in {401, 403} or (sent_there and path != to_sign_in)


def surprises(role: str) -> Iterator[str]:
    """Addresses that refuse this reader though the file lets them in, or the other way round."""
    client, person = Client(), person_of(role)
    posted = {"hijack:acquire": {"user_pk": str(factories.user().pk)}}
    for key, address in FIRST.items():
        if person:
            # Anew each time: signing out is an address too.
            client.force_login(person)
        path = path_of(address)
        expected = role in (addresses.who_may_open(key) or frozenset())
        refused = is_refused(ask(client, path, posted.get(key, {})), path)
        if refused == expected and not (refused and key in OWN_RULES):
            yield f"{role} {'is refused at' if refused else 'gets into'} {key}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", rights.WHO)
def test_every_address_lets_in_those_whom_the_file_lets_in_and_nobody_else(role: str) -> None:
    assert "\n".join(surprises(role)) == ""


@pytest.mark.parametrize("key", FIRST)
def test_the_examples_lead_to_the_addresses_they_stand_for(key: str) -> None:
    try:
        found = addresses.key_of(resolve(path_of(FIRST[key])))
    except Resolver404:
        found = "nothing"
    assert found == key or key in COVERED


def test_every_address_has_an_entry_and_every_entry_an_address() -> None:
    assert matrix.file_errors() == []


# Of these everybody follows their own part alone.
PERSONAL = {"lark_identity", "my_rooms", "my_slips", "notices"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", rights.WHO)
def test_every_live_topic_is_open_to_those_whom_the_file_names(role: str) -> None:
    reader = person_of(role) or AnonymousUser()
    followed = {name for name in topics.names() if matrix.may_follow(name, reader)}
    assert followed == rights.of_all()[role].topics
    shared = {name for name in followed if topics.allows(name, reader)}
    assert {name for name in topics.names() if topics.allows(f"{name}:1", reader)} - PERSONAL == shared - {"status"}
    assert followed - shared <= PERSONAL


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", rights.WHO)
@pytest.mark.parametrize("route", SOCKETS)
async def test_every_socket_opens_for_those_whom_the_file_names(route: str, role: str) -> None:
    socket = Socket("/" + re.sub(r"<[^>]*>", "no-such-room", route), await session_of(role))
    answer = await socket.connect()
    assert (answer != CLOSE_REFUSED) == (route in rights.of_all()[role].sockets)
    await socket.leave()


async def session_of(role: str) -> str:
    from channels.db import database_sync_to_async

    def make() -> str:
        client, person = Client(), person_of(role)
        if person is None:
            return ""
        client.force_login(person)
        return str(client.session.session_key)

    return str(await database_sync_to_async(make)())


@pytest.mark.django_db
def test_the_running_system_agrees_with_the_file_and_so_do_the_groups() -> None:
    assert list(matrix.differences()) == []
