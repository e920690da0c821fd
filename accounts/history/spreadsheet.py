"""Rows for a spreadsheet: a cell is text, never a formula."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: object) -> str:
    """The text, with an apostrophe before what Excel would calculate; a telephone number keeps its plus as text."""
    told = str(text)
    return f"'{told}" if told.startswith(_FORMULA) else told
