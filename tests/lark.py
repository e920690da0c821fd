"""The emulator as tests talk to it."""

from typing import Any

import httpx

from forms_intake.enums import DestinationKind
from forms_intake.models import Destination

_COLUMNS = "/_emulator/bases/bascnDemo/tables/tblSlips/fields"


class Lark:
    """What arrived, and which faults to make."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @property
    def url(self) -> str:
        """The address of the emulator."""
        return str(self._client.base_url).rstrip("/")

    def robot_url(self, token: str = "demo-bot") -> str:
        """The webhook address of a robot."""
        return f"{self.url}/open-apis/bot/v2/hook/{token}"

    def destination(self, token: str = "demo-bot", name: str = "Giáo vụ", **fields: Any) -> Destination:
        """A destination that posts to a robot."""
        config: dict[str, Any] = {"url": self.robot_url(token), "secret": "demo-secret"}
        return Destination.objects.create(name=name, kind=DestinationKind.WEBHOOK, config=config, **fields)

    def reset(self) -> None:
        """Forgets messages and faults."""
        self._client.post("/_emulator/reset").raise_for_status()

    def fault(self, kind: str, **spec: Any) -> None:
        """Makes the next calls fail in this way."""
        self._client.post("/_emulator/faults", json={"route": "hook", "kind": kind, **spec}).raise_for_status()

    def hanging(self, token: str, **fields: Any) -> Destination:
        """A destination whose robot takes calls and does not answer for half a minute."""
        self._client.put(f"/_emulator/bots/{token}", json={}).raise_for_status()
        self.fault("timeout", route=token, delay_s=30, probability=1)
        config: dict[str, Any] = {"url": self.robot_url(token)}
        return Destination.objects.create(name=token, kind=DestinationKind.WEBHOOK, config=config, **fields)

    def mend(self) -> None:
        """No more faults."""
        self._client.delete("/_emulator/faults").raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        """What was accepted, oldest first."""
        found = self._client.get("/_emulator/messages").raise_for_status().json()
        messages: list[dict[str, Any]] = found["messages"] if isinstance(found, dict) else found
        return messages

    def switch(self, **switches: Any) -> None:
        """Turns what Lark does not document, or its limits: `lark_emulator/README.md`."""
        self._client.put("/_emulator/switches", json=switches).raise_for_status()

    def advance(self, seconds: float) -> None:
        """Moves Lark's clock, and with it windows, tokens and redeliveries."""
        self._client.post("/_emulator/clock", json={"advance_s": seconds}).raise_for_status()

    def configure(self, app_id: str = "cli_demo", **settings: Any) -> None:
        """Changes an app: secret, scopes, callback_url, event_url, encrypt_key …"""
        self._client.put(f"/_emulator/apps/{app_id}", json=settings).raise_for_status()

    def app_messages(self, **chosen: str) -> list[dict[str, Any]]:
        """What apps sent, with every version; by chat, uuid or contains."""
        found = self._client.get("/_emulator/app_messages", params=chosen).raise_for_status().json()
        messages: list[dict[str, Any]] = found
        return messages

    def records(self, **chosen: str) -> list[dict[str, Any]]:
        """The rows of the Bases, each with the count of its submission and of its client_token."""
        records: list[dict[str, Any]] = self._client.get("/_emulator/records", params=chosen).raise_for_status().json()
        return records

    def chat(self, chat_id: str, **settings: Any) -> None:
        """Changes or makes a chat: name, members, apps, dissolved."""
        self._client.put(f"/_emulator/chats/{chat_id}", json=settings).raise_for_status()

    def base(self, **settings: Any) -> None:
        """Changes the Base of the fixture: apps, tables …"""
        self._client.put("/_emulator/bases/bascnDemo", json=settings).raise_for_status()

    def column(self, column: str, **settings: Any) -> None:
        """Renames (`name`) or adds (`type`) a column of the fixture's table, as somebody does in Lark."""
        self._client.put(f"{_COLUMNS}/{column}", json=settings).raise_for_status()

    def drop_column(self, column: str) -> None:
        """Removes a column, as somebody does in Lark."""
        self._client.delete(f"{_COLUMNS}/{column}").raise_for_status()

    def calls(self) -> dict[str, dict[str, int]]:
        """Per endpoint how many calls were accepted, refused and not_taken."""
        calls: dict[str, dict[str, int]] = self._client.get("/_emulator/calls").raise_for_status().json()
        return calls

    def press(self, message_id: str, button: Any = 0, **more: Any) -> dict[str, Any]:
        """Presses a button of a card by number or value: what the person would see."""
        body = {"message_id": message_id, "button": button, **more}
        shown: dict[str, Any] = self._client.post("/_emulator/press", json=body).raise_for_status().json()
        return shown

    def summary(self) -> dict[str, Any]:
        """How often each reference was accepted."""
        found: dict[str, Any] = self._client.get("/_emulator/summary").raise_for_status().json()
        return found

    def requests(self) -> list[dict[str, Any]]:
        """Every call with its outcome."""
        found = self._client.get("/_emulator/requests").raise_for_status().json()
        requests: list[dict[str, Any]] = found["requests"] if isinstance(found, dict) else found
        return requests
