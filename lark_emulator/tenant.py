"""Everything the emulator remembers, in one place that can be reset."""

import itertools
import secrets
from typing import cast

from starlette.requests import Request

from lark_emulator import apps, bots, directory
from lark_emulator.base import fixture as bases
from lark_emulator.clock import Clock
from lark_emulator.faults import FaultBook
from lark_emulator.im.store import AppMessages
from lark_emulator.journal import Journal
from lark_emulator.limits import RateLimits
from lark_emulator.mailbox import Mailbox
from lark_emulator.outgoing.store import Outgoing
from lark_emulator.quota import Quota
from lark_emulator.repetitions import Repetitions
from lark_emulator.switches import Switches
from lark_emulator.tokens import Tokens


class Tenant:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        numbers = itertools.count(1)
        self.mailbox = Mailbox(numbers)
        self.app_mailbox = Mailbox(numbers)
        self.journal = Journal()
        self.faults = FaultBook()
        self.reset()

    def reset(self) -> None:
        """Back to the fixture. `epoch` changes, by which an open page knows that it has to start over."""
        self.epoch = secrets.token_hex(4)
        self.switches = Switches()
        self.bots = bots.fixture()
        self.apps = apps.fixture()
        self.people = directory.people()
        self.chats = directory.chats()
        self.bases = bases.fixture()
        self.tokens = Tokens()
        self.quota = Quota()
        self.limits = RateLimits()
        self.app_messages = AppMessages()
        self.uuids: Repetitions[str] = Repetitions()
        self.client_tokens: Repetitions[list[str]] = Repetitions()
        self.outgoing = Outgoing()
        # Bases that somebody is writing to at this moment: Lark takes one writer each.
        self.writing: set[str] = set()
        self.mailbox.clear()
        self.app_mailbox.clear()
        self.journal.clear()
        self.faults.clear()
        self.clock.reset()


def tenant_of(request: Request) -> Tenant:
    return cast("Tenant", request.app.state.tenant)
