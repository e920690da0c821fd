"""The profile page: what may be typed, what is written, and how the site looks afterwards."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import profiles
from accounts.enums import Notice, Role
from accounts.models import Profile, User
from tests import factories

PAGE = "/accounts/profile/"
GIVEN = {
    "name": "Lê Văn Minh",
    "bio": "Dạy đàn từ 2010",
    "location": "Huế",
    "website": "https://minh.example",
    "language": "vi",
    "theme": "system",
    "timezone": "Asia/Ho_Chi_Minh",
}


@pytest.fixture
def owner(client: Client, db: None) -> User:
    person = factories.user(name="Minh")
    client.force_login(person)
    return person


@pytest.fixture
def clerk(client: Client, db: None) -> User:
    person = factories.user(Role.STAFF, name="Hà")
    client.force_login(person)
    return person


def in_english(person: User) -> None:
    profiles.change(person, by=person, language="en")


def opened(client: Client) -> dict[str, Any]:
    """The page as a browser would send it back untouched, with what it brings along about itself."""
    form = client.get(PAGE).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    if "notices" in sent:
        # Only what is offered has a box.
        sent["notices"] = [value for value, _label in form.fields["notices"].choices if value in sent["notices"]]
    seen = {form[name].html_initial_name: form[name].value() for name in form.fields}
    return {key: value for key, value in (sent | seen).items() if value not in (False, None)}


def test_everything_is_saved_at_once(client: Client, owner: User) -> None:
    answer = client.post(PAGE, GIVEN)
    stored = User.objects.get(pk=owner.pk)

    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert stored.name == GIVEN["name"]
    assert {name: getattr(stored.profile, name) for name in GIVEN if name != "name"} == {
        name: value for name, value in GIVEN.items() if name != "name"
    }


def test_the_page_shows_what_is_stored(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN)
    html = client.get(PAGE).content.decode()

    assert 'value="Lê Văn Minh"' in html
    assert "Dạy đàn từ 2010" in html
    assert '<option value="Asia/Ho_Chi_Minh" selected>' in html


def test_opening_the_page_makes_no_profile(client: Client, owner: User) -> None:
    client.get(PAGE)

    assert not Profile.objects.exists()


def test_language_and_theme_hold_from_the_next_page_on_and_the_cookies_follow(client: Client, owner: User) -> None:
    answer = client.post(PAGE, GIVEN | {"language": "en", "theme": "dark"}, follow=True)

    assert '<html lang="en" data-theme="dark">' in answer.content.decode()
    assert "Your profile has been saved" in answer.content.decode()
    assert (client.cookies["language"].value, client.cookies["theme"].value) == ("en", "dark")


def test_two_tabs_that_save_different_things_keep_both(client: Client, owner: User) -> None:
    first, second = opened(client), opened(client)
    client.post(PAGE, first | {"bio": "từ thẻ một"})
    client.post(PAGE, second | {"location": "từ thẻ hai", "theme": "dark"})
    profile = Profile.objects.get(user=owner)

    assert (profile.bio, profile.location, profile.theme) == ("từ thẻ một", "từ thẻ hai", "dark")


def test_a_refused_page_still_knows_what_it_showed(client: Client, owner: User) -> None:
    tab = opened(client)
    profiles.change(owner, by=owner, bio="từ thẻ khác")
    refused = client.post(PAGE, tab | {"name": ""}).context["form"]

    assert 'name="initial-bio"' in "".join(refused.seen())
    assert "từ thẻ khác" not in "".join(refused.seen())


# ---- Typed text ----
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn   Bảo An ", "Nguyễn Bảo An"),
        ("Nguyê\u0303n", "Nguyễn"),
        ("Ольга Петрова", "Ольга Петрова"),
        ("김민수", "김민수"),
        ("محمد علي", "محمد علي"),
        ("An\u202egnp.exe", "Angnp.exe"),
        ("A\x00n\x07", "An"),
        ("<b>An</b>", "<b>An</b>"),
        ("Đ" * 80, "Đ" * 80),
    ],
)
def test_a_name_is_kept_in_any_script_but_clean(client: Client, owner: User, typed: str, stored: str) -> None:
    assert client.post(PAGE, GIVEN | {"name": typed}).status_code == 303
    assert User.objects.get(pk=owner.pk).name == stored


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Enter your full name"),
        ("name", " \u200b\u202e ", "Enter your full name"),
        ("name", "12 34", "Enter your full name"),
        ("name", "Đ" * 81, "Shorten the name to 80 characters"),
        ("bio", "x" * 1001, "Shorten the text to 1000 characters"),
        ("location", "x" * 121, "Shorten the place to 120 characters"),
        ("website", "javascript:alert(1)", "Enter a web address, for example https://example.com"),
        ("website", "JaVaScRiPt://example.com/%0aalert(1)", "Enter a web address, for example https://example.com"),
        ("website", "data:text/html,x", "Enter a web address, for example https://example.com"),
        ("website", "ftp://example.com", "Enter a web address, for example https://example.com"),
        ("website", "http://[::1", "Enter a web address, for example https://example.com"),
        ("website", "https://example.com/" + "a" * 200, "Shorten the address to 200 characters"),
        ("timezone", "Mars/Olympus", "Choose a time zone from the list"),
        ("timezone", "../../etc/passwd", "Choose a time zone from the list"),
        ("timezone", "", "Choose a time zone from the list"),
        ("language", "fr", "Choose a language"),
        ("language", "", "Choose a language"),
        ("theme", "pink", "Choose a theme"),
        ("theme", "dark\x00", "Choose a theme"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_written(
    client: Client, owner: User, field: str, typed: str, words: str
) -> None:
    in_english(owner)
    before = Profile.objects.values().get(), User.objects.values().get()
    answer = client.post(PAGE, GIVEN | {field: typed})

    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2  # in the summary and at the field
    assert (Profile.objects.values().get(), User.objects.values().get()) == before


def test_text_about_oneself_keeps_its_lines_and_loses_its_signs(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN | {"bio": " một \r\n\r\n\r\n hai\u202e\x07 "})

    assert Profile.objects.get().bio == "một\n\nhai"


@pytest.mark.parametrize(("typed", "kept"), [("minh.example/đàn", "https://minh.example/đàn"), ("", "")])
def test_a_web_address_may_be_short_or_missing(client: Client, owner: User, typed: str, kept: str) -> None:
    client.post(PAGE, GIVEN | {"website": typed})

    assert Profile.objects.get().website == kept


def test_what_was_typed_is_shown_escaped(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN | {"bio": "</textarea><script>alert(1)</script>", "name": "<i>An</i>"})

    html = client.get(PAGE).content.decode() + client.get("/accounts/").content.decode()
    assert "<script>alert" not in html
    assert "<i>An" not in html


# ---- Notices ----
@pytest.fixture
def told(clerk: User, monkeypatch: pytest.MonkeyPatch) -> User:
    """A clerk in a school where clerks are told of everything."""
    monkeypatch.setitem(profiles.NOTICES, Role.STAFF, tuple(Notice))
    return clerk


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_no_page_offers_notices_that_nothing_sends(client: Client, db: None, role: Role) -> None:
    client.force_login(factories.user(role))
    client.cookies["language"] = "en"

    for path in (PAGE, "/accounts/"):
        assert "notifications" not in client.get(path).content.decode().lower()


def test_what_the_page_does_not_offer_stays_as_it_is(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN | {"notices": ["assigned"]})

    assert Profile.objects.get().notifications_on
    assert set(Profile.objects.get().notices) == set(Notice)


def test_the_office_chooses_when_it_is_written_to(client: Client, clerk: User) -> None:
    client.post(PAGE, GIVEN | {"mail_assigned": "never", "mail_answered": "digest", "mail_promise": ""})
    profile = Profile.objects.get()

    assert (profile.mail_assigned, profile.mail_answered, profile.mail_promise) == ("never", "digest", "at-once")


def test_an_unknown_time_of_letters_is_refused(client: Client, clerk: User) -> None:
    in_english(clerk)
    answer = client.post(PAGE, GIVEN | {"mail_promise": "hourly"})

    assert answer.status_code == 422
    assert "Choose when the e-mail is sent" in answer.content.decode()


def test_forged_times_of_letters_of_a_student_are_not_written(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN | {"mail_promise": "never"})

    assert Profile.objects.get().mail_promise == "at-once"


def test_the_office_chooses_what_it_hears_of(client: Client, told: User) -> None:
    client.post(PAGE, GIVEN | {"notifications_on": "on", "notices": [Notice.ASSIGNED, Notice.ANSWERED]})
    profile = Profile.objects.get()

    assert profile.notifications_on
    assert profile.notices == ["answered", "assigned"]


def test_unticking_all_is_kept(client: Client, told: User) -> None:
    client.post(PAGE, GIVEN)
    profile = Profile.objects.get()

    assert not profile.notifications_on
    assert profile.notices == []


def test_a_page_sent_back_untouched_changes_nothing(client: Client, told: User) -> None:
    in_english(told)
    before = Profile.objects.values().get()

    assert client.post(PAGE, opened(client)).status_code == 303
    assert Profile.objects.values().get() == before


def test_a_notice_that_is_not_offered_is_refused(client: Client, told: User) -> None:
    assert client.post(PAGE, GIVEN | {"notices": ["assigned", "salary"]}).status_code == 422
    assert not Profile.objects.exists()


def test_forged_notices_of_a_student_are_not_written(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN | {"notices": ["salary"], "role": "admin", "is_active": ""})

    assert set(Profile.objects.get().notices) == set(Notice)
    assert User.objects.get(pk=owner.pk).role == Role.STUDENT


# ---- Who, and how ----
def test_visitors_are_led_to_the_sign_in_and_back(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"] == "/accounts/login/?next=%2Faccounts%2Fprofile%2F"


def test_without_its_token_nothing_is_saved(owner: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(owner)

    assert careful.post(PAGE, GIVEN).status_code == 403
    assert User.objects.get().name == "Minh"


def test_other_methods_are_refused(client: Client, owner: User) -> None:
    assert client.put(PAGE, GIVEN).status_code == 405
    assert client.delete(PAGE).status_code == 405


def test_the_page_is_kept_nowhere(client: Client, owner: User) -> None:
    assert "no-store" in client.get(PAGE).headers["Cache-Control"]


def test_the_page_costs_five_queries(
    client: Client, clerk: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_english(clerk)
    client.get(PAGE)
    # Session, user, the look, the profile; and whether the clerk has a second factor, for the reminder; the bell.
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_the_office_may_switch_its_shortcuts_off(client: Client, clerk: User) -> None:
    assert opened(client)["shortcuts"]
    client.post(PAGE, opened(client) | {"shortcuts": ""})
    assert not Profile.objects.get().shortcuts
    client.post(PAGE, opened(client) | {"shortcuts": "on"})
    assert Profile.objects.get().shortcuts


def test_who_has_no_inbox_is_asked_nothing_about_shortcuts(client: Client, owner: User) -> None:
    client.post(PAGE, GIVEN)
    assert "shortcuts" not in client.get(PAGE).context["form"].fields
    assert Profile.objects.get().shortcuts
