"""The filter of a search: conditions on fields, joined by and or or (record-filter-guide)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from lark_emulator.base import model
from lark_emulator.base.model import Field, Record, Table
from lark_emulator.base.place import field_of
from lark_emulator.base.refusals import refusal
from lark_emulator.base.values import plain

Matches = Callable[[Record], bool]
# The tenant's days: Vietnam has had no summer time since 1945.
VIETNAM = timezone(timedelta(hours=7))
EMPTY, FILLED = "isEmpty", "isNotEmpty"
ORDERED: dict[str, Callable[[float, float], bool]] = {
    "isGreater": lambda have, want: have > want,
    "isGreaterEqual": lambda have, want: have >= want,
    "isLess": lambda have, want: have < want,
    "isLessEqual": lambda have, want: have <= want,
}
EQUAL: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda have, want: have == want,
    "isNot": lambda have, want: have != want,
}
CONTAINED: dict[str, Callable[[list[str], list[str]], bool]] = {
    "contains": lambda have, want: any(word in entry for word in want for entry in have),
    "doesNotContain": lambda have, want: not any(word in entry for word in want for entry in have),
}
LISTS = (model.MULTI, model.USER, model.LINK, model.DUPLEX_LINK, model.GROUP, model.ATTACHMENT)
AMOUNTS = (model.NUMBER, model.DATE)


def matcher(table: Table, given: object) -> Matches:
    """Raises LarkError for a filter that Lark does not take."""
    if given is None:
        return lambda _record: True
    conditions = given.get("conditions") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(conditions, list) or given.get("conjunction") not in ("and", "or"):
        raise refusal(1254018)
    every = [_condition(table, condition) for condition in conditions]
    if given["conjunction"] == "and" or not every:
        return lambda record: all(matches(record) for matches in every)
    return lambda record: any(matches(record) for matches in every)


def _condition(table: Table, given: object) -> Matches:
    if not isinstance(given, dict):
        raise refusal(1254018)
    field, operator, value = field_of(table, given.get("field_name")), given.get("operator"), given.get("value", [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise refusal(1254018, "value must be a list of texts")
    if operator in (EMPTY, FILLED):
        return lambda record: (record.values.get(field.field_id) in (None, "", [])) == (operator == EMPTY)
    test = _test(field, operator, value)
    return lambda record: test(record.values.get(field.field_id))


def _test(field: Field, operator: object, value: list[str]) -> Callable[[Any], bool]:
    if not value or (field.type not in LISTS and field.type not in AMOUNTS and len(value) > 1):
        raise refusal(1254018, f"{field.name} takes one value")
    if field.type in AMOUNTS:
        return _amount_test(field, operator, value)
    if operator in EQUAL:
        equal = EQUAL[str(operator)]
        return lambda have: equal(sorted(_words(field, have)), sorted(value))
    if operator in CONTAINED:
        contained = CONTAINED[str(operator)]
        return lambda have: contained(_words(field, have), value)
    raise refusal(1254018, f"{field.name} has no operator {operator}")


def _words(field: Field, have: Any) -> list[str]:
    if field.type in LISTS:
        return [plain(entry) for entry in have or []]
    return [plain(have)] if have is not None else [""]


def _amount_test(field: Field, operator: object, value: list[str]) -> Callable[[Any], bool]:
    want = _day(value) if field.type == model.DATE else _number(value)
    compare = ORDERED.get(str(operator))
    if compare is None and operator not in EQUAL:
        raise refusal(1254018, f"{field.name} has no operator {operator}")

    def test(have: Any) -> bool:
        if have is None:
            return operator == "isNot"
        amount = _day_of(have) if field.type == model.DATE else float(have)
        return compare(amount, want) if compare else EQUAL[str(operator)](amount, want)

    return test


def _number(value: list[str]) -> float:
    try:
        return float(value[0])
    except ValueError:
        raise refusal(1254018, f"{value[0]!r} is no number") from None


def _day(value: list[str]) -> float:
    """`["ExactDate", "<ms>"]`: Lark compares days."""
    digits = value[1] if len(value) == 2 and value[0] == "ExactDate" else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) in model.DATES):
        raise refusal(1254018, "a date is [ExactDate, milliseconds]")
    return _day_of(int(digits))


def _day_of(milliseconds: int) -> float:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(VIETNAM).toordinal()
