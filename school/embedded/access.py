"""Which system account PostgreSQL runs under: it refuses to be root, and containers and CI often are."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_STAND_IN = "nobody"  # exists everywhere, so that no account has to be made on somebody's machine


@dataclass(frozen=True)
class Account:
    """The system account a service runs under; None is the account of this process."""

    uid: int | None = None
    gid: int | None = None


def account_for(data: Path) -> Account:
    """The account for a data folder: ours, or for root the folder's owner, or else `nobody`."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat().st_uid if data.exists() else 0
    entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(_STAND_IN)
    return Account(entry.pw_uid, entry.pw_gid)


def run_as(
    account: Account, command: Sequence[str | Path], env: dict[str, str], errors: IO[bytes]
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program to its end, in a session of its own so that Ctrl-C in the terminal does not reach it."""
    return subprocess.run(  # noqa: S603 - the callers' commands hold nothing that came from outside
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
        cwd="/",
        env=env,
        user=account.uid,
        group=account.gid,
        extra_groups=None if account.uid is None else [],
    )


def own(folder: Path, account: Account) -> None:
    """Make the folder, private, and give it to the account."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account.uid is not None and account.gid is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def let_in(account: Account, folder: Path) -> None:
    """Let another account pass through to a folder: search permission on its parents where it lacks, never more."""
    if account.uid is not None:
        for parent in folder.parents:
            _add(parent, stat.S_IXOTH)


def let_read(account: Account, tree: Path) -> None:
    """Let another account read and run a program folder that was installed under a strict umask."""
    if account.uid is not None:
        let_in(account, tree)
        for path in (tree, *tree.rglob("*")):
            _add(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0))


def _add(path: Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits != bits:
        path.chmod(mode | bits)
