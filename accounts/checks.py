"""System checks: roles.yaml speaks of every address, socket and live list, and of nothing that does not exist."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core import checks

from accounts import actions, addresses, rights
from school.live import topics

_HINT = "Say in accounts/roles.yaml who may, or put it under `nobody`."


@checks.register("accounts")
def roles_are_complete(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """Neither a gap nor a line that means nothing: both would be found out by a person who is refused."""
    try:
        book = rights.of_all()
    except rights.Malformed as error:
        return [checks.Error(f"{rights.FILE.name}: {error}", id="accounts.E101")]
    return [*_gaps(book), *(error for name, section in book.items() for error in _strangers(name, section))]


def _gaps(book: Iterable[str]) -> Iterator[checks.CheckMessage]:
    for key in dict.fromkeys(address.key for address in addresses.all_addresses()):
        if addresses.who_may_open(key) is None:
            yield checks.Error(f"{rights.FILE.name}: nothing about the address {key}", hint=_HINT, id="accounts.E102")
    named = rights.of_all().values()
    for kind, existing in (("sockets", _sockets()), ("topics", topics.names())):
        for name in sorted(existing.difference(*(getattr(section, kind) for section in named))):
            yield checks.Error(f"{rights.FILE.name}: nothing about {kind}: {name}", hint=_HINT, id="accounts.E103")


def _strangers(name: str, section: rights.Rights) -> Iterator[checks.CheckMessage]:
    unknown = {
        "pages": section.pages - {address.key for address in addresses.all_addresses()},
        "sockets": section.sockets - _sockets(),
        "topics": section.topics - topics.names(),
        "models": {label for label, _ in section.models if not _is_model(label)},
        "actions": {action for _, action in section.models if action not in actions.WORDS},
    }
    for kind, strange in unknown.items():
        for word in sorted(strange):
            message = f"{rights.FILE.name}: {name}.{kind}: there is no {word}"
            yield checks.Error(message, id="accounts.E104")


def _sockets() -> frozenset[str]:
    from school.routing import SOCKETS  # the composition root imports this app

    return frozenset(SOCKETS)


def _is_model(label: str) -> bool:
    try:
        return bool(apps.get_model(label))
    except LookupError:
        return False
