"""Which topics exist, and who may follow each. What is not registered is refused."""

import re
from collections.abc import Callable, Iterable

from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

Reader = AbstractBaseUser | AnonymousUser
Rule = Callable[[Reader], bool]

_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_TOPIC = re.compile(r"([a-z][a-z_]{0,39})(:[A-Za-z0-9_.-]{1,40})?")
_rules: dict[str, Rule] = {}


def topic(name: str, *, rule: Rule) -> None:
    """Lets those who satisfy the rule follow `name` and `name:…` (one object of it). Called from AppConfig.ready.

    The rule is asked in a thread and may use the database. ValueError for a name that no topic can have.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a topic: {name!r}")
    _rules[name] = rule


def allowed(session_key: str | None, topics: Iterable[str]) -> frozenset[str]:
    """Those of the topics that whoever is signed in with this session may follow at this moment."""
    reader = _reader(session_key)
    return frozenset(topic for topic in topics if _allows(topic, reader))


def _allows(topic: str, reader: Reader) -> bool:
    matched = _TOPIC.fullmatch(topic)
    rule = _rules.get(matched[1]) if matched else None
    return rule is not None and bool(rule(reader))


def _reader(session_key: str | None) -> Reader:
    """Asks the session anew: its user may have signed out, changed the password or been deactivated since."""
    if not session_key:
        return AnonymousUser()
    request = HttpRequest()
    request.session = SessionStore(session_key)
    return get_user(request)
