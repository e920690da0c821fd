"""Which account PostgreSQL gets, and what it may enter."""

import os
import pwd
from pathlib import Path

import pytest

from school.embedded.access import Account, account_for, let_in, let_read, own

NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_an_ordinary_user_runs_it_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for(tmp_path) == Account(None, None)


@pytest.mark.usefixtures("as_root")
def test_root_runs_it_as_nobody(tmp_path: Path) -> None:
    assert account_for(tmp_path / "new") == Account(NOBODY.pw_uid, NOBODY.pw_gid)


@pytest.mark.usefixtures("as_root")
def test_root_runs_the_data_of_somebody_as_somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owned_by_daemon = os.stat_result((0o700, 0, 0, 1, pwd.getpwnam("daemon").pw_uid, 0, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda *_args, **_options: owned_by_daemon)
    assert account_for(tmp_path).uid == pwd.getpwnam("daemon").pw_uid


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    own(tmp_path / "data", Account(os.getuid(), os.getgid()))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_another_account_may_pass_through_but_not_look(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    let_in(Account(NOBODY.pw_uid, NOBODY.pw_gid), tmp_path / "data")
    assert tmp_path.stat().st_mode & 0o777 == 0o701


def test_our_own_account_needs_no_way_opened(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    let_in(Account(), tmp_path / "data")
    let_read(Account(), tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_programs_installed_under_a_strict_umask_become_readable(tmp_path: Path) -> None:
    tree = tmp_path / "bin"
    tree.mkdir(mode=0o700)
    for name, mode in (("postgres", 0o700), ("README", 0o600)):
        (tree / name).touch()
        (tree / name).chmod(mode)
    let_read(Account(NOBODY.pw_uid, NOBODY.pw_gid), tree)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tree, *tree.iterdir())}
    assert modes == {"bin": 0o705, "postgres": 0o705, "README": 0o604}
