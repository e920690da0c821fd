"""Finds the texts that people see, in our modules and templates."""

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

FOLDERS = ("accounts", "catalog", "forms_intake", "rooms", "school", "templates")


class Text(NamedTuple):
    """One text: where it is ambiguous with a context, and with a plural where it counts."""

    singular: str
    plural: str | None = None
    context: str | None = None


# Which arguments of a call are the singular, the plural and the context, as Babel numbers them.
_CALLS = {
    "gettext": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_KEYWORDS = {"_": (1,)} | {f"{name}{lazy}": spec for name, spec in _CALLS.items() for lazy in ("", "_lazy", "_noop")}
_STRING = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{_STRING}(?:,\s*{_STRING})?(?:,\s*{_STRING})?"
)


def texts(root: Path) -> set[Text]:
    """Every text of the project that lies in the folder."""
    found: set[Text] = set()
    for path in _files(root):
        source = path.read_text("utf-8")
        found.update(of_module(source) if path.suffix == ".py" else of_template(source))
    return found


def of_module(source: str) -> Iterator[Text]:
    """The texts of a Python module."""
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), _KEYWORDS):
        singular, *plural = (message,) if isinstance(message, str) else message
        if singular:
            yield Text(singular, plural[0] if plural else None, context)


def buried(root: Path) -> Iterator[str]:
    """Where a text stands in an f-string: there nobody finds it, so readers get it in English."""
    for path in _files(root):
        if path.suffix == ".py":
            yield from (f"{path.relative_to(root)}:{line}" for line in _buried_in(path.read_text("utf-8")))


def _buried_in(source: str) -> list[int]:
    whole = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (part for node in whole for part in ast.walk(node) if isinstance(part, ast.Call))
    return sorted({call.lineno for call in calls if getattr(call.func, "id", "") in _KEYWORDS})


def of_template(source: str) -> Iterator[Text]:
    """The texts of a Django template: Django turns it into calls, between leftovers that are no program."""
    for name, *literals in _IN_TEMPLATE.findall(templatize(source)):
        strings = [str(ast.literal_eval(literal)) for literal in literals if literal]
        context = strings.pop(0) if name.startswith(("p", "np")) else None
        yield Text(strings[0], strings[1] if name.startswith("n") else None, context)


def _files(root: Path) -> Iterable[Path]:
    paths = (
        path for folder in FOLDERS for path in (root / folder).rglob("*") if path.suffix in {".py", ".html", ".txt"}
    )
    return sorted(path for path in paths if "migrations" not in path.parts)
