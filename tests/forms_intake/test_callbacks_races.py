"""The same press, told from several sides at once: one effect; and two people at once: one of them wins."""

import time
from contextlib import closing

import pytest
from django.db import connection

from accounts.enums import Role
from forms_intake.enums import WorkStatus
from forms_intake.models import CallbackEvent, Submission
from tests import factories, lark_calls
from tests.forms_intake.test_races import at_once
from tests.lark_calls import PRESS

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_press_told_many_times_at_once_has_one_effect() -> None:
    app = lark_calls.app(encrypt_key="test key")
    card = lark_calls.shown(app)
    lark_calls.linked(app, factories.user(Role.STAFF))
    payload = lark_calls.body(app, PRESS, lark_calls.press(card, "take"), event_id="e1")
    toasts = [answer.json()["toast"]["type"] for answer in at_once(lambda _: lark_calls.send(app, payload))]
    assert sorted(toasts) == ["info"] * 7 + ["success"]
    assert (Submission.objects.get().revision, CallbackEvent.objects.count()) == (1, 1)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told() -> None:
    app = lark_calls.app()
    card = lark_calls.shown(app)
    for open_id in ("ou_0", "ou_1"):
        lark_calls.linked(app, factories.user(Role.STAFF), open_id)

    def decide(number: int) -> str:
        more = {"action": {"form_value": {"reason": "Lớp đã đầy"}}} if number else {}
        event = lark_calls.press(card, ["approve", "decline"][number], open_id=f"ou_{number}", **more)
        return str(lark_calls.told(app, PRESS, event)["toast"]["type"])

    assert sorted(at_once(decide, 2)) == ["success", "warning"]
    assert Submission.objects.get().work_status in {WorkStatus.APPROVED, WorkStatus.DECLINED}
    assert Submission.objects.get().revision == 1


def test_whoever_presses_while_somebody_holds_the_slip_hears_within_the_three_seconds_of_lark() -> None:
    app = lark_calls.app()
    card = lark_calls.shown(app)
    lark_calls.linked(app, factories.user(Role.STAFF))
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        # So that a press that waits for ever fails instead of hanging.
        cursor.execute("SET idle_in_transaction_session_timeout = '10s'")
        cursor.execute(
            "BEGIN; SELECT FROM forms_intake_delivery FOR UPDATE; SELECT FROM forms_intake_submission FOR UPDATE"
        )
        began = time.monotonic()
        toast = lark_calls.told(app, PRESS, lark_calls.press(card, "take"))["toast"]
        took = time.monotonic() - began
        cursor.execute("ROLLBACK")
    assert (toast["type"], Submission.objects.get().revision) == ("error", 0)
    assert 1 < took < 3
