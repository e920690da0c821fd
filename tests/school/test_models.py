"""Heartbeats."""

from datetime import timedelta

import pytest

from school import clock
from school.models import Heartbeat, beat, silence

pytestmark = pytest.mark.django_db


def test_a_beat_is_one_row_that_moves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    beat("worker")
    later = clock.now() + timedelta(seconds=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    beat("worker")
    assert [(row.name, row.seen_at) for row in Heartbeat.objects.all()] == [("worker", later)]


def test_silence_is_the_time_since_the_last_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    beat("worker")
    later = Heartbeat.objects.get().seen_at + timedelta(seconds=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert silence("worker") == timedelta(seconds=7)
    assert silence("beat") is None


def test_a_heartbeat_is_shown_by_its_name() -> None:
    assert str(Heartbeat(name="worker")) == "worker"
