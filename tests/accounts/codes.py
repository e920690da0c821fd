"""Codes as people receive them: by e-mail, and by the telephone gateway of the tests."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

SENT_TO_PHONES: list[tuple[str, str, str]] = []
_CODE = re.compile(r"^\d{8}$", re.MULTILINE)


def to_phone(phone: str, code: str, language: str) -> None:
    """A transport that keeps what it was given."""
    SENT_TO_PHONES.append((phone, code, language))


def gateway_away(phone: str, code: str, language: str) -> None:
    """A transport whose gateway does not answer."""
    raise ConnectionError(phone)


def mailed(to: str | None = None) -> str:
    """The code in the newest e-mail, and only one."""
    newest = mail.outbox[-1]
    assert to is None or newest.to == [to]
    (code,) = _CODE.findall(str(newest.body))
    return str(code)


def wrong(code: str) -> str:
    """Another one."""
    return f"{(int(code) + 1) % 10**8:08}"


def post(client: Client, path: str, **fields: Any) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    response = client.post(f"/accounts/{path}", fields)
    return response.status_code, response.headers.get("Location", ""), response.content.decode()


def errors(html: str) -> list[tuple[str, str]]:
    """The lines of the summary, each with the field that it leads to."""
    return re.findall(r'<a href="#(id_\w+)">([^<]+)</a>', html)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def english(client: Client) -> Client:
    """A reader of English: the source language of all texts."""
    client.cookies["language"] = "en"
    return client
