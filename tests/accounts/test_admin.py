"""The admin pages of people."""

import pytest
from django.contrib import admin as site
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
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
