"""Transport B: a row in a Base (lark.md section 3)."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import translation

from forms_intake.deliveries import moments
from forms_intake.enums import Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark import base_address, base_sources, mapping
from forms_intake.lark.answers import Answer
from forms_intake.lark.base_table import Table
from forms_intake.lark.base_values import ColumnType, Value
from forms_intake.lark.base_writing import StoppedError, Writing
from forms_intake.lark.mapping import Column
from forms_intake.models import Delivery

if TYPE_CHECKING:
    from forms_intake.lark.transports import Call

# Longer than a reader of a Base may lag behind its writers (lark.md section 3: seconds).
_SETTLING = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a slip's row says now, and where. `has_changed`: since the slip came; `is_settled`: readers see all writes.

    `recheck`: its required column was missing when last seen, so the columns are read before anything is written.
    """

    columns: tuple[Column, ...]
    values: dict[str, Value] = field(repr=False)
    left_out: tuple[str, ...] = ()
    has_changed: bool = False
    is_settled: bool = True
    recheck: bool = False


class BaseRecord:
    """Everything; columns of type text alone; the reference and the link alone."""

    levels = 3

    def build(self, delivery: Delivery, *, level: int, may_repeat: bool) -> Row:
        """The row, in Vietnamese, because the office reads it. It needs no mark for repeats: the transport looks."""
        destination, slip = delivery.destination, delivery.submission
        missing = {entry["ours"] for entry in destination.drift if entry["kind"] in ("removed", "retyped")}
        mapped = [column for column in mapping.columns(destination.mapping) if _stays(column, missing)]
        kept = tuple(column for column in mapped if _simple_enough(column, level))
        with translation.override("vi"):
            values = base_sources.values(slip)
        return Row(
            columns=kept,
            values=values,
            left_out=tuple(column.field.name for column in mapped if column not in kept),
            has_changed=slip.revision > 0,
            is_settled=_is_settled(delivery),
            recheck=bool(missing & set(mapping.REQUIRED)),
        )

    def send(self, call: "Call") -> Answer:
        """Creates or updates the row; looks for it first where an earlier try may have made it."""
        place = base_address.of(call.access.config)
        if place is None:
            return Answer(outcome=Outcome.CONFIG, hint=Hint.BASE_UNKNOWN)
        table = Table(call.access.app, place)
        row: Row = call.message
        writing = Writing(table, row.columns, row.values, row.left_out)
        try:
            answer = self._send(call, row, writing)
        except StoppedError as stopped:
            answer = stopped.answer
        return replace(answer, counted=table.counted, left_out=tuple(writing.left_out), columns=writing.read)

    def _send(self, call: "Call", row: Row, writing: Writing) -> Answer:
        writing.prepare(recheck=row.recheck)
        if call.purpose == Purpose.UPDATE:
            return writing.follow(call.reference, call.remote_id, call.key, is_settled=row.is_settled)
        return writing.bring(
            call.reference,
            call.key,
            look_first=call.look_first,
            has_changed=row.has_changed,
            is_settled=row.is_settled,
        )


def _stays(column: Column, missing: set[str]) -> bool:
    """Columns known to be missing would be refused each time; the required one is looked for anew."""
    return column.ours not in missing or column.is_required


def _simple_enough(column: Column, level: int) -> bool:
    if level == 0:
        return True
    if level == 1:
        return column.field.type == ColumnType.TEXT and column.ours != "summary"
    return column.ours in (base_sources.REFERENCE, base_sources.LINK)


def _is_settled(delivery: Delivery) -> bool:
    """Whether everything that may have been written for this slip lies so far back that a search shows it."""
    since = moments.now() - _SETTLING
    if delivery.attempts > 1 and delivery.tries.filter(is_ambiguous=True, finished_at__gt=since).exists():
        return False
    if delivery.purpose == Purpose.CREATE:
        return True
    siblings = delivery.submission.deliveries.filter(destination=delivery.destination_id, purpose=Purpose.CREATE)
    return not siblings.filter(delivered_at__gt=since).exists()
