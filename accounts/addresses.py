"""Every address of the site, and which roles may open it by roles.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.contrib import admin
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, get_urlconf

from accounts import rights

# What Django's own admin pages are opened by; other pages of a model are named after the action.
_BY_WORD = {
    "changelist": {"view"},
    "history": {"view"},
    "redirect": {"view", "change"},
    "change": {"view", "change"},
    "add": {"add"},
    "delete": {"delete"},
}
_DJANGOS = frozenset({"view", "add", "change", "delete"})


@dataclass(frozen=True)
class Address:
    """One pattern of the URL conf; `key` is what roles.yaml calls it."""

    key: str
    route: str
    pattern: URLPattern


def key_of(match: ResolverMatch) -> str:
    """The name of the address that was asked for, or its route where it has no name."""
    return match.view_name if match.url_name else f"/{match.route}"


def all_addresses(urlconf: str | None = None) -> Iterator[Address]:
    """Every pattern, in the order in which Django tries them."""
    return _walk(get_resolver(urlconf or get_urlconf()), (), "")


def who_may_open(key: str) -> frozenset[str] | None:
    """The roles that may open the address; None when roles.yaml says nothing about it."""
    return _openers(get_urlconf()).get(key)


def is_owner_only(key: str) -> bool:
    """Whether the address is shut to whoever sees the site as somebody else."""
    return key in rights.of_all()[rights.OWNER_ONLY].pages


def derived(key: str) -> tuple[str, frozenset[str]] | None:
    """For a page of a model in the admin site: the model, and the actions of which one opens the page."""
    for label, start in _admin_starts().items():
        if key.startswith(start):
            return label, _actions(label, key.removeprefix(start))
        app_label, _, model = label.partition(".")
        # Django's redirect from the old address of a row.
        if key == f"/admin/{app_label}/{model}/<path:object_id>/":
            return label, frozenset(_BY_WORD["redirect"])
    return None


@cache
def _openers(urlconf: str | None) -> Mapping[str, frozenset[str]]:
    found = {address.key: _roles(address.key) for address in all_addresses(urlconf)}
    return {key: roles for key, roles in found.items() if roles is not None}


def _roles(key: str) -> frozenset[str] | None:
    """An entry under `pages` counts; without one, the entry of the model."""
    book = rights.of_all()
    if any(key in section.pages for name, section in book.items() if name != rights.OWNER_ONLY):
        return frozenset(role for role in rights.WHO if key in book[role].pages)
    if (page := derived(key)) is None:
        return None
    label, actions = page
    # Django's own pages of a model exist whether or not somebody may open them; others need somebody.
    if not _granted(label) or not actions & (_granted(label) | _DJANGOS):
        return None
    return frozenset(role for role in rights.WHO for action in actions if (label, action) in book[role].models)


def _actions(label: str, word: str) -> frozenset[str]:
    """`accounts_user_import_template` belongs to the action `import`, unless `import_template` is one itself."""
    if word in _BY_WORD:
        return frozenset(_BY_WORD[word])
    fitting = [action for action in _granted(label) if f"{word}_".startswith(f"{action}_")]
    return frozenset({max(fitting, key=len)} if fitting else {word})


@cache
def _granted(label: str) -> frozenset[str]:
    """Every action on the model that anybody holds."""
    return frozenset(action for role in rights.WHO for name, action in rights.of_all()[role].models if name == label)


@cache
def _admin_starts() -> Mapping[str, str]:
    """Model → how the names of its admin pages begin."""
    options = [model._meta for model in admin.site._registry]
    return {meta.label_lower: f"admin:{meta.app_label}_{meta.model_name}_" for meta in options}


def _walk(resolver: URLResolver, namespaces: tuple[str, ...], route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern).removeprefix("^" if route else "")
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, inner, here)
        else:
            key = ":".join([*namespaces, pattern.name]) if pattern.name else f"/{here}"
            yield Address(key, here, pattern)
