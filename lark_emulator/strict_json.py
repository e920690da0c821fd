"""JSON that can be stored and shown again: one object, no lone surrogates, no infinities."""

import json
from typing import Any


def parse_object(raw: bytes) -> dict[str, Any]:
    """Raises ValueError for anything else, nesting too deep for the parser included."""
    try:
        value = json.loads(raw)
        # Python reads "\ud800", NaN and 1e999, none of which can be sent back as UTF-8 JSON.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
