"""A short `make chaos`, in processes and with services of its own."""

import subprocess
import sys

from tests.processes import ROOT

SHORT = ["--slips", "20", "--kills", "4", "--redis", "2", "--postgres", "1", "--pause-s", "0.1", "--no-limits"]


def test_nothing_is_lost_while_everything_behind_the_form_is_killed_stopped_and_flushed() -> None:
    command = [sys.executable, "-m", "bench.chaos", *SHORT]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    assert "20 slips confirmed" in run.stdout
    assert "worker 1 killed 2 times; worker 2 killed 2 times" in run.stdout
