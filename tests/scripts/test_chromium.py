"""Where the browser of the browser tests comes from."""

import os
from pathlib import Path

import pytest

from scripts import chromium


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has nothing but what a test puts into the folder."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def program(path: Path, script: str = "") -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_browser_that_is_named_is_taken(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare_machine / "chromium")
    monkeypatch.setenv("CHROMIUM", str(program(bare_machine / "my-browser")))
    assert chromium.main() == str(bare_machine / "my-browser")


def test_a_browser_that_is_named_and_missing_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(SystemExit, match=r"^CHROMIUM is '/no/such/browser', and no program is there\.$"):
        chromium.main()


@pytest.mark.parametrize(
    "name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
)
def test_a_browser_on_the_path_is_found(bare_machine: Path, name: str) -> None:
    program(bare_machine / name)
    assert chromium.main() == str(bare_machine / name)


def test_root_installs_the_distributions_headless_browser(
    bare_machine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program(bare_machine / "chromium")
    browser = bare_machine / "chromium-headless-shell"
    install = f"printf '#!/bin/sh\\n' > {browser} && /bin/chmod +x {browser}"
    program(bare_machine / "apt-get", f'echo noise; [ "$1" = update ] || {{ {install}; }}')
    assert chromium.main() == str(browser)
    assert capfd.readouterr() == ("", "Installing Chromium for the browser tests ...\n")


@pytest.mark.parametrize("user", [0, 1000])
def test_what_cannot_be_installed_is_one_sentence(user: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(
        SystemExit, match=r"^The browser tests need Chromium: install the package chromium-headless-shell, or set "
    ):
        chromium.main()


def test_where_nothing_can_be_installed_any_other_one_will_do(bare_machine: Path) -> None:
    program(bare_machine / "apt-get", "exit 100")
    program(bare_machine / "google-chrome")
    assert chromium.main() == str(bare_machine / "google-chrome")


def test_an_installation_that_failed_is_the_same_sentence(bare_machine: Path) -> None:
    program(bare_machine / "apt-get", "exit 100")
    with pytest.raises(SystemExit, match=r"^The browser tests need Chromium: "):
        chromium.main()
