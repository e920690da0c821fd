"""Parents who send slips, and press the button again under the same key until the site has confirmed."""

import time
import uuid
from http import HTTPStatus

import httpx

from tests.slips import Sender

_LONGEST_S = 120.0


class Parents:
    """Counts what was confirmed, and how often somebody had to press again."""

    def __init__(self, site: httpx.Client) -> None:
        self._sender = Sender(site)
        self.confirmed: list[uuid.UUID] = []
        self.again = 0

    def send(self) -> None:
        """One slip. Raises SystemExit when the site does not take it for two minutes."""
        key, deadline = uuid.uuid4(), time.monotonic() + _LONGEST_S
        phone = f"0912{len(self.confirmed):06}"
        while not self._was_taken(key, phone):
            self.again += 1
            if time.monotonic() > deadline:
                raise SystemExit("The site took no slip for two minutes.")
            time.sleep(0.5)
        self.confirmed.append(key)

    def _was_taken(self, key: uuid.UUID, phone: str) -> bool:
        try:
            return self._sender.send(key, contact_phone=phone).status_code == HTTPStatus.SEE_OTHER
        except httpx.HTTPError:
            return False
