"""Axes: which round numbers stand beside a chart, and which of its days are named."""

import math
from dataclasses import dataclass

_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """From nothing to `top`, with a line at each `step`."""

    top: float
    step: float

    def ticks(self) -> list[float]:
        """The values of the lines, from nothing upwards."""
        return [round(self.step * number, 6) for number in range(round(self.top / self.step) + 1)]

    def share(self, value: float) -> float:
        """How far up a value stands, between 0 and 1."""
        return min(max(value / self.top, 0), 1)


def nice(most: float, *, lines: int = 4, least_step: float = 1) -> Scale:
    """A scale that the value fits into, with about so many lines at round numbers (1, 2 or 5 times a power of ten)."""
    rough = max(most, least_step) / lines
    power = 10 ** math.floor(math.log10(rough))
    step = max(next(one * power for one in _ROUND if one * power >= rough * 0.999999), least_step)
    # At least one line above nothing, even when there is nothing.
    return Scale(top=step * max(math.ceil(round(most / step, 6)), 1), step=step)


def named(count: int, most: int) -> list[int]:
    """Which of so many bars have a name: evenly spread, the first one among them, and not more than `most`."""
    every = max(math.ceil(count / most), 1)
    return list(range(0, count, every))
