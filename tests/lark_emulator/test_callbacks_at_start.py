"""Where the fixture's app calls when the emulator was started beside a site."""

import pytest

from lark_emulator import apps
from lark_emulator.problems import InputError

SITE = "http://127.0.0.1:8000/lark/callbacks/cli_demo/"


def test_the_demonstrations_app_calls_the_site_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(apps.CALLBACKS, SITE)
    found = {app.app_id: (app.callback_url, app.event_url) for app in apps.fixture().values()}
    assert found == {"cli_demo": (SITE, SITE), "cli_other": (None, None)}


def test_without_a_site_nothing_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(apps.CALLBACKS, raising=False)
    assert apps.fixture()["cli_demo"].callback_url is None


def test_the_internet_is_never_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(apps.CALLBACKS, "https://school.example/lark/callbacks/cli_demo/")
    with pytest.raises(InputError):
        apps.fixture()
