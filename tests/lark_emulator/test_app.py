import os
import subprocess
import sys
from pathlib import Path

import httpx

import lark_emulator
from tests.lark_emulator.samples import text


def test_the_documented_command_serves_the_webhook_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uvicorn", "lark_emulator.app:app", "--host", "127.0.0.1", "--port", "0"]
    root = Path(lark_emulator.__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        line = next(line for line in server.stderr if "running on" in line)
        address = line.split("running on ")[1].split()[0]
        assert httpx.post(f"{address}/open-apis/bot/v2/hook/open-bot", json=text()).json()["code"] == 0
        server.terminate()
        assert "Finished server process" in server.communicate(timeout=10)[1]
