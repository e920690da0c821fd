"""The admin pages of people."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin as site
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models import Profile, User
from school import clock, phones
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    return client


def test_whoever_adds_a_person_is_told_how_they_get_a_password(admin: Client) -> None:
    given = {"name": "Cô Lan", "email": "lan@school.test", "role": "staff", "is_active": "on"}
    profile = {"timezone": "Asia/Ho_Chi_Minh", "language": "vi", "theme": "system"}
    boxes = {"profile-TOTAL_FORMS": "1", "profile-INITIAL_FORMS": "0"}
    boxes |= {f"profile-0-{name}": value for name, value in profile.items()}
    page = admin.post(reverse("admin:accounts_user_add"), given | boxes, follow=True).content.decode()
    assert "Người này tự đặt mật khẩu qua “Quên mật khẩu” ở trang đăng nhập." in page
    assert not User.objects.get(email="lan@school.test").has_usable_password()


def test_only_what_people_here_work_with_is_in_the_menu() -> None:
    ours = {"accounts", "catalog", "forms_intake", "rooms"}
    assert {model._meta.app_label for model in site.site._registry} == ours


LIST = reverse("admin:accounts_user_changelist")


def saved(client: Client, person: User, **changes: Any) -> str:
    """The page after saving the person's form with the changes, in English."""
    return unescape(posted(client, person, **changes).content.decode())


def posted(client: Client, person: User, **changes: Any) -> Any:
    """The answer to the person's form."""
    given = {"name": person.name, "email": person.email or "", "phone": person.phone, "role": person.role}
    given |= {"profile-TOTAL_FORMS": "0", "profile-INITIAL_FORMS": "0"}
    given |= {"is_active": "on"} if person.is_active else {}
    given |= changes
    client.cookies["language"] = "en"
    where = reverse("admin:accounts_user_change", args=[person.pk])
    sent = {name: value for name, value in given.items() if value is not None}
    return client.post(where, sent, follow=True)


def stored(person: User) -> User:
    now: User = User.objects.get(pk=person.pk)
    return now


def test_a_role_is_given_by_the_form(admin: Client) -> None:
    person = factories.user()
    saved(admin, person, role="staff")
    now = stored(person)
    assert (now.role, now.office_since is not None) == (Role.STAFF, True)


def test_the_last_administrator_reads_why_they_stay_one(client: Client) -> None:
    boss = factories.user(Role.ADMIN)
    client.force_login(boss)
    assert "This is the last administrator." in saved(client, boss, role="staff")
    assert stored(boss).role == Role.ADMIN


def test_nobody_shuts_themselves_out_in_the_form(client: Client) -> None:
    boss = factories.user(Role.ADMIN)
    factories.user(Role.ADMIN)
    client.force_login(boss)
    assert "You cannot shut yourself out." in saved(client, boss, is_active=None)
    assert stored(boss).is_active


