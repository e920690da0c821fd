"""Print the path of a Chromium for the browser tests; installs Debian's headless one when it is not there and we may.

The same engine without windows: pages in it cost half the processor's time. Any other Chromium will do.
"""

import os
import shutil
import subprocess
import sys

_HEADLESS = "chromium-headless-shell"
_OTHERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", _HEADLESS))


def main() -> str:
    """The path. Exits with one sentence when there is no browser and none can be installed."""
    path = _given() or shutil.which(_HEADLESS) or _installed() or _other()
    if path is None:
        sys.exit(
            f"The browser tests need Chromium: install the package {_HEADLESS}, or set CHROMIUM to a browser's path."
        )
    return path


def _given() -> str | None:
    given = os.environ.get("CHROMIUM")
    if not given:
        return None
    return shutil.which(given) or sys.exit(f"CHROMIUM is {given!r}, and no program is there.")


def _other() -> str | None:
    return next((path for name in _OTHERS if (path := shutil.which(name))), None)


def _installed() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing Chromium for the browser tests ...", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in _APT:
        # apt's progress is not ours to print, and standard output carries the path.
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env)  # noqa: S603 - fixed commands
    return shutil.which(_HEADLESS)


if __name__ == "__main__":
    print(main())
