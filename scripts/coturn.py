"""Print the path of the relay for the tests of the relay; installs Debian's coturn when there is none and we may.

Where it cannot be installed the word `untested` is printed, and people are told: these tests are then left out, and
the end of the run says so once more. Nothing but that word lets them be left out.
"""

import os
import shutil
import subprocess
import sys

UNTESTED = "untested"
_APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", "coturn"))


def main() -> str:
    """What the tests find in TURNSERVER."""
    path = shutil.which("turnserver") or _installed()
    if path is None:
        print("The relay will NOT be tested: install the package coturn, as root, to test it.", file=sys.stderr)
    return path or UNTESTED


def _installed() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing coturn for the tests of the relay ...", file=sys.stderr, flush=True)
    # In that runlevel Debian starts nothing: the tests start a relay of their own, on 127.0.0.1.
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in _APT:
        # apt's progress is not ours to print, and standard output carries the path.
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env)  # noqa: S603 - fixed commands
    return shutil.which("turnserver")


if __name__ == "__main__":
    print(main())
