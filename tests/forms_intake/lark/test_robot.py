"""What the app's robot says to one person, in the emulator's chats."""

import json
from typing import Any

import pytest
from django.utils import translation

from forms_intake.deliveries import limits, moments
from forms_intake.lark import robot
from forms_intake.models import CallLimit
from tests import lark_calls
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def say(outcome: str, key: str = "k1") -> None:
    robot.say(lark_calls.app(), open_id="ou_ha", outcome=outcome, key=key)


def texts(lark: Lark) -> list[Any]:
    return [message["content"] for message in lark.app_messages()]


@pytest.mark.parametrize("outcome", ["linked", "unknown_code", "somebody_else"])
def test_the_person_gets_one_sentence(lark: Lark, outcome: str) -> None:
    say(outcome)
    [message] = lark.app_messages()
    with translation.override("vi"):
        assert json.dumps(robot.sentence(outcome), ensure_ascii=False)[1:-1] in json.dumps(message, ensure_ascii=False)


def test_the_same_sentence_is_not_sent_twice(lark: Lark) -> None:
    app = lark_calls.app()
    for _time in range(2):
        robot.say(app, open_id="ou_ha", outcome="linked", key="k1")
    assert len(lark.app_messages()) == 1


def test_it_speaks_within_the_limits_of_its_app(lark: Lark) -> None:
    say("linked")
    assert CallLimit.objects.get(key="app:cli_demo").arrival_at


def test_it_is_silent_while_slips_use_up_the_limit(lark: Lark) -> None:
    now = moments.now().timestamp()
    limits.reserve(["app:cli_demo"], 30, now=now, until=now + 60, held_until=now + 60)
    say("linked")
    assert lark.app_messages() == []


def test_a_lark_that_is_away_harms_nobody(lark: Lark) -> None:
    lark.fault("status_500", route="send", count=3)
    say("linked")
    assert lark.app_messages() == []
