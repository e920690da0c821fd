"""Words of the environment that would be believed by mistake are refused at the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from school import env


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", []),
        ("https://phimnga.example", ["https://phimnga.example"]),
        (" https://A.example , http://localhost:3000,", ["https://a.example", "http://localhost:3000"]),
    ],
)
def test_origins_are_read_as_browsers_name_them(
    given: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_ORIGINS", given)
    assert env.origins("SOME_ORIGINS") == expected


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "https://*",
        "null",
        "phimnga.example",
        "https://a.example/",
        "https://a.example/x",
        "ftp://a.example",
        "https://",
    ],
)
def test_what_no_browser_would_name_is_no_origin(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_ORIGINS", given)
    with pytest.raises(ImproperlyConfigured, match="SOME_ORIGINS"):
        env.origins("SOME_ORIGINS")


@pytest.mark.parametrize("given", ["0", "-1", "1.5", "many", "1e3"])
def test_a_number_that_is_none_or_too_small_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NUMBER", given)
    with pytest.raises(ImproperlyConfigured, match="SOME_NUMBER"):
        env.at_least_one("SOME_NUMBER", "600")


def test_a_number_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_NUMBER", raising=False)
    assert env.at_least_one("SOME_NUMBER", "600") == 600
