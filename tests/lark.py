"""The emulator as tests talk to it."""

from typing import Any

import httpx

from forms_intake.enums import DestinationKind
from forms_intake.models import Destination


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

    def mend(self) -> None:
        """No more faults."""
        self._client.delete("/_emulator/faults").raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        """What was accepted, oldest first."""
        found = self._client.get("/_emulator/messages").raise_for_status().json()
        messages: list[dict[str, Any]] = found["messages"] if isinstance(found, dict) else found
        return messages

    def summary(self) -> dict[str, Any]:
        """How often each reference was accepted."""
        found: dict[str, Any] = self._client.get("/_emulator/summary").raise_for_status().json()
        return found

    def requests(self) -> list[dict[str, Any]]:
        """Every call with its outcome."""
        found = self._client.get("/_emulator/requests").raise_for_status().json()
        requests: list[dict[str, Any]] = found["requests"] if isinstance(found, dict) else found
        return requests
