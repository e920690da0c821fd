"""Events of a room (rooms.bus) made true at a table, and told to its seats as frames."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rooms.wire.table import Member, Table


def apply(table: "Table", event: dict[str, Any]) -> None:
    """Changes the table as the event says; an unknown one is of a newer release and is passed over."""


def refresh(table: "Table", shown: dict[str, Any], members: "dict[str, Member]") -> None:
    """Applies whatever events must have been missed."""
