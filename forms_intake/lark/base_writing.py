"""Writing one row: with the columns as the Base has them now, without those that refuse, and never twice."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import base_sources, mapping
from forms_intake.lark.answers import Answer
from forms_intake.lark.base_sources import REFERENCE, SOURCES
from forms_intake.lark.base_table import RECORD_NOT_FOUND, Table, derived
from forms_intake.lark.base_values import ColumnType, UnfitError, Value, shape
from forms_intake.lark.mapping import Column

_NOT_VERSION_4, _RESUBMITTED, _TOKEN_CONFLICT = 1254037, 1254608, 1255006
_UNKNOWN_COLUMN = frozenset({1254044, 1254045})
_TYPE_OF_REFUSAL = {
    1254060: ColumnType.TEXT,
    1254061: ColumnType.NUMBER,
    1254062: ColumnType.SINGLE,
    1254063: ColumnType.MULTI,
    1254064: ColumnType.DATE,
    1254065: ColumnType.CHECKBOX,
    1254068: ColumnType.URL,
    1254072: ColumnType.PHONE,
}
_REFUSED_COLUMN = _UNKNOWN_COLUMN | {1254015, 1254066, 1254067, 1254069, 1254130} | set(_TYPE_OF_REFUSAL)
# One for columns that have changed, the others for values that are refused.
_MOST_REPAIRS = 4


class StoppedError(Exception):
    """Nothing more can be done in this try; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.outcome)
        self.answer = answer


class Writing:
    """One try at one row. `read`: the Base's columns, if they had to be read; `left_out`: names of columns not written.

    Every method may raise StoppedError.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], values: Mapping[str, Value], left_out: Sequence[str]
    ) -> None:
        self.read: tuple[Mapping[str, Any], ...] = ()
        self.left_out = list(left_out)
        self._table, self._columns, self._values = table, list(columns), values

    def prepare(self, *, recheck: bool) -> None:
        """Makes sure of the column by which a row is found again."""
        if recheck:
            self._reread()
        self._reference_column()

    def bring(self, reference: str, key: uuid.UUID, *, look_first: bool, has_changed: bool, is_settled: bool) -> Answer:
        """A new row. One that an earlier try has made is brought up to date instead."""
        if look_first and (found := self._find(reference)).remote_id:
            return self._refreshed(found, has_changed=has_changed)
        answer = self._create(reference, key, is_settled=is_settled)
        made_before = look_first and answer.outcome is Outcome.OK and answer.remote_id
        return self._refreshed(answer, has_changed=has_changed) if made_before else answer

    def follow(self, reference: str, record_id: str, key: uuid.UUID, *, is_settled: bool) -> Answer:
        """The present state in the row that was brought; a new row for one that somebody has deleted."""
        answer = self._update(record_id) if record_id else None
        if answer and answer.code != RECORD_NOT_FOUND:
            return answer
        found = self._find(reference).remote_id
        if found and found != record_id:
            return self._update(found)
        if answer and (found or not is_settled):
            # Its readers lag behind: it was written moments ago.
            return replace(answer, outcome=Outcome.BACKOFF, hint=None)
        return self._create(reference, derived(key, record_id), is_settled=is_settled)

    def _create(self, reference: str, token: uuid.UUID, *, is_settled: bool) -> Answer:
        answer = self._repaired(lambda: self._table.create(self._cells(SOURCES), token))
        if answer.code in (_RESUBMITTED, _TOKEN_CONFLICT):
            if (found := self._find(reference)).remote_id:
                return self._refreshed(found, has_changed=True)
            if not is_settled:
                # The first row may be there, and not to be seen yet: a second one now could be one too many.
                return replace(answer, outcome=Outcome.BACKOFF, hint=None, is_ambiguous=True)
        if answer.code in (_RESUBMITTED, _TOKEN_CONFLICT, _NOT_VERSION_4):
            other = derived(token, "again")
            return self._repaired(lambda: self._table.create(self._cells(SOURCES), other))
        return answer

    def _refreshed(self, answer: Answer, *, has_changed: bool) -> Answer:
        """A row of an earlier try may show the slip as it was then."""
        return self._update(answer.remote_id) if has_changed else answer

    def _update(self, record_id: str) -> Answer:
        changing = set(base_sources.changing())
        if not any(column.ours in changing for column in self._columns):
            return Answer(outcome=Outcome.OK, remote_id=record_id, message="no column shows what changed")
        return self._repaired(lambda: self._table.update(record_id, self._cells(changing, empty=True)))

    def _find(self, reference: str) -> Answer:
        answer = self._repaired(lambda: self._table.find(self._reference_column(), reference))
        if answer.outcome is not Outcome.OK:
            raise StoppedError(answer)
        return answer

    def _repaired(self, attempt: Callable[[], Answer]) -> Answer:
        """The answer, after columns that have changed or refuse their value were taken as they are, or left out."""
        answer = attempt()
        for _repair in range(_MOST_REPAIRS):
            if answer.code not in _REFUSED_COLUMN or not self._mended(answer):
                break
            answer = attempt()
        if answer.code in _UNKNOWN_COLUMN:
            return replace(answer, outcome=Outcome.CONFIG, hint=Hint.COLUMN)
        return replace(answer, outcome=Outcome.CONTENT) if answer.code in _REFUSED_COLUMN else answer

    def _mended(self, answer: Answer) -> bool:
        """Whether another attempt would be another one."""
        before = list(self._columns)
        if not self.read:
            self._reread()
        if self._columns == before:
            self._leave_out(_refused(answer, self._columns))
        self._reference_column()
        return self._columns != before

    def _reread(self) -> None:
        answer = self._table.fields()
        if answer.outcome is not Outcome.OK:
            raise StoppedError(answer)
        self.read = answer.columns
        now = list(mapping.resolve(self._columns, mapping.fields(answer.columns)))
        told = {column.ours for column in now}
        self.left_out += [column.field.name for column in self._columns if column.ours not in told]
        self._columns = now

    def _reference_column(self) -> str:
        """Raises StoppedError when there is none: a row that cannot be found again could come twice."""
        name = next((column.field.name for column in self._columns if column.ours == REFERENCE), None)
        if name is None:
            raise StoppedError(Answer(outcome=Outcome.CONFIG, hint=Hint.COLUMN))
        return name

    def _leave_out(self, refused: Collection[Column]) -> None:
        self.left_out += [column.field.name for column in refused]
        self._columns = [column for column in self._columns if column not in refused]

    def _cells(self, keys: Collection[str], *, empty: bool = False) -> dict[str, Any]:
        """Values by the names of their columns; `empty`: with those that have none, which empties the cell."""
        cells: dict[str, Any] = {}
        for column in [column for column in self._columns if column.ours in keys and column.ours in self._values]:
            try:
                cell = shape(self._values[column.ours], column.field.type)
            except UnfitError:
                self._leave_out([column])
                continue
            if cell is not None or empty:
                cells[column.field.name] = cell
        return cells


def _refused(answer: Answer, columns: Sequence[Column]) -> list[Column]:
    """The columns that Lark means: the one that its message names; without a name all of the type that it blames."""
    others = [column for column in columns if not column.is_required]
    if answer.code in _TYPE_OF_REFUSAL:
        others = [column for column in others if column.field.type == _TYPE_OF_REFUSAL[answer.code]]
    # Behind the code's own name, which reads like a column: "DatetimeFieldConvFail: fldName:Date".
    _name, _colon, reason = answer.message.partition(":")
    named = [column for column in others if column.field.name in reason]
    if named:
        return [max(named, key=lambda column: len(column.field.name))]
    return others if answer.code in _TYPE_OF_REFUSAL else []
