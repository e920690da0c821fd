"""What would go now: the same steps are counted by a dry run and worked off by a real one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from school import clock
from school.retention import rules
from school.retention.rules import Rule


@dataclass(frozen=True)
class Step:
    """The rows of one table whose time is over by one rule."""

    rule: Rule

    @property
    def model(self) -> type[Model]:
        """Their table."""
        return self.rule.model

    def rows(self) -> "QuerySet[Any]":
        """All of them, archived ones included, the longest overdue first; forgotten people are not forgotten twice."""
        until = clock.now() - timedelta(days=self.rule.days)
        overdue = self.model._base_manager.filter(**{f"{self.rule.after}__lte": until})
        left = overdue.filter(purged_at=None) if self.rule.forget else overdue
        return left.order_by(self.rule.after, "pk")

    def next(self, most: int, *, without: Collection[object] = ()) -> list[Any]:
        """The ids of the next batch, but for rows that could not be let go before."""
        return list(self.rows().exclude(pk__in=without).values_list("pk", flat=True)[:most])

    def count(self) -> int:
        """How many rows; on a table with many of them this takes its time."""
        return self.rows().order_by().count()

    def oldest(self) -> datetime | None:
        """Since when the longest overdue row is there."""
        moment: datetime | None = self.rows().values_list(self.rule.after, flat=True).first()
        return moment


def steps() -> list[Step]:
    """One for each rule with a time, in the order of the file; what goes with an owner needs none."""
    return [Step(rule) for rule in rules.every() if not rule.owner]
