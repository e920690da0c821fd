"""Reading card JSON 1.0, which ignores what does not fit: a value of the wrong type counts as absent."""

from typing import Any


def as_object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_objects(value: object) -> list[dict[str, Any]]:
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def as_string(value: object) -> str:
    return value if isinstance(value, str) else ""
