"""What the system holds of a person: each app registers what it keeps, how it is shown, and how it is forgotten."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

# Whatever stands in the place of a person's name begins so, in every language: it is stored.
_FORGOTTEN = "Người đã xoá"


class Busy(Exception):  # noqa: N818 - says what the person's data are; the next run finds them again
    """Something is being done with the data at this moment."""


@dataclass(frozen=True)
class Kept:
    """One line of "my data": what, what for, and the table whose rule in retention.yaml says how long."""

    what: Any
    why: Any
    label: str


@dataclass(frozen=True)
class Holding:
    """One app's part. `export` gives JSON-able data without secrets; `forget` puts the pseudonym in their place.

    `traces` are words by which the session of somebody who has not signed in yet names the person.
    """

    name: str
    kept: tuple[Kept, ...]
    export: Callable[[Any], dict[str, Any]]
    forget: Callable[[Any, str], None]
    traces: Callable[[Any], Iterable[str]] = lambda _person: ()


_holdings: dict[str, Holding] = {}


def register(
    name: str,
    *,
    kept: Iterable[Kept],
    export: Callable[[Any], dict[str, Any]],
    forget: Callable[[Any, str], None],
    traces: Callable[[Any], Iterable[str]] = lambda _person: (),
) -> None:
    """Called by an app when it is ready; `forget` runs in one transaction with all others."""
    _holdings[name] = Holding(name, tuple(kept), export, forget, traces)


def holdings() -> list[Holding]:
    """In the order of the apps: what builds upon others comes later."""
    return list(_holdings.values())


def export(person: AbstractBaseUser) -> dict[str, Any]:
    """Everything that is held of the person, by app."""
    return {holding.name: holding.export(person) for holding in holdings()}


def traces(person: Model) -> list[str]:
    """What of the person may stand in a session that is nobody's yet."""
    return [word for holding in holdings() for word in holding.traces(person) if word]


def pseudonym(person: Model) -> str:
    """The same for all that is left of one person, so that it can still be told from others."""
    return f"{_FORGOTTEN} #{int(person.pk):04X}"
