"""A gap in roles.yaml, or a line that means nothing, stops the start."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from django.urls import path
from pytest_django.fixtures import Settings

from accounts import addresses, checks, rights
from accounts.rights import Rights
from school import pages, routing, urls
from school.live import topics

urlpatterns = [path("new/", pages.home, name="new"), path("nameless/", pages.home), *urls.urlpatterns]
Change = Callable[..., None]


def messages() -> list[str]:
    return [message.msg for message in checks.roles_are_complete(None)]


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    """Changes one list of one section of the file."""

    def replace(section: str, **lists: frozenset[object]) -> None:
        book: Mapping[str, Rights] = rights.of_all()
        changed = {**book, section: Rights(**{**vars(book[section]), **lists})}
        addresses._openers.cache_clear()
        monkeypatch.setattr(rights, "of_all", lambda: changed)

    yield replace
    addresses._openers.cache_clear()


def test_the_file_as_it_is_has_neither() -> None:
    assert messages() == []


def test_a_new_address_without_an_entry_is_named(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    assert messages() == [
        "roles.yaml: nothing about the address new",
        "roles.yaml: nothing about the address /nameless/",
    ]


def test_a_new_topic_without_an_entry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_rules", {**topics._rules, "secrets": lambda reader: True})
    assert messages() == ["roles.yaml: nothing about topics: secrets"]


def test_a_new_socket_without_an_entry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("school.routing.SOCKETS", {**routing.SOCKETS, "ws/other/<slug:slug>/": None})
    assert messages() == ["roles.yaml: nothing about sockets: ws/other/<slug:slug>/"]


@pytest.mark.parametrize("kind", ["pages", "sockets", "topics"])
def test_an_entry_that_names_nothing_is_named(change: Change, kind: str) -> None:
    change("guest", **{kind: frozenset({*getattr(rights.of_all()["guest"], kind), "no-such"})})
    assert messages() == [f"roles.yaml: guest.{kind}: there is no no-such"]


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("catalog.organ", "view"), "teacher.models: there is no catalog.organ"),
        (("organs.organ", "view"), "teacher.models: there is no organs.organ"),
        (("catalog.product", "burn"), "teacher.actions: there is no burn"),
    ],
)
def test_a_right_to_nothing_is_named(change: Change, pair: tuple[str, str], words: str) -> None:
    change("teacher", models=frozenset({pair}))
    assert messages() == [f"roles.yaml: {words}"]


def test_a_model_that_nobody_may_see_needs_an_entry_for_its_pages(change: Change) -> None:
    for section in ("teacher", "staff", "admin"):
        change(section, models=frozenset(pair for pair in rights.of_all()[section].models if pair[0] != "rooms.room"))
    addresses._granted.cache_clear()
    found = messages()
    addresses._granted.cache_clear()
    assert "roles.yaml: nothing about the address admin:rooms_room_changelist" in found


def test_a_malformed_file_is_told_instead_of_breaking_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def malformed() -> None:
        raise rights.Malformed("guest.pages: needs a list of names")

    monkeypatch.setattr(rights, "of_all", malformed)
    assert messages() == ["roles.yaml: guest.pages: needs a list of names"]
