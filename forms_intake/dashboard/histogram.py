"""Times that can be added up: how many lie in each narrow bucket, and what they are together.

A middle that is read from them is at most 3 % off, and right where all times of its bucket are the same.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate

# How much larger the end of a bucket is than its beginning; below EXACT each whole number has one to itself.
WIDTH = 1.03
EXACT = 34
_LOG = math.log(WIDTH)


class Histogram:
    """Whole numbers from nothing upwards, as many as wanted in a few hundred buckets."""

    __slots__ = ("_numbers", "_order", "_sums")

    def __init__(self, times: Iterable[int] = ()) -> None:
        self._numbers: dict[int, int] = defaultdict(int)
        self._sums: dict[int, int] = defaultdict(int)
        # The buckets in their order, and how many times lie in each and all before it; made when somebody asks.
        self._order: tuple[list[int], list[int]] | None = None
        for time in times:
            bucket = _bucket(time)
            self._numbers[bucket] += 1
            self._sums[bucket] += time

    @property
    def number(self) -> int:
        """Of all times."""
        return sum(self._numbers.values())

    def add(self, kept: Sequence[int]) -> None:
        """Takes over those of another one, as they were kept."""
        numbers, sums, self._order = self._numbers, self._sums, None
        for bucket, number, together in zip(kept[::3], kept[1::3], kept[2::3], strict=True):
            numbers[bucket] += number
            sums[bucket] += together

    def kept(self) -> list[int]:
        """As the database keeps it: bucket, number, sum, and so on."""
        return [part for bucket in sorted(self._numbers) for part in self._entry(bucket)]

    def at(self, share: float) -> float:
        """Below which such a share of the times lies, between the two nearest ones as PostgreSQL's percentile_cont."""
        rank = share * (self.number - 1)
        low, high = self._value(math.floor(rank)), self._value(math.ceil(rank))
        return low + (high - low) * (rank - math.floor(rank))

    def _entry(self, bucket: int) -> tuple[int, int, int]:
        return bucket, self._numbers[bucket], self._sums[bucket]

    def _value(self, rank: int) -> float:
        if self._order is None:
            buckets = sorted(self._numbers)
            self._order = buckets, list(accumulate(self._numbers[bucket] for bucket in buckets))
        buckets, ends = self._order
        bucket = buckets[bisect_right(ends, rank)]
        return self._sums[bucket] / self._numbers[bucket]


def _bucket(time: int) -> int:
    return time if time < EXACT else int(math.log(time) / _LOG)
