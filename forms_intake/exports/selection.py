"""How many slips a filter finds, in bounded time."""

from dataclasses import dataclass

from accounts.models import User
from forms_intake.inbox import listing
from forms_intake.inbox.filters import Filters

# More than this is told as “more than”: to count a million takes longer than to answer.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Number:
    """So many, or more than so many."""

    count: int
    is_more: bool


def number(filters: Filters, *, reader: User) -> Number:
    """How many slips there are, up to a thousand."""
    keys = listing.rows(filters, reader=reader).order_by().values_list("pk", flat=True)
    found = len(keys[: MOST_COUNTED + 1])
    return Number(min(found, MOST_COUNTED), found > MOST_COUNTED)
