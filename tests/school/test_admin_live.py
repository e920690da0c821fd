"""Every list and page of the admin site follows what it shows; and whoever writes past the signals tells it."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts import invitation_mail, invitations
from accounts.enums import Role
from accounts.models import Invitation, Profile, User
from accounts.signing import addresses
from forms_intake import destinations, identities, lark_apps, personal_links, policies
from forms_intake.deliveries import circuits, usage
from forms_intake.enums import FormType
from forms_intake.hints import Hint
from forms_intake.models import Destination, LarkIdentity, PersonalLink
from school import clock, live
from school.live import topics
from tests import factories
from tests.forms_intake.delivery_rows import destination

pytestmark = pytest.mark.django_db
NOT_LIVE = {
    "accounts.History": "leads to the timeline",
    "rooms.SignalingMessage": "rows live for seconds, and are written as often as somebody's connection is looked for",
}
LIVE: list[tuple[Any, Any]] = [
    (model, page) for model, page in admin.site._registry.items() if model._meta.label not in NOT_LIVE
]


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_whoever_may_see_a_list_may_follow_it_and_its_pages(role: Role) -> None:
    reader = factories.user(role)
    shut = {}
    for model, page in LIVE:
        row = model(pk=7, submission_id=8) if hasattr(model, "submission_id") else model(pk=7)
        followed = {*page.live_topics(), *page.live_topics(row)}
        may_see = reader.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        if may_see and topics.granted(reader, followed) != followed:
            shut[model._meta.label] = followed
    assert shut == {}


def test_every_list_and_every_page_of_the_admin_follows_something() -> None:
    lists = {model._meta.label for model, page in LIVE if not page.live_topics()}
    pages = {model._meta.label for model, page in LIVE if not page.live_topics(model(pk=7))}
    assert (lists, pages) == (set(), set())


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(live, "changed", lambda *changed: names.extend(changed))
    return names


def place() -> Destination:
    return destination(name="Nhóm")


def invited() -> Invitation:
    return invitations.invite_colleague(email="lan@gmail.com", role=Role.TEACHER, by=factories.user(Role.ADMIN))


def personal_link() -> PersonalLink:
    by = factories.user(Role.STAFF)
    return personal_links.make(form_type=FormType.TRANSFER, given={"student_name": "An"}, by=by)[0]


def lark_link() -> LarkIdentity:
    person = factories.user(Role.STAFF)
    return LarkIdentity.objects.create(app=factories.lark_app(), user=person, open_id="ou_1", linked_at=clock.now())


def profile() -> Profile:
    return Profile.objects.create(user=factories.user(Role.TEACHER))


def by() -> User:
    return factories.user(Role.ADMIN)


# Of each kind of row: how it is made, what is done to it, and the topics that say so.
DEEDS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any], str]] = {
    "pausing a destination": (place, lambda row: destinations.pause(row, by=by()), "destinations destination"),
    "holding a destination": (place, lambda row: circuits.hold(row.pk, Hint.ACCESS), "destinations destination"),
    "new access": (place, lambda row: destinations.reconfigured(row, has_new_access=True), "destinations destination"),
    "a plan with more calls": (
        factories.lark_app,
        lambda row: lark_apps.reconfigured(row, has_new_access=False, has_new_quota=True),
        "lark_apps lark_app",
    ),
    "the end of the month's calls": (factories.lark_app, lambda row: usage.used_up(row.pk), "lark_apps lark_app"),
    "unlinking": (lark_link, lambda row: identities.unlink(row, by=by()), "lark_identities"),
    "revoking a link": (personal_link, lambda row: personal_links.revoke(row, by=by()), "personal_links personal_link"),
    "a slip that came by a link": (personal_link, personal_links.used, "personal_links personal_link"),
    "an invitation's e-mail": (invited, invitation_mail.send, "invitations invitation"),
    "revoking an invitation": (
        invited,
        lambda row: invitations.revoke(row, by=row.created_by),
        "invitations invitation",
    ),
    "another language": (profile, lambda row: row.save(), "users user"),
    "the time of an address": (
        lambda: factories.user(Role.TEACHER),
        lambda row: addresses._mark(row, email=row.email, verified=False),
        "users user",
    ),
    "a second factor": (
        lambda: factories.user(Role.TEACHER),
        lambda row: Authenticator.objects.create(user=row, type="totp", data={}),
        "users user",
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_is_told_to_the_list_and_to_the_page(deed: str, told: list[str]) -> None:
    make, do, expected = DEEDS[deed]
    row = make()
    key = row.pk
    told.clear()
    do(row)
    lists, *page = expected.split()
    assert {lists, *(f"{name}:{key}" for name in page)} <= set(told)


def test_new_rules_are_news_for_their_list(told: list[str]) -> None:
    policies.revise(FormType.HOLD, {"hold_most": 2}, by=None)
    assert "policies" in told


@pytest.mark.parametrize(
    ("make", "stem", "list_topics", "page_topics"),
    [
        (place, "forms_intake_destination", "destinations deliveries", "destination:{} deliveries"),
        (invited, "accounts_invitation", "invitations", "invitation:{}"),
    ],
)
def test_the_pages_say_what_they_follow(
    client: Client, make: Callable[[], Any], stem: str, list_topics: str, page_topics: str
) -> None:
    row = make()
    client.force_login(factories.user(Role.ADMIN))
    shown = client.get(reverse(f"admin:{stem}_changelist")).content.decode()
    page = client.get(reverse(f"admin:{stem}_change", args=[row.pk])).content.decode()
    assert f'content="{list_topics}"' in shown
    assert "data-live-lamp" in shown
    assert f'content="{page_topics.format(row.pk)}"' in page


def test_the_header_of_the_admin_has_the_bell(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    page = client.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("notices:list")}"' in page
    assert "forms_intake/notices" in page
