"""The Vietnamese catalogue: kept in step with the texts, compiled, and checked."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from school.messages.extract import Text

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")


class _Steady(Catalog):
    """Says nothing in its head that changes by itself: no dates, no versions, no names."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a reader of the file needs."""
        return [
            ("Language", "vi"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def merged(texts: Iterable[Text], po: Path) -> Catalog:
    """The texts, with what the file already knows of their translations; what is used no more is left out."""
    known = read_po(BytesIO(po.read_bytes()), locale="vi") if po.exists() else Catalog(locale="vi")
    catalog = _Steady(locale="vi", header_comment="# Vietnamese. Written by `manage.py messages`.", fuzzy=False)
    for text in sorted(texts, key=lambda text: (text.singular, text.context or "", text.plural or "")):
        before = known.get(text.singular, context=text.context)
        singular_and_plural = (text.singular, text.plural) if text.plural else text.singular
        flags = {"fuzzy"} if before and before.fuzzy else set()
        catalog.add(singular_and_plural, _translation(text, before), context=text.context, flags=flags)
    return catalog


def po_of(catalog: Catalog) -> bytes:
    """The catalogue as a .po file: sorted and without line numbers, so that a diff shows what changed."""
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, sort_output=True)
    return file.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    """The catalogue as a .mo file, which is what Django reads."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def faults(catalog: Catalog) -> Iterator[str]:
    """One line for each text that is not translated, not approved, or whose placeholders differ."""
    for message in catalog:
        if not message.id:
            continue
        original, translation = _last(message.id), _last(message.string)
        if not translation.strip():
            yield f"not translated: {original}"
        elif message.fuzzy:
            yield f"fuzzy: {original}"
        elif _placeholders(original) != _placeholders(translation):
            yield f"placeholders differ: {original} -> {translation}"


def _translation(text: Text, before: Message | None) -> str | tuple[str]:
    """Vietnamese has one form for every number."""
    translation = _last(before.string) if before else ""
    return (translation,) if text.plural else translation


def _last(forms: str | Iterable[str] | None) -> str:
    return forms if isinstance(forms, str) else [*(forms or [""])][-1]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
