"""The calls of a month (adjusting-api-call-limits-for-custom-apps.md): failing calls and tokens are free."""

from datetime import datetime


class Quota:
    def __init__(self) -> None:
        self.month = ""
        self._used = 0

    def used(self, now: datetime) -> int:
        """The calls counted in the month of `now`; a new month begins at nought."""
        month = f"{now:%Y-%m}"
        if month != self.month:
            self.month, self._used = month, 0
        return self._used

    def count(self, now: datetime, status: int) -> None:
        """A call that was answered with `status`; Lark counts none that ended with 4xx or 5xx."""
        if status < 400:
            self._used = self.used(now) + 1
