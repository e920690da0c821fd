"""Products for the marketing site beside a bare Django JSON view of the same rows, on the same server and database.

Rounds of all alternate, so that whatever else the machine does meets each. Every request comes as from another address:
the limit is not what is measured.
"""

import http.client
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from bench.stage import line, percentile, prepare, site_on
from tests.processes import serving

PRODUCTS = int(os.environ.get("PRODUCTS", "500"))
ROUNDS, EACH, CONNECTIONS = int(os.environ.get("ROUNDS", "10")), 200, 4
_TARGET = 0.5
_LIST, _ONE = "/api/v1/products/", "/api/v1/products/BENCH-00050/"


def run(folder: Path) -> None:
    """Targets: half as many answers a second as the bare view at least, and more of 304 than of 200."""
    prepare()
    _fill()
    environment = {"LOG_LEVEL": "INFO"}
    with (
        site_on(folder / "api.log", environment) as ours,
        serving("bench.bare.asgi:application", log=folder / "bare.log", environment={}, ready="/slip/") as floor,
    ):
        compare("list of 50", ours, _LIST, floor, "/products/")
        compare("one product", ours, _ONE, floor, "/products/BENCH-00050/")
        _after_each_change(ours)
    print(f"{PRODUCTS} products, one process each; load of this machine now: {os.getloadavg()[0]:.1f}")


def compare(label: str, ours: str, path: str, floor: str, bare_path: str) -> None:
    """One block of the board."""
    tag = _etag(ours, path)
    kinds = {
        f"{label}: bare view (floor)": partial(_round, floor, bare_path, {}, 200),
        f"{label}: ours": partial(_round, ours, path, {}, 200),
        f"{label}: ours, gzip": partial(_round, ours, path, {"Accept-Encoding": "gzip"}, 200),
        f"{label}: ours, 304": partial(_round, ours, path, {"If-None-Match": tag}, 304),
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    spent, cpu = dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0.0)
    servers = [_server(floor), *[_server(ours)] * 3]
    for number in range(ROUNDS + 1):
        for (name, ask), server in zip(kinds.items(), servers, strict=True):
            began, cpu_before = time.perf_counter(), _cpu_s(server)
            found = ask()
            if number:  # the first round warms up
                times[name] += found
                spent[name] += time.perf_counter() - began
                cpu[name] += _cpu_s(server) - cpu_before
    rates = {name: ROUNDS * EACH / seconds for name, seconds in spent.items()}
    bare, plain, _packed, _unchanged = rates.values()
    _cpu_bare, cpu_plain, _cpu_packed, cpu_unchanged = cpu.values()
    for name, rate in rates.items():
        each_ms = 1000 * cpu[name] / (ROUNDS * EACH)
        print(f"{line(name, times[name])}  {rate:7.1f}/s  ratio {rate / bare:.2f}  {each_ms:.2f} ms of processor each")
    # What else the machine does shows in the seconds, and hides a difference so small.
    word = "" if plain / bare >= _TARGET and cpu_unchanged < cpu_plain else "  MISSED"
    print(f"target {_TARGET}, and 304 cheaper than 200{word}")


def _round(url: str, path: str, headers: dict[str, str], status: int) -> list[float]:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = pool.map(lambda _: _share(url, path, headers, status), range(CONNECTIONS))
        return [seconds for share in shares for seconds in share]


def _share(url: str, path: str, headers: dict[str, str], status: int) -> list[float]:
    times = []
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection:
        for _ in range(EACH // CONNECTIONS):
            address = ".".join(str(part) for part in (10, *os.urandom(3)))
            began = time.perf_counter()
            connection.request("GET", path, headers=headers | {"X-Forwarded-For": address})
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != status:
                raise SystemExit(f"{path} answered {answer.status}, not {status}.")
    return times


def _server(url: str) -> psutil.Process:
    port = str(urlsplit(url).port)
    return next(child for child in psutil.Process().children() if port in child.cmdline())


def _cpu_s(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


def _etag(url: str, path: str) -> str:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("ETag") or ""


def _after_each_change(ours: str) -> None:
    """What the first reader after a change waits for: the list is made anew."""
    from catalog.models import Product

    times = []
    for price in range(1, 101):
        Product.objects.filter(sku="BENCH-00001").update(price=price)
        tag = _etag(ours, _LIST)
        began = time.perf_counter()
        if _etag(ours, _LIST) != tag:
            raise SystemExit("The list changed by itself.")
        again = time.perf_counter() - began
        Product.objects.filter(sku="BENCH-00001").update(price=price + 1000)
        began = time.perf_counter()
        if _etag(ours, _LIST) == tag:
            raise SystemExit("A new price was not seen.")
        times.append(time.perf_counter() - began - again)
    print(f"{'list made anew after a change, beyond the usual':<46}p50 {percentile(times, 0.5) * 1000:7.1f} ms")


def _fill() -> None:
    from catalog.models import Product

    Product.objects.bulk_create(
        Product(sku=f"BENCH-{number:05}", name=f"Giáo trình piano tập {number}", price=number * 1000, kind="book")
        for number in range(PRODUCTS)
    )
