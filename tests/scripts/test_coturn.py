"""Where the relay of the relay's tests comes from."""

import os
from pathlib import Path

import pytest

from scripts import coturn
from tests import relay


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has nothing but what a test puts into the folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def program(path: Path, script: str = "") -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_one_that_is_there_is_enough(bare_machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(bare_machine / "turnserver")
    assert coturn.main() == str(bare_machine / "turnserver")
    assert capfd.readouterr() == ("", "")


def test_root_installs_it_and_starts_nothing(bare_machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = bare_machine / "turnserver"
    program(bare_machine / "apt-get", f'[ "$RUNLEVEL" = 1 ] && echo "#!/bin/sh" > {made} && /bin/chmod +x {made}')
    assert coturn.main() == str(made)
    assert capfd.readouterr() == ("", "Installing coturn for the tests of the relay ...\n")


@pytest.mark.parametrize("user", [0, 1000])
def test_what_cannot_be_installed_is_said(
    user: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert coturn.main() == coturn.UNTESTED
    assert "The relay will NOT be tested: install the package coturn" in capfd.readouterr().err


def test_without_a_relay_its_tests_fail_and_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TURNSERVER", raising=False)
    with pytest.raises(AssertionError, match="install the package coturn"), relay.relaying(tmp_path):
        pass
    monkeypatch.setenv("TURNSERVER", coturn.UNTESTED)
    with pytest.raises(pytest.skip.Exception, match="THE RELAY IS NOT TESTED"), relay.relaying(tmp_path):
        pass
