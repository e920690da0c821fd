"""Remove everything that `make` made; refuses while something of it is in use."""

import os
import shutil
import sys
from pathlib import Path

from school import embedded
from school.supervisor.leftovers import RefusedError, end_leftovers, only_one

_ROOT = Path(__file__).resolve().parent.parent
_CACHES = (
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".hypothesis",
    "htmlcov",
    "staticfiles",
)


def main() -> None:
    """Data first, since that may be refused; the virtual environment last, since this runs in it."""
    var = Path(os.environ.get("VAR_DIR") or _ROOT / "var").resolve()
    if var.exists():
        _remove_data(var)
    for name in (*_CACHES, ".venv"):
        shutil.rmtree(_ROOT / name, ignore_errors=True)
    for path in _ROOT.glob(".coverage*"):
        path.unlink()


def _remove_data(var: Path) -> None:
    if not (var / "users.lock").exists():
        raise RefusedError(f"{var} is not a data folder of this project; nothing was removed.")
    with only_one(var):
        end_leftovers(var)
        for lock in var.rglob("users.lock"):
            embedded.stop_left_over(lock.parent)
        shutil.rmtree(var)


if __name__ == "__main__":
    try:
        main()
    except (RefusedError, embedded.EmbeddedError) as error:
        sys.exit(str(error))
