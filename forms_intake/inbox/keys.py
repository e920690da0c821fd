"""The keys of the inbox in words (static/forms_intake/inbox/keys.js acts on them).

Letters are the issue's, which many know from their mail (j k x e a r /); where the Vietnamese word begins with another
letter, that one does the same (B bổ sung, D duyệt, N nhận, G giao, T từ chối). They act while the focus is in the list
or on nothing, never while somebody types, and can be switched off in the profile (WCAG 2.2, 2.1.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Key:
    """One thing that keys do. `caps` that are pressed together are one string."""

    caps: Sequence[str]
    words: "StrOrPromise"


OPEN = Key(("Enter", "O"), pgettext_lazy("key", "open the slip"))
DOWN_UP = Key(("J", "K"), pgettext_lazy("key", "down, up"))
TAKE = Key(("N",), pgettext_lazy("key", "take"))
APPROVE = Key(("A", "D"), pgettext_lazy("key", "approve"))
ASK = Key(("R", "B"), pgettext_lazy("key", "ask for information"))
ARCHIVE = Key(("E",), pgettext_lazy("key", "archive"))
UNDO = Key(("Z",), pgettext_lazy("key", "undo"))
TICK = Key(("X",), pgettext_lazy("key", "tick"))
SEARCH = Key(("/",), pgettext_lazy("key", "search"))

GROUPS: "Sequence[tuple[StrOrPromise, Sequence[Key]]]" = (
    (
        pgettext_lazy("keys", "Move"),
        (
            Key(("J", "↓"), pgettext_lazy("key", "next slip, after the last one the next page")),
            Key(("K", "↑"), pgettext_lazy("key", "slip before, before the first one the page before")),
            Key(("Shift + J",), pgettext_lazy("key", "next page, in columns of this column")),
            Key(("Shift + K",), pgettext_lazy("key", "page before, in columns of this column")),
            Key(("→", "←"), pgettext_lazy("key", "column to the right, to the left")),
            OPEN,
            Key(("Esc",), pgettext_lazy("key", "back to the list")),
            SEARCH,
        ),
    ),
    (
        pgettext_lazy("keys", "Choose"),
        (TICK, Key(("Shift + X",), pgettext_lazy("key", "tick all from the last tick to here"))),
    ),
    (
        pgettext_lazy("keys", "Deal with the slip, or with all that are ticked"),
        (
            TAKE,
            APPROVE,
            ASK,
            Key(("T",), pgettext_lazy("key", "decline")),
            Key(("G",), pgettext_lazy("key", "assign")),
            ARCHIVE,
            UNDO,
        ),
    ),
)
HINTS = (DOWN_UP, OPEN, TICK, TAKE, APPROVE, ASK, ARCHIVE, UNDO, SEARCH)
