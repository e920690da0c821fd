"""A Redis of a test's own, that it may stop, freeze and flush without disturbing anybody."""

import os
import signal
import subprocess
from pathlib import Path

import redis

from school.embedded.binaries import redis_server
from tests.processes import eventually, free_port


class RedisServer:
    """One redis-server on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it empty on the same port."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.child = subprocess.Popen([redis_server(), *options], stdout=subprocess.DEVNULL)
        eventually(self._answers, what="redis-server")

    def stop(self) -> None:
        """Ends it at once; what it held is gone."""
        if self.child:
            os.kill(self.child.pid, signal.SIGCONT)
            self.child.kill()
            self.child.wait()
            self.child = None

    def freeze(self) -> None:
        """It keeps its connections and answers nobody."""
        assert self.child
        os.kill(self.child.pid, signal.SIGSTOP)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
