"""Reads roles.yaml: for each role, all that it may do, open, connect to and follow. What is malformed is named."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accounts.enums import Role

FILE = Path(__file__).with_name("roles.yaml")
# Also who is not signed in; an invited guest; shut addresses; addresses that nobody opens in somebody else's place.
EVERYONE, GUEST, NOBODY, OWNER_ONLY = "everyone", "guest", "nobody", "owner_only"
# Whoever asks is one of these; a person's role counts, unless they are a guest.
WHO = (EVERYONE, GUEST, Role.STUDENT.value, Role.TEACHER.value, Role.STAFF.value, Role.ADMIN.value)
_SECTIONS = {*WHO, "signed_in", NOBODY, OWNER_ONLY}
_LISTS = ("builds_on", "pages", "sockets", "topics")
_MODEL, _ACTION = re.compile(r"[a-z_]+\.[a-z]+"), re.compile(r"[a-z]+(_[a-z]+)*")


class Malformed(ValueError):  # noqa: N818 - says what the file is
    """The file cannot be read as rights; the text names the place."""


@dataclass(frozen=True)
class Rights:
    """What one section of the file grants, with all that it builds upon. `models` are pairs of label and action."""

    models: frozenset[tuple[str, str]] = frozenset()
    pages: frozenset[str] = frozenset()
    sockets: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def __or__(self, other: "Rights") -> "Rights":
        return Rights(
            self.models | other.models,
            self.pages | other.pages,
            self.sockets | other.sockets,
            self.topics | other.topics,
        )

    @property
    def permissions(self) -> frozenset[str]:
        """The pairs as Django spells them: `app_label.action_model`."""
        return frozenset(permission(label, action) for label, action in self.models)


def permission(label: str, action: str) -> str:
    """Django's name of an action on a model."""
    app_label, _, model = label.partition(".")
    return f"{app_label}.{action}_{model}"


@cache
def of_all() -> Mapping[str, Rights]:
    """Section → rights; the file is read once in the life of a process. Malformed is raised by every caller."""
    return read(FILE.read_text("utf-8"))


def read(text: str) -> Mapping[str, Rights]:
    """Section → rights, from the text of the file."""
    try:
        sections = yaml.load(text, _OnceOnly)  # noqa: S506 - a SafeLoader, see below
    except yaml.YAMLError as error:
        raise Malformed(str(error)) from error
    if not isinstance(sections, dict) or sections.keys() != _SECTIONS:
        raise Malformed(f"needs exactly the sections {', '.join(sorted(_SECTIONS))}")
    own = {name: _own(name, section) for name, section in sections.items()}
    parents = {name: section.get("builds_on", []) for name, section in sections.items()}
    return {name: _with_parents(name, own, parents, ()) for name in sections}


class _OnceOnly(yaml.SafeLoader):
    """YAML would let the second of two equal keys win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if repeated := {key for key in keys if keys.count(key) > 1}:
            raise Malformed(f"stands twice: {', '.join(sorted(repeated))}")
        return super().construct_mapping(node, deep)


def _own(name: str, section: Any) -> Rights:
    if not isinstance(section, dict) or section.keys() - {*_LISTS, "models"}:
        raise Malformed(f"{name}: only {', '.join(_LISTS)} and models may stand here")
    lists = {key: _words(f"{name}.{key}", section.get(key, [])) for key in _LISTS}
    if unknown := lists["builds_on"] - _SECTIONS:
        raise Malformed(f"{name}.builds_on: there is no {', '.join(sorted(unknown))}")
    models = section.get("models", {})
    if not isinstance(models, dict):
        raise Malformed(f"{name}.models: needs lines like `catalog.product: [view, change]`")
    pairs = frozenset(pair for label, actions in models.items() for pair in _pairs(name, label, actions))
    return Rights(pairs, lists["pages"], lists["sockets"], lists["topics"])


def _words(place: str, given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(word, str) and word for word in given):
        raise Malformed(f"{place}: needs a list of names")
    if repeated := {word for word in given if given.count(word) > 1}:
        raise Malformed(f"{place}: stands twice: {', '.join(sorted(repeated))}")
    return frozenset(given)


def _pairs(name: str, label: Any, actions: Any) -> Iterable[tuple[str, str]]:
    place = f"{name}.models.{label}"
    if not isinstance(label, str) or not _MODEL.fullmatch(label):
        raise Malformed(f"{place}: needs a model, as `catalog.product`")
    for action in _words(place, actions):
        if not _ACTION.fullmatch(action):
            raise Malformed(f"{place}: {action!r} is no action")
        yield label, action


def _with_parents(
    name: str, own: Mapping[str, Rights], parents: Mapping[str, list[str]], path: tuple[str, ...]
) -> Rights:
    if name in path:
        raise Malformed(f"{name}.builds_on: leads back to itself")
    rights = own[name]
    for parent in parents[name]:
        rights |= _with_parents(parent, own, parents, (*path, name))
    return rights