def test_the_office_is_offered_roles_up_to_its_own_only(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    person = factories.user()
    page = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert 'value="staff"' in page
    assert 'value="admin"' not in page
    saved(client, person, role="admin")
    assert stored(person).role == Role.STUDENT


def test_the_office_sees_administrators_and_changes_none(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    boss = factories.user(Role.ADMIN)
    where = reverse("admin:accounts_user_change", args=[boss.pk])
    assert 'name="_save"' not in client.get(where).content.decode()
    assert client.post(where, {"name": "Other"}).status_code == 403
    answer = client.post(reverse("admin:accounts_user_archive"), {"pk": boss.pk, "reason": "x"}, follow=True)
    assert answer.status_code == 200
    assert not stored(boss).is_archived


def test_a_new_address_is_unproven(admin: Client) -> None:
    person = factories.user()
    saved(admin, person, email="NEW@school.test")
    assert stored(person).email == "new@school.test"
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified) == ("new@school.test", False)


def test_an_address_that_somebody_has_is_refused_in_words(admin: Client) -> None:
    person, other = factories.user(), factories.user()
    page = saved(admin, person, email=str(other.email).upper())
    assert page.count("Another account has this e-mail address already.") == 1
    assert "Constraint" not in page
    assert stored(person).email == person.email


def test_an_address_of_an_archived_account_is_refused_with_the_way_to_it(admin: Client) -> None:
    person, gone = factories.user(), factories.user(archived_at=clock.now(), archive_reason="left")
    assert "An archived account has this e-mail address." in saved(admin, person, email=gone.email)


def test_a_new_address_and_the_old_one_are_told(
    admin: Client, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = factories.user(email="old@school.test")
    with django_capture_on_commit_callbacks(execute=True):
        page = saved(admin, person, email="new@school.test")
    assert "The old and the new address are told of this by e-mail." in page
    assert [mail.to for mail in mailoutbox] == [["old@school.test"], ["new@school.test"]]


def test_an_address_that_stays_is_not_told_anything(
    admin: Client, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        saved(admin, factories.user(), name="Tên Mới")
    assert mailoutbox == []


def test_the_office_does_not_get_at_an_administrators_account_through_its_mailbox(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    boss = factories.user(Role.ADMIN, email="boss@school.test")
    saved(client, boss, email="mine@school.test")
    assert stored(boss).email == "boss@school.test"
    assert EmailAddress.objects.get(user=boss).email == "boss@school.test"


@pytest.mark.parametrize("typed", ["12", "1-800-SCHOOL", "+84"])
def test_a_number_that_is_none_is_refused_as_on_our_own_pages(admin: Client, typed: str) -> None:
    person = factories.user(phone="+84912345678")
    assert "A phone number has 10 digits, for example 0912 345 678" in saved(admin, person, phone=typed)
    assert stored(person).phone == "+84912345678"


def test_a_number_is_shown_as_it_is_read_out_and_stays_proved_when_saved_again(admin: Client) -> None:
    person = factories.user(phone="+84912345678", phone_verified_at=clock.now())
    where = reverse("admin:accounts_user_change", args=[person.pk])
    assert 'value="0912 345 678"' in admin.get(where).content.decode()
    assert phones.unbroken("+84912345678") in admin.get(LIST).content.decode()
    saved(admin, person, phone="0912 345 678", name="Tên Mới")
    assert (stored(person).name, stored(person).phone_verified_at) == ("Tên Mới", person.phone_verified_at)


def test_a_number_that_somebody_else_has_proved_may_be_noted_unproven(admin: Client) -> None:
    factories.user(phone="+84987000111", phone_verified_at=clock.now())
    person = factories.user(phone="+84912345678", phone_verified_at=clock.now())
    saved(admin, person, phone="0987000111")
    assert (stored(person).phone, stored(person).phone_verified_at) == ("+84987000111", None)


def test_an_archived_profile_is_read_in_words(admin: Client) -> None:
    person = factories.user(archived_at=clock.now(), archive_reason="left")
    Profile.objects.create(user=person)
    admin.cookies["language"] = "en"
    page = admin.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert "Vietnam (UTC+07:00)" in page
    assert "Asia/Ho_Chi_Minh" not in page


def test_the_form_of_somebody_new_asks_and_tells_nothing_of_the_past(admin: Client) -> None:
    admin.cookies["language"] = "en"
    page = admin.get(reverse("admin:accounts_user_add")).content.decode()
    assert "field-last_login" not in page
    assert "No e-mail is sent." in page
    assert "#<span" not in page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_the_list_leads_to_the_invitation_of_a_colleague(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    where = reverse("admin:accounts_user_invite")
    assert where in client.get(LIST).content.decode()
    assert client.get(where).headers["Location"] == reverse("admin:accounts_invitation_add")


def test_the_menu_leads_to_ones_own_account_and_to_no_shut_page(admin: Client) -> None:
    page = admin.get(LIST).content.decode()
    assert f'href="{reverse("accounts:home")}"' in page
    assert reverse("admin:password_change") not in page


def test_the_menu_calls_people_by_name(client: Client) -> None:
    client.force_login(person := factories.user(Role.ADMIN, name="Cô Hiệu Trưởng"))
    assert person.get_full_name() == "Cô Hiệu Trưởng"
    assert "Cô Hiệu Trưởng" in client.get(reverse("admin:index")).content.decode()


def test_a_saved_form_without_changes_writes_nothing(admin: Client) -> None:
    person = factories.user()
    User.objects.filter(pk=person.pk).update(name="Written meanwhile")
    saved(admin, person, name="Written meanwhile")
    assert stored(person).name == "Written meanwhile"


@pytest.mark.parametrize("typed", ["nguyen thi hue", "NGUYỄN", "huệ", "hue@school", "0912 345", "0912345678", "+8491"])
def test_people_are_found_without_marks_by_address_and_by_number(admin: Client, typed: str) -> None:
    factories.user(name="Nguyễn Thị Huệ", email="hue@school.test", phone="+84912345678")
    factories.user(name="Đặng Văn Tám", phone="+84987000111")
    page = admin.get(LIST, {"q": typed}).content.decode()
    assert "Nguyễn Thị Huệ" in page
    assert "Đặng Văn Tám" not in page


@pytest.mark.parametrize("typed", ["%", "_", "'; drop", "x" * 5000])
def test_no_search_breaks_the_list_of_people(admin: Client, typed: str) -> None:
    assert admin.get(LIST, {"q": typed}).status_code == 200


@pytest.mark.parametrize(("state", "shown"), [("active", "An"), ("off", "Bình"), ("guest", "Chi")])
def test_the_list_is_narrowed_by_state(admin: Client, state: str, shown: str) -> None:
    factories.user(name="An Active")
    factories.user(name="Bình Off", is_active=False)
    User.objects.create_guest("Chi Guest", expires_at=clock.now() + timedelta(days=1))
    page = admin.get(LIST, {"state": state}).content.decode()
    names = {"An": "An Active", "Bình": "Bình Off", "Chi": "Chi Guest"}
    assert [name for name in names if names[name] in page] == [shown]


def test_the_list_says_who_has_a_second_factor(admin: Client) -> None:
    person = factories.user()
    Authenticator.objects.create(user=person, type="totp", data={})
    request = RequestFactory().get("/")
    request.user = person
    rows = site.site._registry[User].get_queryset(request)
    assert {row.pk for row in rows if row.has_factor} == {person.pk}


def test_the_profile_offers_no_notices_that_nothing_sends(admin: Client) -> None:
    person = factories.user()
    Profile.objects.create(user=person)
    page = admin.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert 'name="profile-0-timezone"' in page
    assert "profile-0-notices" not in page
    assert "notifications_on" not in page
