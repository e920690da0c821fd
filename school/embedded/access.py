"""Which system account PostgreSQL runs under: it refuses to be root, containers and CI often are."""

import os
import pwd
import stat
from pathlib import Path

from school.embedded.processes import Account

_STAND_IN = "nobody"  # exists everywhere, so that no account has to be made on somebody's machine


def account_for(data: Path) -> Account:
    """The account for a data folder: ours, or for root the folder's owner, or else `nobody`."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat().st_uid if data.exists() else 0
    entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(_STAND_IN)
    return Account(entry.pw_uid, entry.pw_gid)


def own(folder: Path, account: Account) -> None:
    """Make the folder, private, and give it to the account."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account.uid is not None and account.gid is not None:
        os.chown(folder, account.uid, account.gid)


def let_in(account: Account, folder: Path) -> None:
    """Let another account pass through to a folder: search permission on its parents where it lacks, never more."""
    if account.uid is None:
        return
    for parent in folder.parents:
        _add(parent, stat.S_IXOTH)


def let_read(account: Account, tree: Path) -> None:
    """Let another account read and run a program folder that was installed under a strict umask."""
    if account.uid is None:
        return
    let_in(account, tree)
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        _add(path, stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _add(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)
