"""Signing in: the page, its refusals, and where it leads."""

import re

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User

PASSWORD = "demo-piano"


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("linh@example.test", PASSWORD, name="Linh Đỗ", role=Role.STAFF)


@pytest.fixture
def teacher(db: None) -> User:
    return User.objects.create_user("ha@example.test", PASSWORD, name="Cô Hà", role=Role.TEACHER)


def sign_in(client: Client, email: str, password: str, **more: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    response = client.post("/accounts/login/", {"login": email, "password": password, **more})
    return response.status_code, response.headers.get("Location", ""), response.content.decode()


def errors(html: str) -> list[tuple[str, str]]:
    """The lines of the summary, each with the field that it leads to."""
    return re.findall(r'<a href="#(id_\w+)">([^<]+)</a>', html)


def test_staff_come_to_their_desk(client: Client, staff: User) -> None:
    assert sign_in(client, "Linh@Example.test", PASSWORD)[:2] == (302, "/admin/")


def test_a_teacher_comes_to_the_front_page(client: Client, teacher: User) -> None:
    assert sign_in(client, teacher.email or "", PASSWORD)[:2] == (302, "/")


def test_the_page_that_asked_for_the_sign_in_comes_next(client: Client, teacher: User) -> None:
    assert sign_in(client, teacher.email or "", PASSWORD, next="/rooms/")[1] == "/rooms/"


def test_a_foreign_page_never_comes_next(client: Client, teacher: User) -> None:
    assert sign_in(client, teacher.email or "", PASSWORD, next="https://evil.example/")[1] == "/"


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
    assert errors(sign_in(client, email, "wrong-piano")[2]) == [
        ("id_login", "Email và mật khẩu chưa khớp. Kiểm tra rồi nhập lại")
    ]


def test_the_typed_password_is_not_sent_back(client: Client, staff: User) -> None:
    assert "wrong-piano" not in sign_in(client, "linh@example.test", "wrong-piano")[2]


def test_guessing_is_slowed_down(client: Client, staff: User) -> None:
    for _ in range(10):
        status, _location, html = sign_in(client, "linh@example.test", "wrong-piano")

    assert status == 200
    assert "Đợi 5 phút rồi thử lại" in html


def test_the_session_ends_with_the_browser_unless_asked_otherwise(client: Client, staff: User) -> None:
    sign_in(client, "linh@example.test", PASSWORD)
    assert client.session.get_expire_at_browser_close() is True

    client.logout()
    sign_in(client, "linh@example.test", PASSWORD, remember="on")
    assert client.session.get_expire_at_browser_close() is False


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    response = client.post("/accounts/signup/", {"email": "new@example.test", "password1": "long-enough-1"})

    assert "Tài khoản do trung tâm cấp" in response.content.decode()
    assert not User.objects.exists()


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
    assert "sessionid" not in client.cookies or client.cookies["sessionid"].value == ""


def test_staff_see_the_way_to_the_admin_and_visitors_do_not(client: Client, staff: User) -> None:
    assert 'href="/admin/"' not in client.get("/").content.decode()

    client.force_login(staff)
    assert 'href="/admin/"' in client.get("/").content.decode()


def test_a_forgotten_password_is_asked_for_by_mail(client: Client, staff: User) -> None:
    response = client.post("/accounts/password/reset/", {"email": "linh@example.test"}, follow=True)

    assert "Mở hộp thư của bạn" in response.content.decode()


def test_a_used_reset_link_leads_to_a_new_one(client: Client, db: None) -> None:
    html = client.get("/accounts/password/reset/key/1-set-password/", follow=True).content.decode()

    assert "Liên kết này đã dùng hoặc đã hết hạn" in html
    assert 'href="/accounts/password/reset/"' in html


def test_a_person_sees_where_they_are_signed_in_and_can_end_it(client: Client, staff: User) -> None:
    elsewhere = Client()
    for browser in (elsewhere, client):
        sign_in(browser, "linh@example.test", PASSWORD)
    assert "Đăng xuất khỏi các máy khác" in client.get("/accounts/sessions/").content.decode()

    client.post("/accounts/sessions/")
    assert elsewhere.get("/accounts/sessions/").status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200


@pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/", "3rdparty/", "sessions/"])
def test_every_page_of_ones_account_opens_in_our_frame(client: Client, staff: User, path: str) -> None:
    sign_in(client, "linh@example.test", PASSWORD)
    html = client.get(f"/accounts/{path}").content.decode()

    assert 'class="site-header lacquer"' in html
    assert html.count("<h1") == 1
