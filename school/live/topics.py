"""Which topics exist, and who may follow each. What is not registered is refused."""

import re
from collections.abc import Callable, Iterable

from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from school.session_store import SessionStore

Reader = AbstractBaseUser | AnonymousUser
Rule = Callable[[Reader], bool]
Guard = Callable[[Reader, str], bool]
Part = Callable[[str], bool]
Lens = Callable[[Reader, SessionBase], Reader]

_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_TOPIC = re.compile(r"([a-z][a-z_]{0,39})(:[A-Za-z0-9_.-]{1,40})?")
_rules: dict[str, Rule] = {}
_personal: set[str] = set()
_parts: dict[str, Part] = {}
_guards: list[Guard] = []
_lenses: list[Lens] = []


def topic(name: str, *, rule: Rule, is_personal: bool = False, part: Part | None = None) -> None:
    """Lets those who satisfy the rule follow `name` and `name:…` (one object of it). Called from AppConfig.ready.

    Of a personal one, everybody follows `name:<own pk>` and nothing else. With `part`, whatever stands behind the colon
    must satisfy it: a signed word is then the right itself. The rule is asked in a thread and may use
    the database. ValueError for a name that no topic can have.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a topic: {name!r}")
    _rules[name] = rule
    if is_personal:
        _personal.add(name)
    if part:
        _parts[name] = part


def guard(may_follow: Guard) -> None:
    """Lets nobody follow a topic whom this refuses by its name, whatever the topic's own rule says."""
    _guards.append(may_follow)


def lens(seen: Lens) -> None:
    """Lets an app say more about the reader of a session, as its middleware does for pages."""
    _lenses.append(seen)


def names() -> frozenset[str]:
    """Every topic that exists."""
    return frozenset(_rules)


def granted(reader: Reader, topics: Iterable[str]) -> frozenset[str]:
    """Those of the topics that the reader may follow."""
    return frozenset(topic for topic in topics if allows(topic, reader))


def allows(topic: str, reader: Reader) -> bool:
    """Whether the reader may follow the topic at this moment; malformed and unknown ones nobody may."""
    matched = _TOPIC.fullmatch(topic)
    rule = _rules.get(matched[1]) if matched else None
    if matched is None or rule is None:
        return False
    if matched[1] in _personal and matched[2] != f":{reader.pk}":
        return False
    if matched[2] and matched[1] in _parts and not _parts[matched[1]](matched[2][1:]):
        return False
    return all(may_follow(reader, matched[1]) for may_follow in _guards) and bool(rule(reader))


def reader_of(session_key: str | None) -> Reader:
    """Whoever is signed in with this session at this moment.

    Asks the session anew: its user may have signed out, changed the password or been deactivated since.
    """
    if not session_key:
        return AnonymousUser()
    request = HttpRequest()
    request.session = SessionStore(session_key)
    reader: Reader = get_user(request)
    for seen in _lenses:
        reader = seen(reader, request.session)
    return reader
