"""Pages of a list: `page_token` is opaque to the caller; here it is where the next page begins."""

from typing import Any

from lark_emulator import gateway_codes
from lark_emulator.endpoints import Ask


def page_of(items: list[dict[str, Any]], ask: Ask, *, usual: int, most: int) -> dict[str, Any]:
    """Raises LarkError for a page size or token that Lark did not give."""
    size, start = ask.page_size(usual=usual, most=most), _start(ask.query.get("page_token", ""), len(items))
    end = start + size
    more = end < len(items)
    return {"items": items[start:end], "has_more": more, "page_token": f"p{end}" if more else "", "total": len(items)}


def _start(token: str, length: int) -> int:
    if not token:
        return 0
    digits = token.removeprefix("p")
    if not (token != digits and digits.isascii() and digits.isdigit() and len(digits) < 9 and int(digits) <= length):
        raise gateway_codes.invalid_field("page_token", "page_token is not one of this list")
    return int(digits)
