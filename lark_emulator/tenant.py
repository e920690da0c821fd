"""Everything the emulator remembers, in one place that can be reset."""

import secrets
from typing import cast

from starlette.requests import Request

from lark_emulator import bots
from lark_emulator.clock import Clock
from lark_emulator.faults import FaultBook
from lark_emulator.journal import Journal
from lark_emulator.limits import RateLimits
from lark_emulator.mailbox import Mailbox


class Tenant:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.mailbox = Mailbox()
        self.journal = Journal()
        self.faults = FaultBook()
        self.reset()

    def reset(self) -> None:
        """Back to the fixture. `epoch` changes, by which an open page knows that it has to start over."""
        self.epoch = secrets.token_hex(4)
        self.bots = bots.fixture()
        self.limits = RateLimits()
        self.mailbox.clear()
        self.journal.clear()
        self.faults.clear()
        self.clock.reset()


def tenant_of(request: Request) -> Tenant:
    return cast("Tenant", request.app.state.tenant)
