"""Install Debian's coturn for the tests of the relay, when there is none and we may; without it they are skipped."""

import os
import shutil
import subprocess
import sys

_APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", "coturn"))


def main() -> None:
    """Says in one sentence what follows when it cannot be installed."""
    if shutil.which("turnserver"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing coturn for the tests of the relay ...", file=sys.stderr, flush=True)
        # In that runlevel Debian starts nothing: the tests start a relay of their own, on 127.0.0.1.
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in _APT:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env)  # noqa: S603 - fixed commands
    if not shutil.which("turnserver"):
        print("The tests of the relay are skipped: install the package coturn.", file=sys.stderr)


if __name__ == "__main__":
    main()
