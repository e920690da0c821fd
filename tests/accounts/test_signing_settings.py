"""What a school sets up: Google's credentials, and a gateway for codes to telephones."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.signing import checks
from school import account_settings


@pytest.fixture
def reloaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Reads the settings anew, and once more when the environment is as before."""
    yield lambda: importlib.reload(account_settings)
    monkeypatch.undo()
    importlib.reload(account_settings)


def test_google_needs_both_credentials(monkeypatch: pytest.MonkeyPatch, reloaded: Any) -> None:
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "school.apps.example")
    assert reloaded().SOCIALACCOUNT_PROVIDERS["google"]["APPS"] == []

    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "secret")
    (app,) = reloaded().SOCIALACCOUNT_PROVIDERS["google"]["APPS"]
    assert (app["client_id"], app["secret"]) == ("school.apps.example", "secret")


def test_forms_may_lead_to_google_only_where_it_is_set_up(monkeypatch: pytest.MonkeyPatch, reloaded: Any) -> None:
    assert reloaded().GOOGLE_ORIGINS == []

    monkeypatch.setenv("GOOGLE_CLIENT_ID", "school.apps.example")
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "secret")
    assert reloaded().GOOGLE_ORIGINS == ["https://accounts.google.com"]


@pytest.mark.parametrize("path", ["", "accounts.signing.phones.console", "tests.accounts.codes.to_phone"])
def test_a_gateway_that_can_be_called_passes(settings: Any, path: str) -> None:
    settings.PHONE_CODE_TRANSPORT = path

    assert checks.phone_transport() == []


@pytest.mark.parametrize(
    "path", ["nowhere.send", "accounts.signing.phones.nothing", "school.account_settings.CODE_GUESSES"]
)
def test_a_gateway_that_is_none_is_found_before_anybody_needs_it(settings: Any, path: str) -> None:
    settings.PHONE_CODE_TRANSPORT = path

    assert [found.id for found in checks.phone_transport()] == ["accounts.E030"]
