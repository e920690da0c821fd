"""Signing in by password: the page, its refusals, and where it leads."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests import factories
from tests.accounts.codes import english, errors, is_signed_in, mailed, post

__all__ = ["english"]
PASSWORD = "lesson-piano"
MISMATCH = "Email và mật khẩu chưa khớp. Kiểm tra rồi nhập lại"


@pytest.fixture
def staff(db: None) -> User:
    return factories.user(Role.STAFF, email="linh@example.test", name="Linh Đỗ")


@pytest.fixture
def teacher(db: None) -> User:
    return factories.user(Role.TEACHER, email="ha@example.test", name="Cô Hà")


def sign_in(client: Client, email: str, password: str, **more: str) -> tuple[int, str, str]:
    return post(client, "login/", login=email, password=password, **more)


def test_staff_come_to_their_desk(client: Client, staff: User) -> None:
    assert sign_in(client, "Linh@Example.test", PASSWORD)[:2] == (302, "/inbox/")


def test_a_teacher_comes_to_their_rooms(client: Client, teacher: User) -> None:
    assert sign_in(client, "ha@example.test", PASSWORD)[:2] == (302, "/rooms/")


def test_the_page_that_asked_for_the_sign_in_comes_next(client: Client, teacher: User) -> None:
    assert sign_in(client, "ha@example.test", PASSWORD, next="/rooms/")[1] == "/rooms/"


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver@evil.example/",
        "\t//evil.example/",
        "https://evil.example\\@testserver/",
    ],
)
def test_a_foreign_page_never_comes_next(client: Client, teacher: User, foreign: str) -> None:
    assert sign_in(client, "ha@example.test", PASSWORD, next=foreign)[1] == "/rooms/"


@pytest.mark.parametrize(
    "typed",
    ["HA@example.test", " ha@example.test ", "ｈａ@example.test", "ha＠example.test"],
)
def test_every_spelling_of_an_address_finds_the_same_account(client: Client, teacher: User, typed: str) -> None:
    assert sign_in(client, typed, PASSWORD)[0] == 302


def test_what_is_missing_is_named_in_the_summary_and_at_the_field(client: Client, db: None) -> None:
    html = sign_in(client, "", "")[2]

    assert errors(html) == [("id_login", "Nhập email"), ("id_password", "Nhập mật khẩu")]
    assert 'id="id_login_error"' in html
    assert 'aria-describedby="id_login_error"' in html
    assert re.search(r"<title>\s*Lỗi:\s*Đăng nhập\s", html)


def test_an_address_that_is_none_is_answered_with_an_example(client: Client, db: None) -> None:
    assert errors(sign_in(client, "linh", PASSWORD)[2]) == [("id_login", "Email chưa đúng, ví dụ ten@gmail.com")]


@pytest.mark.parametrize("email", ["linh@example.test", "nobody@example.test"])
def test_a_refusal_does_not_tell_whether_the_address_is_known(client: Client, staff: User, email: str) -> None:
    assert errors(sign_in(client, email, "wrong-piano")[2]) == [("id_login", MISMATCH)]


def test_the_typed_password_is_not_sent_back(client: Client, staff: User) -> None:
    assert "wrong-piano" not in sign_in(client, "linh@example.test", "wrong-piano")[2]


def test_a_very_long_password_is_a_wrong_one(client: Client, staff: User) -> None:
    assert errors(sign_in(client, "linh@example.test", "a" * 200_000)[2]) == [("id_login", MISMATCH)]


def test_guessing_is_slowed_down(client: Client, staff: User) -> None:
    for _ in range(6):
        status, _location, html = sign_in(client, "linh@example.test", "wrong-piano")

    assert status == 200
    assert "Đợi 5 phút rồi thử lại" in html
    assert "Đợi 5 phút" in sign_in(Client(REMOTE_ADDR="198.51.100.7"), "linh@example.test", PASSWORD)[2]


def test_one_address_cannot_try_many_accounts(client: Client, db: None) -> None:
    for number in range(20):
        sign_in(client, f"nobody{number}@example.test", "wrong-piano")

    assert "Đợi 5 phút" in sign_in(client, "nobody@example.test", "wrong-piano")[2]
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert errors(sign_in(elsewhere, "nobody@example.test", "wrong-piano")[2]) == [("id_login", MISMATCH)]


def test_a_visitor_cannot_invent_their_address(client: Client, db: None) -> None:
    for number in range(20):
        client.post(
            "/accounts/login/",
            {"login": f"nobody{number}@example.test", "password": "wrong-piano"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"},
        )

    assert "Đợi 5 phút" in sign_in(client, "nobody@example.test", "wrong-piano")[2]


def test_visitors_without_an_address_are_limited_as_one(teacher: User) -> None:
    assert sign_in(Client(REMOTE_ADDR=""), "ha@example.test", PASSWORD)[0] == 302


def test_the_session_key_changes_with_the_sign_in(client: Client, teacher: User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    sign_in(client, "ha@example.test", PASSWORD)

    assert client.session.session_key != planted
    assert not client.session.exists(str(planted))


def test_the_session_ends_with_the_browser_unless_asked_otherwise(client: Client, staff: User) -> None:
    sign_in(client, "linh@example.test", PASSWORD)
    assert client.session.get_expire_at_browser_close() is True

    client.logout()
    sign_in(client, "linh@example.test", PASSWORD, remember="on")
    assert client.session.get_expire_at_browser_close() is False


@pytest.mark.parametrize(
    "closed", [{"is_active": False}, {"archived_at": "2026-01-01T00:00Z", "archive_reason": "left"}]
)
def test_whoever_has_left_is_told_so_with_the_right_password_only(
    english: Client, teacher: User, closed: dict[str, Any]
) -> None:
    User.objects.filter(pk=teacher.pk).update(**closed)

    assert sign_in(english, "ha@example.test", "wrong-piano")[0] == 200
    assert sign_in(english, "ha@example.test", PASSWORD)[1] == "/accounts/inactive/"
    assert not is_signed_in(english)
    assert "This account is closed" in english.get("/accounts/inactive/").content.decode()


def test_a_person_made_in_the_admin_proves_the_address_before_the_first_entry(client: Client, db: None) -> None:
    person = User.objects.create_user("new@example.test", PASSWORD, name="Cô Hà", role=Role.TEACHER)

    assert sign_in(client, "new@example.test", PASSWORD)[1] == "/accounts/confirm-email/"
    assert post(client, "confirm-email/", code=mailed("new@example.test"))[0] == 302
    person.refresh_from_db()
    assert person.email_verified_at is not None


def test_an_address_changed_in_the_admin_has_to_be_proved_again(client: Client, teacher: User) -> None:
    teacher.email = "ha.moi@example.test"
    teacher.save()

    address = EmailAddress.objects.get()
    assert (address.email, address.primary, address.verified) == ("ha.moi@example.test", True, False)
    teacher.refresh_from_db()
    assert teacher.email_verified_at is None
    assert sign_in(client, "ha.moi@example.test", PASSWORD)[1] == "/accounts/confirm-email/"


def test_an_address_taken_away_is_no_proof_any_more(teacher: User) -> None:
    EmailAddress.objects.all().delete()

    teacher.refresh_from_db()
    assert teacher.email_verified_at is None


def test_the_page_offers_a_code_and_an_account(client: Client, db: None) -> None:
    html = client.get("/accounts/login/?next=/rooms/").content.decode()

    assert 'formaction="/accounts/login/code/"' in html
    assert 'name="next" value="/rooms/"' in html
    assert 'href="/accounts/signup/?next=%2Frooms%2F"' in html


def test_the_admin_has_no_sign_in_of_its_own(client: Client, staff: User) -> None:
    response = client.get("/admin/login/?next=/admin/")

    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_a_teacher_is_told_that_the_admin_is_for_others(client: Client, teacher: User) -> None:
    client.force_login(teacher)

    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Bạn chưa được mở trang này" in response.content.decode()


def test_signing_out_asks_first_and_says_so_afterwards(client: Client, staff: User) -> None:
    client.force_login(staff)
    assert "Đăng xuất khỏi máy này?" in client.get("/accounts/logout/").content.decode()

    page = client.post("/accounts/logout/", follow=True)
    assert "Bạn đã đăng xuất." in page.content.decode()
    assert not is_signed_in(client)


def test_staff_see_the_way_to_the_admin_and_visitors_do_not(client: Client, staff: User) -> None:
    assert 'href="/admin/"' not in client.get("/").content.decode()

    client.force_login(staff)
    assert 'href="/admin/"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/", "3rdparty/", "sessions/", "phone/change/"])
def test_every_page_of_ones_account_opens_in_our_frame(client: Client, teacher: User, path: str) -> None:
    sign_in(client, "ha@example.test", PASSWORD)
    html = client.get(f"/accounts/{path}").content.decode()

    assert 'class="site-header site-header--nav lacquer"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "login/code/",
        "password/reset/",
        "password/reset/done/",
        "inactive/",
        "3rdparty/login/cancelled/",
        "3rdparty/login/error/",
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_entrance_opens_in_both_languages(client: Client, db: None, path: str, language: str) -> None:
    client.cookies["language"] = language
    html = client.get(f"/accounts/{path}").content.decode()

    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert not mail.outbox


@pytest.mark.parametrize(
    "path",
    ["login/code/confirm/", "confirm-email/", "password/reset/confirm/", "password/reset/complete/", "phone/verify/"],
)
def test_a_code_page_without_a_code_leads_to_the_beginning(client: Client, db: None, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 302
    assert post(client, path, code="12345678")[0] == 302


def test_wrong_second_factors_from_the_same_network_keep_nobody_else_out(client: Client, teacher: User) -> None:
    """A whole school has one network address."""
    other = Client()
    other.force_login(factories.user())
    post(other, "reauthenticate/", password="lesson-piano")
    other.get("/accounts/2fa/totp/activate/")
    for _ in range(25):
        post(other, "2fa/totp/activate/", code="000000")

    assert sign_in(client, "ha@example.test", PASSWORD)[0] == 302


def test_a_locked_account_keeps_nobody_else_of_the_same_network_out(client: Client, staff: User, teacher: User) -> None:
    for _ in range(25):
        sign_in(Client(), "linh@example.test", "wrong-piano")

    assert sign_in(client, "ha@example.test", PASSWORD)[0] == 302


@pytest.mark.django_db
def test_an_unproven_address_right_after_its_code_is_told_to_wait_for_the_code(english: Client) -> None:
    browser = {"name": "Hường", "email": "new@example.test", "password1": "three quiet words"}
    post(Client(), "signup/", **browser)
    page = post(english, "login/", login="new@example.test", password="three quiet words")[2]

    assert "A code has just been sent. Wait a minute" in page
    assert "Wait five minutes" not in page
