"""Signs of a robot."""

import uuid
from datetime import timedelta

import pytest

from forms_intake.slips import spam
from forms_intake.slips.envelope import Envelope
from tests.forms_intake.slip_pages import NOW


def opened(*, seconds_ago: float = 60, is_trapped: bool = False) -> Envelope:
    started = NOW - timedelta(seconds=seconds_ago)
    return Envelope(form_type="x", key=uuid.uuid4(), started=started, policy_version=1, is_trapped=is_trapped)


@pytest.mark.parametrize(
    ("sent", "written", "suspicious"),
    [
        (opened(), "", False),
        (opened(seconds_ago=2.9), "", True),
        (opened(seconds_ago=3), "", False),
        (opened(seconds_ago=-60), "", True),
        (opened(seconds_ago=25 * 3600), "", False),
        (opened(seconds_ago=25 * 3600), "see https://a.example", True),
        (opened(is_trapped=True), "", True),
        (opened(), "see https://a.example", False),
        (opened(), "https://a.example www.b.example HTTP://c.example", True),
    ],
)
def test_signs_of_a_robot_add_up(sent: Envelope, written: str, suspicious: bool) -> None:
    assert spam.is_suspicious(sent, written, NOW) is suspicious
