"""Changing a profile: only what was given, once, by whoever is signed in."""

import pytest
from django.test import Client
from pghistory.models import Events

from accounts import profiles
from accounts.admin.profiles import ProfileForm
from accounts.enums import Role
from accounts.models import Profile, User
from tests import factories
from tests.accounts.test_people_races import crossing

pytestmark = pytest.mark.django_db


def test_a_profile_is_made_with_the_first_change() -> None:
    person = factories.user()
    assert not Profile.objects.filter(user=person).exists()

    profiles.change(person, by=person, bio="Chơi đàn từ năm 6 tuổi")

    assert Profile.objects.get(user=person).bio == "Chơi đàn từ năm 6 tuổi"


def test_looking_makes_no_profile() -> None:
    assert profiles.of(factories.user()).timezone == "Asia/Ho_Chi_Minh"
    assert not Profile.objects.exists()


def test_name_and_profile_change_together() -> None:
    person = factories.user(name="Minh")
    profiles.change(person, by=person, name="Lê Minh", location="Huế")
    stored = User.objects.get(pk=person.pk)

    assert (person.name, stored.name, stored.profile.location) == ("Lê Minh", "Lê Minh", "Huế")


def test_a_stale_object_does_not_undo_what_another_tab_wrote() -> None:
    person = factories.user()
    stale = User.objects.get(pk=person.pk)
    profiles.change(person, by=person, name="Mới", bio="một")
    profiles.change(stale, by=stale, location="Huế")
    stored = User.objects.get(pk=person.pk)

    assert (stored.name, stored.profile.bio, stored.profile.location) == ("Mới", "một", "Huế")
    assert stale.name == "Mới"


@pytest.mark.django_db(transaction=True)
def test_the_first_two_changes_at_one_moment_make_one_profile() -> None:
    person = factories.user()
    outcomes = crossing(
        lambda: profiles.change(person, by=person, bio="một"),
        lambda: profiles.change(person, by=person, location="Huế"),
        at='^SELECT .* FROM "accounts_profile"',
    )
    profile = Profile.objects.get(user=person)
    assert outcomes == ["done", "done"]
    assert (profile.bio, profile.location) == ("một", "Huế")


def test_what_is_equal_is_not_written() -> None:
    person = factories.user()
    profiles.change(person, by=person, bio="một")
    before = Events.objects.count()
    profiles.change(person, by=person, bio="một", name=person.name)

    assert Events.objects.count() == before


def test_a_field_that_is_none_is_refused() -> None:
    person = factories.user()
    with pytest.raises(TypeError, match="role"):
        profiles.change(person, by=person, role="admin")


def test_nothing_is_written_when_one_part_fails() -> None:
    person = factories.user(name="Minh")
    with pytest.raises(Exception, match="profile_theme_known"):
        profiles.change(person, by=person, name="Khác", theme="pink")


# ---- The switches of header and footer ----
def test_the_switch_changes_the_profile_of_whoever_is_signed_in(client: Client) -> None:
    person = factories.user()
    client.force_login(person)
    client.post("/preferences/", {"theme": "dark"})
    client.post("/preferences/", {"language": "en"})

    profile = Profile.objects.get(user=person)
    assert (profile.theme, profile.language) == ("dark", "en")
    assert '<html lang="en" data-theme="dark">' in client.get("/").content.decode()


def test_the_switch_of_a_visitor_changes_no_profile(client: Client) -> None:
    client.post("/preferences/", {"theme": "dark"})

    assert not Profile.objects.exists()


def test_the_switch_while_seeing_the_site_as_somebody_else_leaves_their_profile_alone(client: Client) -> None:
    admin, person = factories.user(Role.ADMIN), factories.user()
    client.force_login(admin)
    client.post("/hijack/acquire/", {"user_pk": person.pk})
    client.post("/preferences/", {"theme": "dark"})

    assert not Profile.objects.filter(user=person).exists()
    assert client.cookies["theme"].value == "dark"


def test_the_log_holds_ids_and_field_names_only(caplog: pytest.LogCaptureFixture) -> None:
    person = factories.user()
    profiles.change(person, by=person, name="Đặng Bí Mật")

    assert "'fields': ['name']" in caplog.text
    assert "Bí Mật" not in caplog.text


def test_the_admin_site_refuses_a_time_zone_that_is_none() -> None:
    form = ProfileForm({"timezone": "Mars/Olympus", "language": "vi", "theme": "dark"})

    assert form.errors.keys() == {"timezone"}
