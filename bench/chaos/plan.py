"""How much of what is done to the system; the same seed does the same in the same order."""

import argparse
from dataclasses import dataclass

# Shares of calls that are spoilt; 20 % in all.
FAULTS = {
    "status_500": 0.03,
    "status_504": 0.02,
    "html": 0.02,
    "truncated": 0.03,
    "reset_before": 0.02,
    "reset_after": 0.03,
    "timeout": 0.02,
    "code": 0.02,
    "rate_limited_429": 0.01,
}


@dataclass(frozen=True)
class Plan:
    """Numbers of one run."""

    slips: int = 1_000
    kills: int = 100
    redis: int = 6
    postgres: int = 3
    lanes: int = 2
    pause_s: float = 0.25
    seed: int = 20261121
    limits: bool = True


def read(arguments: list[str] | None = None) -> Plan:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in vars(Plan()).items():
        if isinstance(default, bool):
            parser.add_argument(f"--no-{name}", dest=name, action="store_false", help="Lark's rate limits are lifted")
        else:
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    return Plan(**vars(parser.parse_args(arguments)))
