"""Controls made of several inputs; each knows the names it posts, so that answers can travel from page to page."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

MOST_SLOTS = 3
MOST_DATES = 8
# Of one name: more than any list of check boxes has.
_MOST_VALUES = 20


class DateParts(NamedTuple):
    """A date as typed into three boxes."""

    day: str = ""
    month: str = ""
    year: str = ""


class SlotParts(NamedTuple):
    """One time slot as chosen from three lists."""

    weekday: str = ""
    start: str = ""
    end: str = ""


class DateBoxes(forms.Widget):
    """Day, month and year in boxes of their own."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts:
        return DateParts(*(_posted(data, part) for part in self.names(name)))

    def names(self, name: str) -> list[str]:
        """The inputs, in the order of DateParts."""
        return [f"{name}_{part}" for part in DateParts._fields]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_day"


class ManyDateBoxes(forms.Widget):
    """Several dates, three boxes each."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[DateParts]:
        return [DateBoxes().value_from_datadict(data, files, f"{name}_{n}") for n in range(1, MOST_DATES + 1)]

    def names(self, name: str) -> list[str]:
        """All boxes of all dates."""
        return [part for n in range(1, MOST_DATES + 1) for part in DateBoxes().names(f"{name}_{n}")]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1_day"


class SlotLists(forms.Widget):
    """Up to three slots of weekday, from and to."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[SlotParts]:
        return [
            SlotParts(*(_posted(data, f"{name}_{n}_{part}") for part in SlotParts._fields))
            for n in range(1, MOST_SLOTS + 1)
        ]

    def names(self, name: str) -> list[str]:
        """All lists of all slots."""
        return [f"{name}_{n}_{part}" for n in range(1, MOST_SLOTS + 1) for part in SlotParts._fields]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1_weekday"


class Choices(forms.RadioSelect):
    """Radio buttons as cards; `columns` is the modifier of the look (pair, 2, 3) or empty."""

    def __init__(self, columns: str = "") -> None:
        super().__init__()
        self.columns = columns


class Checks(forms.CheckboxSelectMultiple):
    """Check boxes as cards; `columns` as with Choices."""

    def __init__(self, columns: str = "") -> None:
        super().__init__()
        self.columns = columns


def _posted(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")


def carried(data: QueryDict, names: list[str]) -> list[tuple[str, str]]:
    """Every value of each posted input among `names`: what hidden inputs take to the next page."""
    return [(name, str(value)) for name in names for value in data.getlist(name)[:_MOST_VALUES]]
