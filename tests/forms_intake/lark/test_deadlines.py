"""A whole try has an end, however many calls it makes: its lease must not run out before."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from forms_intake.deliveries import calls, leases
from forms_intake.enums import DestinationKind, Outcome
from forms_intake.lark import deadlines, http
from forms_intake.lark.answers import Answer
from forms_intake.lark.transports import TRANSPORTS
from tests import factories
from tests.lark import Lark


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes every call and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def test_of_two_deadlines_the_first_one_holds(silent: str, settings: Settings) -> None:
    settings.LARK_TIMEOUT_S, began = 30.0, time.monotonic()
    with deadlines.within(0.3):
        assert http.call("GET", silent).outcome is Outcome.BACKOFF
    assert time.monotonic() - began < 10


def test_an_inner_deadline_that_is_over_leaves_the_outer_one(silent: str, settings: Settings) -> None:
    with deadlines.within(60):
        outer = deadlines._deadline.at
        settings.LARK_TIMEOUT_S = 0.1
        http.call("GET", silent)
        assert deadlines._deadline.at == outer
    assert deadlines._deadline.at is None


class Patient:
    """A transport that asks again and again."""

    levels = 1

    def __init__(self, url: str) -> None:
        self._url, self.asked_for = url, 0.0

    def build(self, delivery: Any, *, level: int, may_repeat: bool) -> object:
        return SimpleNamespace(delivery=delivery, level=level, may_repeat=may_repeat)

    def send(self, _call: Any) -> Answer:
        began = time.monotonic()
        answers = [http.call("GET", self._url) for _call in range(8)]
        self.asked_for = time.monotonic() - began
        return answers[-1]


@pytest.mark.django_db
def test_a_try_of_many_calls_that_hang_ends_before_its_lease(
    lark: Lark, silent: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LARK_TIMEOUT_S, patient = 1.0, Patient(silent)
    monkeypatch.setitem(TRANSPORTS, DestinationKind.WEBHOOK, patient)
    group = lark.destination()
    factories.submission()
    [ready] = calls.prepare(leases.claim_some(group.pk, 1).claims)
    assert calls.send(ready).answer.outcome is Outcome.BACKOFF
    assert patient.asked_for < (leases.LEASE - leases.START) * settings.LARK_TIMEOUT_S
