"""What an address asks for. A word that means nothing is told: who misspells a filter would get all rows otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.enums import ProductKind, ProductStatus

ALL = "all"
MOST, USUAL = 100, 50
STATUSES, KINDS = (*ProductStatus.values, ALL), tuple(ProductKind.values)
_NAMES = ("status", "kind", "limit", "cursor")
# A name that nobody knows is repeated, so that its writer finds it; a whole book is not.
_LONGEST_NAME = 40

Sentence = str | Promise


class Misasked(Exception):  # noqa: N818 - says what happened
    """Words of the address that could not be used; a sentence for each."""

    def __init__(self, sentences: Mapping[str, Sentence]) -> None:
        super().__init__(", ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Asked:
    """Which products, how many, from where on."""

    status: str = ProductStatus.ACTIVE.value
    kind: str = ""
    limit: int = USUAL
    cursor: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """Raises Misasked with everything that is wrong, not only the first."""
        if wrong := dict(_wrong(given)):
            raise Misasked(wrong)
        words = given.dict()
        return cls(**words | {"limit": int(words["limit"])}) if "limit" in words else cls(**words)  # type: ignore[arg-type]  # of these names, see _wrong

    @property
    def filters(self) -> dict[str, str]:
        """What a cursor is bound to."""
        return {"status": self.status, "kind": self.kind}

    def link(self, address: str, cursor: str | None) -> str | None:
        """The address of the same rows at the cursor, without what goes without saying."""
        if cursor is None:
            return None
        usual = Asked()
        said = {name: str(value) for name, value in vars(self).items() if value != getattr(usual, name)}
        return f"{address}?{urlencode(said | {'cursor': cursor})}"


def nothing(given: QueryDict) -> None:
    """Raises Misasked if the address of something that takes no parameters has some."""
    if given:
        raise Misasked({name[:_LONGEST_NAME]: _("There is no such parameter here. Leave it out.") for name in given})


def _wrong(given: QueryDict) -> Iterator[tuple[str, Sentence]]:
    for name, values in given.lists():
        if name not in _NAMES:
            yield name[:_LONGEST_NAME], _("There is no such parameter. There are: status, kind, limit, cursor.")
        elif len(values) > 1:
            yield name, _("Name this parameter once.")
        elif sentence := _of_value(name, values[0]):
            yield name, sentence


def _of_value(name: str, value: str) -> Sentence | None:
    choices = {"status": STATUSES, "kind": KINDS}.get(name)
    if choices and value not in choices:
        return format_lazy("{words} {choices}.", words=_("Write one of these:"), choices=", ".join(choices))
    if name == "limit" and not _is_limit(value):
        return format_lazy(_("Write a whole number from 1 to {most}."), most=MOST)
    return BAD_CURSOR if name == "cursor" and not value else None


def _is_limit(value: str) -> bool:
    # Python's int() would take " 5", "5_0" and figures of other scripts as well.
    return value.isascii() and value.isdigit() and len(value) <= len(str(MOST)) and 1 <= int(value) <= MOST


BAD_CURSOR = _("Begin without a cursor, and take further ones from `next` and `previous` with the same filters.")
