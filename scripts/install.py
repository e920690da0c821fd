"""Make the virtual environment and install one lock file into it: `python scripts/install.py run` (or `dev`).

Standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_VENV = _ROOT / ".venv"
_LOCK = _VENV / "install.lock"
# The lists that contain a list: a fuller environment is not installed into again.
_CONTAINED_IN = {"run": ("run", "dev"), "dev": ("dev",)}
# -qq hides pip's advice and keeps its errors. The lists are complete, so pip need not work out dependencies.
_PIP_INSTALL = ("-m", "pip", "install", "-qq", "--no-input", "--require-hashes", "--no-deps", "--only-binary=:all:")


def main(wanted: str) -> None:
    """Install `requirements/<wanted>.txt`, unless that very list is installed already."""
    _VENV.mkdir(exist_ok=True)
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(_is_installed(name) for name in _CONTAINED_IN[wanted]):
            return
        print(f"Installing requirements/{wanted}.txt into .venv (the first time takes a minute or two) ...", flush=True)
        _make_environment()
        _install(wanted)


def _is_installed(wanted: str) -> bool:
    stamp = _stamp(wanted)
    return stamp.exists() and stamp.read_text() == _digest(wanted) and _python().exists()


def _make_environment() -> None:
    if _python_works("-m", "pip", "--version"):
        return
    for left_over in (path for path in _VENV.iterdir() if path != _LOCK):
        shutil.rmtree(left_over) if left_over.is_dir() and not left_over.is_symlink() else left_over.unlink()
    if _run(sys.executable, "-m", "venv", str(_VENV)).returncode:
        sys.exit("Python could not make .venv; on Debian and Ubuntu install the package python3-venv, then try again.")


def _install(wanted: str) -> None:
    _stamp(wanted).unlink(missing_ok=True)
    if _run(str(_python()), *_PIP_INSTALL, "-r", str(_list(wanted))).returncode:
        sys.exit(f"pip could not install requirements/{wanted}.txt; its own message stands above.")
    _stamp(wanted).write_text(_digest(wanted))


def _python_works(*arguments: str) -> bool:
    return _python().exists() and _run(str(_python()), *arguments, output=subprocess.DEVNULL).returncode == 0


def _run(*command: str, output: int | None = None) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, check=False, stdout=output, stderr=output)  # noqa: S603 - only commands from this file


def _digest(wanted: str) -> str:
    return hashlib.sha256(_list(wanted).read_bytes()).hexdigest()


def _python() -> Path:
    return _VENV / "bin" / "python"


def _list(wanted: str) -> Path:
    return _ROOT / "requirements" / f"{wanted}.txt"


def _stamp(wanted: str) -> Path:
    return _VENV / f"installed-{wanted}"


if __name__ == "__main__":
    main(sys.argv[1])
