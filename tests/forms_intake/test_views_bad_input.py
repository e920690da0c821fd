"""Whatever is posted gives a page, never a fault."""

from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from forms_intake import access, urls
from school.pages import home
from tests.forms_intake.slip_pages import CHECK, CONSEQUENCE, EDIT, FORM, answers, fill_in

pytestmark = pytest.mark.django_db
URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "body", ["%", "a=%ff&%00=1", "student_name=%ED%A0%80", "&&&==", "student_name=" + "%F0%9F%98%80" * 3000]
)
def test_odd_bodies_are_answered_with_the_form(client: Client, body: str) -> None:
    response = client.post(CHECK, body, content_type=URLENCODED)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_oversize_body_is_answered_in_the_users_language(client: Client, language: str) -> None:
    client.cookies["language"] = language
    response = client.post(CHECK, "note=" + "x" * 300_000, content_type=URLENCODED)
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert f'<html lang="{language}"' in response.content.decode()


def test_too_many_fields_are_refused(client: Client) -> None:
    assert client.post(CHECK, {f"x{n}": "1" for n in range(400)}).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("address", [FORM, CHECK, EDIT, CONSEQUENCE])
def test_a_post_without_token_is_refused_with_a_page(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, answers())

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(("address", "method"), [(FORM, "put"), (FORM, "delete"), (CONSEQUENCE, "get")])
def test_other_methods_are_refused(client: Client, address: str, method: str) -> None:
    assert getattr(client, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_file_in_place_of_text_is_no_fault(client: Client) -> None:
    upload = SimpleUploadedFile("a.png", b"\x89PNG")
    response = client.post(CHECK, fill_in(client) | {"student_name": upload})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_every_address_says_who_may_open_it() -> None:
    mounted = [pattern.callback for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]

    assert {getattr(view, "access_rule", None) for view in mounted} == {"public", "accounts"}
    assert [view.__name__ for view in mounted if getattr(view, "access_rule", "") != "public"] == ["mine"]


def test_a_view_without_an_access_rule_cannot_be_mounted() -> None:
    with pytest.raises(TypeError, match="home has no access rule"):
        access.guarded(home)
