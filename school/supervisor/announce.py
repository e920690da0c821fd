"""Say when the system is ready, and where it is."""

import asyncio
import json
from http import HTTPStatus

from school.supervisor.output import Output

_READY = "/health/ready"
_TICK = 0.1
_PATIENCE = 10.0
_TIMEOUT = 5.0
# By name: browsers allow passkeys under no bare network address.
_WELCOME = """
  Ready.
  Web            http://localhost:{port}/
  Slips          http://localhost:{port}/phieu/
  Admin          http://localhost:{port}/admin/
  Lark emulator  http://127.0.0.1:{emulator_port}/
  Accounts       admin@demo.test  staff@demo.test  teacher@demo.test  student@demo.test
  Password       demo-piano
  Ctrl-C stops everything.
"""


async def announce(port: int, emulator_port: int, output: Output) -> None:
    """Wait for /health/ready to answer 200, then print the addresses; when that takes long, say what is missing."""
    loop = asyncio.get_running_loop()
    complain_at = loop.time() + _PATIENCE
    output.muted = _READY.strip("/")  # our own asking would drown what the programs say while they start
    status, body = await _get(port, _READY)
    while status != HTTPStatus.OK:
        if status and loop.time() > complain_at:
            output.say(f"Not ready yet: {_missing(body)}.")
            complain_at = loop.time() + _PATIENCE
        await asyncio.sleep(_TICK)
        status, body = await _get(port, _READY)
    output.muted = ""
    output.say(_WELCOME.format(port=port, emulator_port=emulator_port))


def _missing(body: str) -> str:
    """The names of the failed checks (school/health/views.py), or what else the answer begins with."""
    try:
        checks = json.loads(body)["checks"]
    except (ValueError, LookupError):
        return body[:200]
    return ", ".join(name for name, check in checks.items() if not check["ok"])


async def _get(port: int, path: str) -> tuple[int, str]:
    """Status and body; status 0 while nobody answers. Plain HTTP/1.0, as a client library takes long to import."""
    try:
        async with asyncio.timeout(_TIMEOUT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            answer = (await reader.read()).decode(errors="replace")
            writer.close()
    except (OSError, TimeoutError):
        return 0, ""
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split(" ", 2)[1]) if head.startswith("HTTP/") else 0, body
