"""roles.yaml is read strictly: what is malformed is named, and nothing of it counts."""

import pytest
import yaml

from accounts import rights
from accounts.rights import Malformed, Rights

EMPTY: dict[str, dict[str, object]] = {
    name: {} for name in (*rights.WHO, "signed_in", rights.NOBODY, rights.OWNER_ONLY)
}


def read(**sections: object) -> dict[str, Rights]:
    return dict(rights.read(yaml.safe_dump(EMPTY | sections)))


def test_a_section_holds_what_those_hold_that_it_builds_upon() -> None:
    found = read(
        everyone={"pages": ["home"]},
        student={"builds_on": ["everyone"], "topics": ["lessons"]},
        teacher={"builds_on": ["student"], "models": {"rooms.room": ["view"]}},
    )
    assert found["teacher"] == Rights(
        frozenset({("rooms.room", "view")}), frozenset({"home"}), frozenset(), frozenset({"lessons"})
    )
    assert found["teacher"].permissions == {"rooms.view_room"}
    assert found["guest"] == Rights()


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"principal": {}}, "needs exactly the sections"),
        ({"guest": None}, "guest: only"),
        ({"guest": {"page": ["home"]}}, "guest: only"),
        ({"guest": {"pages": "home"}}, "guest.pages: needs a list"),
        ({"guest": {"pages": [1]}}, "guest.pages: needs a list"),
        ({"guest": {"pages": [""]}}, "guest.pages: needs a list"),
        ({"guest": {"pages": ["home", "home"]}}, "guest.pages: stands twice: home"),
        ({"guest": {"builds_on": ["principal"]}}, "guest.builds_on: there is no principal"),
        ({"guest": {"models": ["catalog.product"]}}, "guest.models: needs lines"),
        ({"guest": {"models": {"product": ["view"]}}}, "guest.models.product: needs a model"),
        ({"guest": {"models": {"catalog.product": "view"}}}, "guest.models.catalog.product: needs a list"),
        ({"guest": {"models": {"catalog.product": ["*"]}}}, "'*' is no action"),
        ({"staff": {"builds_on": ["admin"]}, "admin": {"builds_on": ["staff"]}}, "leads back to itself"),
    ],
)
def test_what_is_malformed_is_named_by_its_place(sections: dict[str, object], words: str) -> None:
    with pytest.raises(Malformed, match=words.replace("*", r"\*")):
        read(**sections)


def test_a_key_that_stands_twice_is_not_swallowed() -> None:
    with pytest.raises(Malformed, match="stands twice: guest"):
        rights.read(yaml.safe_dump(EMPTY) + "guest: {}\n")


@pytest.mark.parametrize("text", ["", "- everyone", "everyone: [", "everyone: {}"])
def test_what_is_not_the_file_at_all_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        rights.read(text)


def test_each_role_of_the_file_says_in_words_what_it_may() -> None:
    text = rights.FILE.read_text()
    for section in (*rights.WHO, rights.NOBODY, rights.OWNER_ONLY):
        above = text.partition(f"\n{section}:")[0].rsplit("\n\n", 1)[-1].strip()
        assert above.startswith("#"), section
        assert " · " in above or above.count("\n") >= 1, section
