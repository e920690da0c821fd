"""`make bench` runs all benchmarks; `python -m bench latency` one of them."""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from school import embedded

BENCHMARKS = (
    "submit",
    "api",
    "inbox",
    "live",
    "dashboard",
    "memory",
    "payloads",
    "pageweight",
    "lighthouse",
    "latency",
    "presses",
    "redis_away",
    "burst",
    "throughput",
    "pickup",
    "soak",
    "export",
    "signalling",
    "rooms_idle",
    "rooms_split",
    "rooms_join",
    "rooms_class",
    "rooms_recovery",
    "rooms_breaks",
)


def main(names: list[str]) -> None:
    """Runs the named benchmarks on services of their own, which leave nothing behind."""
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, embedded.running(Path(folder)) as services:
        os.environ |= {
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "school.settings",
        }
        for name in names or BENCHMARKS:
            print(f"\n== {name}")
            import_module(f"bench.{name}").run(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
