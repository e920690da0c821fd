"""People and chats of the tenant: a fixture, and what PUT /_emulator/chats/<chat id> makes of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from lark_emulator.problems import InputError, only_known

SETTINGS = frozenset({"name", "members", "apps", "dissolved"})


@dataclass(frozen=True)
class Person:
    open_id: str
    name: str
    email: str = ""

    @property
    def user_id(self) -> str:
        return self.open_id.removeprefix("ou_")

    @property
    def union_id(self) -> str:
        return f"on_{self.user_id}"


@dataclass(frozen=True)
class Chat:
    """`apps` are those whose bot is in the chat; a chat with one person has `person` as its open_id."""

    chat_id: str
    name: str
    members: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    dissolved: bool = False
    person: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


PEOPLE = (
    Person("ou_ha", "Cô Hà", "ha@school.test"),
    Person("ou_minh", "Thầy Minh", "minh@school.test"),
    Person("ou_lan", "Chị Lan", "lan@school.test"),
)
CHATS = (
    Chat("oc_office", "Giáo vụ", ("ou_ha", "ou_minh", "ou_lan"), ("cli_demo",)),
    Chat("oc_managers", "Quản lý", ("ou_lan",), ("cli_demo",)),
)


def people() -> dict[str, Person]:
    return {person.open_id: person for person in PEOPLE}


def chats() -> dict[str, Chat]:
    return {chat.chat_id: chat for chat in CHATS}


def changed(chat: Chat, given: Mapping[str, Any]) -> Chat:
    """The chat with the settings in `given`; those not named stay. Raises InputError."""
    only_known(given, SETTINGS)
    return replace(chat, **{name: _setting(name, value) for name, value in given.items()})


def _setting(name: str, value: object) -> Any:
    if name == "dissolved":
        if not isinstance(value, bool):
            raise InputError(name, "dissolved must be true or false.")
        return value
    if name == "name":
        if not isinstance(value, str) or not value:
            raise InputError(name, "name must be a text.")
        return value
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise InputError(name, f"{name} must be a list of ids.")
    return tuple(value)
