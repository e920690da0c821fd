"""Looks into a PDF for forms_intake.files.pdfs, as a program of its own: bounded in memory and time, without secrets.

Imports nothing of the product, so that it starts quickly, and that what breaks it breaks nothing else.
"""

import io
import re
import resource
import sys
from collections.abc import Iterable, Iterator

import pikepdf

# What there is to say about a file: only pages; more than pages; a password is needed; not as PDF has to be.
PAGES, ACTIVE, LOCKED, UNREADABLE = "pages", "active", "locked", "unreadable"
_MOST_MEMORY, _MOST_SECONDS = 300_000_000, 3

# Entries that are there for nothing else.
_ENTRIES = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
# What an action does, what a mark on a page is, what a stream holds.
_KINDS = frozenset({"/S", "/Subtype", "/Type"})
_DOING = frozenset(
    {
        *(
            "/JavaScript",
            "/Launch",
            "/GoToR",
            "/GoToE",
            "/SubmitForm",
            "/ImportData",
            "/Rendition",
            "/RichMediaExecute",
        ),
        *("/Movie", "/Sound", "/RichMedia", "/3D", "/FileAttachment", "/EmbeddedFile"),
    }
)
# Places of other files; a share of a network would be sent the reader's name and password.
_FILES = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
_NESTING = (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)
_LINKS = frozenset({"/URI", "/Base"})
_USUAL_LINK = re.compile(rb"(?i)\s*(?:(?:https?://|mailto:|tel:|sms:|www\.)|[^:\\/]*[^:\\/\s][^:\\]*\Z|\Z)")


def verdict(content: bytes) -> str:
    """One of the words above."""
    try:
        with _opened(content) as pdf, pikepdf.explicit_conversion():
            does_more = any(_does_more(one) for one in _dictionaries([pdf.trailer, *pdf.objects]))
            # Asked before the pages: one that names no fonts is mended with a warning of its own.
            is_sound = not pdf.get_warnings() and len(pdf.pages) > 0
    except pikepdf.PasswordError:
        return LOCKED
    except Exception:  # what a parser says to a broken file is not foreseeable
        return UNREADABLE
    if does_more:
        return ACTIVE
    return PAGES if is_sound else UNREADABLE


def _opened(content: bytes) -> pikepdf.Pdf:
    """Without guesses: what a reader would have to guess about, it may guess otherwise than this one."""
    return pikepdf.open(io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False)


def _dictionaries(objects: Iterable[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    """Everything that has named entries, however deep; what has a number of its own comes by itself."""
    for one in objects:
        waiting = [one]
        while waiting:
            here = waiting.pop()
            if isinstance(here, pikepdf.Stream):
                here = here.stream_dict
            if isinstance(here, pikepdf.Dictionary):
                yield here
                waiting += _direct(here.values())
            elif isinstance(here, pikepdf.Array):
                waiting += _direct(here)


def _direct(values: Iterable[pikepdf.Object | None]) -> list[pikepdf.Object]:
    return [value for value in values if isinstance(value, _NESTING) and not value.is_indirect]


def _does_more(here: pikepdf.Object) -> bool:
    return any(name in _ENTRIES or _is_harmful(name, value) for name, value in here.items())


def _is_harmful(name: str, value: pikepdf.Object) -> bool:
    if name in _KINDS:
        return isinstance(value, pikepdf.Name) and str(value) in _DOING
    if isinstance(value, pikepdf.String):
        return name in _FILES or (name in _LINKS and not _USUAL_LINK.match(bytes(value)))
    return False


def main() -> None:
    """Reads the file from standard input and prints the word."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    sys.stdout.write(verdict(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
