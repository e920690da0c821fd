"""What apps say about their own columns, so that history reads in the words of their pages.

Columns are named "app.Model.column". Apps register in AppConfig.ready; what nobody registered is shown by its type.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

Words = Callable[[Any], str]
Keys = Callable[[Mapping[str, Any]], Mapping[str, tuple[str, str]]]

_words: dict[str, Words] = {}
_keys: dict[str, Keys] = {}
_hidden: set[str] = set()
_names: dict[str, tuple[str, ...]] = {}
_USUAL_NAMES = ("name", "title", "reference", "display_name")


def words(column: str, say: Words) -> None:
    """The column's values are told by the function."""
    _words[column] = say


def keys(column: str, say: Keys) -> None:
    """The JSON column is told key by key: the function gives, for each key, its label and its value in words."""
    _keys[column] = say


def hide(*columns: str) -> None:
    """The columns are computed or technical, and say nothing to a reader."""
    _hidden.update(columns)


def named_by(table: str, *paths: str) -> None:
    """Rows of the table are called by these columns, which may be those of related rows."""
    _names[table] = paths


def words_of(column: str) -> Words | None:
    """The registered function, if there is one."""
    return _words.get(column)


def keys_of(column: str) -> Keys | None:
    """The registered function, if there is one."""
    return _keys.get(column)


def is_hidden(column: str) -> bool:
    """Whether no reader needs the column."""
    return column in _hidden


def name_paths(model: type[Model]) -> tuple[str, ...]:
    """The columns that name a row of the table; none when it has no name."""
    columns = {field.name for field in model._meta.fields}
    usual = next(((name,) for name in _USUAL_NAMES if name in columns), ())
    return _names.get(model._meta.label, usual)
