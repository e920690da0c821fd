"""HTTP from prepared bytes over kept connections: a client that costs next to nothing beside what it measures."""

import http.client
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
Job = tuple[str, str]


class Poster:
    """Posts forms to one address with the token and the hidden inputs of its page."""

    def __init__(self, url: str, path: str) -> None:
        self._host, self._path = urlsplit(url).netloc, path
        with closing(http.client.HTTPConnection(self._host, timeout=30)) as line:
            line.request("GET", path)
            page = line.getresponse()
            self.hidden = {name: unescape(value) for name, value in HIDDEN.findall(page.read().decode())}
            self._cookie = (page.getheader("Set-Cookie") or "").split(";")[0]

    def body(self, answers: dict[str, str]) -> str:
        """What a browser would post."""
        return urlencode(self.hidden | answers)

    def send(self, jobs: list[Job], connections: int) -> list[float]:
        """Posts all bodies, each as coming from its address; seconds of each. Ends the run on any answer but 303."""
        shares = [jobs[at::connections] for at in range(connections)]
        with ThreadPoolExecutor(connections) as pool:
            return [seconds for times in pool.map(lambda share: list(self._share(share)), shares) for seconds in times]

    def _share(self, jobs: list[Job]) -> Iterator[float]:
        with closing(http.client.HTTPConnection(self._host, timeout=30)) as line:
            for body, address in jobs:
                headers = {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": self._cookie,
                    "X-Forwarded-For": address,
                }
                start = time.perf_counter()
                line.request("POST", self._path, body, headers)
                answer = line.getresponse()
                answer.read()
                yield time.perf_counter() - start
                if answer.status != http.client.SEE_OTHER:
                    raise SystemExit(f"{self._path} answered {answer.status}, not 303.")
