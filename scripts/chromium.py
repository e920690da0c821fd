"""Print the path of a Chromium for the browser tests; installs Debian's when there is none and we may."""

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"))


def main() -> str:
    """The path. Exits with one sentence when there is no browser and none can be installed."""
    path = _present() or _installed()
    if path is None:
        sys.exit("The browser tests need Chromium: install the package chromium, or set CHROMIUM to a browser's path.")
    return path


def _present() -> str | None:
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given) or sys.exit(f"CHROMIUM is {given!r}, and no program is there.")
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _installed() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing Chromium for the browser tests ...", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in _APT:
        # apt's progress is not ours to print, and standard output carries the path.
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env)  # noqa: S603 - fixed commands
    return _present()


if __name__ == "__main__":
    print(main())
