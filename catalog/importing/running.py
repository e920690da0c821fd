"""What an import would do, row by row; and doing exactly that, all of it or nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import models, transaction
from django.utils.translation import pgettext_lazy

from accounts.models import User
from catalog.importing.reading import Row
from catalog.importing.resource import COMPARED, ProductResource, dataset, hold
from catalog.models import Product
from catalog.prices import dong
from school.archive import Refused

log = structlog.get_logger(__name__)


class Outcome(models.TextChoices):
    """What happens to a row."""

    NEW = "new", pgettext_lazy("import", "New product")
    CHANGED = "changed", pgettext_lazy("import", "Changes")
    SAME = "same", pgettext_lazy("import", "Stays as it is")
    ERROR = "error", pgettext_lazy("import", "To correct")


_OUTCOMES = {"new": Outcome.NEW, "update": Outcome.CHANGED, "skip": Outcome.SAME, "invalid": Outcome.ERROR}


@dataclass(frozen=True)
class Step:
    """One row with what happens to it: sentences to correct it by, or what was before and comes after."""

    row: Row
    outcome: Outcome
    errors: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()


class Changed(Exception):  # noqa: N818 - says what happened
    """Somebody else was faster: what was shown is no longer what would happen."""


def plan(rows: Sequence[Row], *, stock_too: bool) -> list[Step]:
    """What each row would do now. One query, however many rows, and nothing is written."""
    return _run(rows, writes=False, stock_too=stock_too, by=None)


def digest(steps: Sequence[Step]) -> str:
    """The same for steps that do the same to the same rows."""
    told = [[step.row.number, step.outcome.value, step.changes] for step in steps]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def apply(rows: Sequence[Row], *, shown: str, stock_too: bool, by: User) -> int:
    """Does what the steps with the digest `shown` said; returns how many products are new or changed.

    Raises Changed when a row would now come out differently, or has something to correct; then nothing is written.
    """
    try:
        with transaction.atomic():
            # Before anything is read: cells that the file leaves empty are written back as they were read.
            hold(rows)
            steps = plan(rows, stock_too=stock_too)
            if digest(steps) != shown or any(step.outcome == Outcome.ERROR for step in steps):
                raise Changed
            done = _run(rows, writes=True, stock_too=stock_too, by=by)
            if digest(done) != shown:
                raise Changed
    except Refused as refused:
        raise Changed from refused
    count = sum(step.outcome != Outcome.SAME for step in done)
    log.info("products.imported", count=count, by=by.pk)
    return count


def _run(rows: Sequence[Row], *, writes: bool, stock_too: bool, by: User | None) -> list[Step]:
    # What the library calls a dry run has a savepoint for each row, which took most of the time.
    result = ProductResource().import_data(dataset(rows), writes=writes, stock_too=stock_too, by=by)
    for error in result.base_errors:
        raise error.error
    return [_step(row, told) for row, told in zip(rows, result.rows, strict=True)]


def _step(row: Row, told: Any) -> Step:
    if told.errors:
        # Not a cell that cannot be read, which is `invalid`: somebody was faster, or a fault of ours.
        raise told.errors[0].error
    errors = tuple(told.validation_error.messages) if told.validation_error else ()
    changes = _changes(told.original, told.instance) if told.import_type == "update" else ()
    return Step(row, _OUTCOMES[told.import_type], errors, changes)


def _changes(before: Product, after: Product) -> tuple[tuple[str, str, str], ...]:
    names = [name for name in COMPARED if getattr(before, name) != getattr(after, name)]
    return tuple((name, _word(before, name), _word(after, name)) for name in names)


def _word(product: Product, name: str) -> str:
    value = getattr(product, name)
    if name == "price":
        return dong(value)
    return product.get_kind_display() if name == "kind" else "—" if value is None else str(value)
