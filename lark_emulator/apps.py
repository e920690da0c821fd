"""Self-built apps: a fixture, and what PUT /_emulator/apps/<app id> makes of it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lark_emulator.local_address import local_address
from lark_emulator.problems import InputError, only_known

SEND = ("im:message", "im:message:send_as_bot")
# What all people of a group write: more than a bot needs to send, so the fixture has it not.
HISTORY = ("im:message.group_msg",)
CHATS = ("im:chat", "im:chat:readonly")
BASE = ("bitable:app", "base:record:create")
SCOPES = ("im:message", "im:chat:readonly", "bitable:app")
SETTINGS = frozenset(
    ["name", "secret", "scopes", "enabled", "callback_url", "event_url", "encrypt_key", "verification_token"]
)


@dataclass(frozen=True)
class App:
    """`callback_url` gets card actions, `event_url` events; encrypted and signed if there is an `encrypt_key`."""

    app_id: str
    secret: str
    name: str = "Phím Ngà"
    scopes: tuple[str, ...] = SCOPES
    enabled: bool = True
    callback_url: str | None = None
    event_url: str | None = None
    encrypt_key: str | None = None
    verification_token: str = "demo-verification"  # noqa: S105  made up, for this machine only

    def as_json(self) -> dict[str, Any]:
        hidden = {"secret": "***", "encrypt_key": self.encrypt_key and "***", "verification_token": "***"}
        return {**vars(self), **hidden}


# Where `make run` has the site: the buttons of cli_demo's cards work at once, after a reset too.
CALLBACKS = "LARK_EMULATOR_CALLBACKS"
FIXTURE = (App("cli_demo", "demo-app-secret"), App("cli_other", "other-app-secret", name="Ứng dụng khác"))


def fixture() -> dict[str, App]:
    """A wrong address in CALLBACKS raises InputError: the emulator calls nothing but this machine."""
    site = os.environ.get(CALLBACKS)
    listening = {"cli_demo": local_address(site, CALLBACKS)} if site else {}
    return {
        app.app_id: replace(app, callback_url=listening.get(app.app_id), event_url=listening.get(app.app_id))
        for app in FIXTURE
    }


def changed(app: App, given: Mapping[str, Any]) -> App:
    """The app with the settings in `given`; those not named stay. Raises InputError."""
    only_known(given, SETTINGS)
    return replace(app, **{name: _setting(name, value) for name, value in given.items()})


def _setting(name: str, value: object) -> Any:
    if name == "scopes":
        return _scopes(value)
    if name == "enabled":
        if not isinstance(value, bool):
            raise InputError(name, "enabled must be true or false.")
        return value
    if name in ("callback_url", "event_url") and value is not None:
        return local_address(value, name)
    if name in ("callback_url", "event_url", "encrypt_key") and value is None:
        return None
    if not isinstance(value, str) or not value:
        raise InputError(name, f"{name} must be a text.")
    return value


def _scopes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(scope, str) and scope for scope in value):
        raise InputError("scopes", "scopes must be a list of texts.")
    return tuple(value)
