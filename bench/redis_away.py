"""How long a sender waits when Redis runs, is stopped, or hangs."""

import time
import uuid
from pathlib import Path

import httpx

from bench.stage import accepted, built, line, site_on
from tests.redis_server import RedisServer
from tests.slips import Sender

SLIPS = 100


def run(folder: Path) -> None:
    """The same site on a Redis of its own in its three states; target p95 300 ms in each."""
    server = RedisServer(folder)
    with built(folder) as stage:
        environment = stage.environment | {"REDIS_URL": server.url}
        server.start()
        try:
            with site_on(folder / "web2.log", environment) as url, httpx.Client(base_url=url) as client:
                sender = Sender(client)
                print(line("Redis runs (floor)", _send(sender, 0)))
                server.freeze()
                print(line("Redis hangs", _send(sender, 1)))
                server.stop()
                print(line("Redis is stopped", _send(sender, 2)))
        finally:
            server.stop()


def _send(sender: Sender, series: int) -> list[float]:
    times = []
    for number in range(SLIPS):
        start = time.perf_counter()
        accepted(sender.send(uuid.uuid4(), contact_phone=f"091{series}{number:06}"))
        times.append(time.perf_counter() - start)
    return times
