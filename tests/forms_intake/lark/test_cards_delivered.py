"""Cards on their way through the emulator: every state at every level, and one card for a slip's whole life."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.deliveries import engine
from forms_intake.enums import DestinationKind, Flag, Purpose, WorkStatus
from forms_intake.lark import cards, tokens, webhook
from forms_intake.lark.message import AppMessage, Prepared
from forms_intake.lark.transports import Access, Call
from forms_intake.models import Delivery, Destination, LarkApp, Submission
from forms_intake.work_rules import WITH_REASON, Verb
from school import clock
from tests import factories
from tests.factories import PAYLOAD
from tests.lark import Lark

pytestmark = pytest.mark.django_db
NASTY = "<at id=all></at> [bấm](https://evil.example) **đậm** `mã` | bảng | &#60;at \u202e\n# đề "
APP = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}


@pytest.fixture(autouse=True)
def _no_token_held() -> Iterator[None]:
    tokens.forget()
    yield
    tokens.forget()


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def slip(status: WorkStatus, ha: User) -> Submission:
    sent = factories.submission(payload=PAYLOAD | {"note": NASTY * 20}, flags=(Flag.LATE_NOTICE,))
    sent.work_status, sent.assignee, sent.status_by, sent.status_at = status, ha, ha, clock.now()
    sent.status_reason = NASTY if status in WITH_REASON else ""
    return sent


@pytest.mark.parametrize("level", range(cards.LEVELS))
@pytest.mark.parametrize("status", WorkStatus)
def test_lark_takes_every_state_at_every_level_from_robot_and_app(
    lark: Lark, ha: User, status: WorkStatus, level: int
) -> None:
    sent = slip(status, ha)
    by_robot = cards.message(sent, level=level, may_repeat=True)
    assert webhook.send({"url": lark.robot_url("open-bot")}, by_robot).code == 0
    by_app = Prepared(card=cards.message(sent, level=level, may_repeat=True, for_app=True))
    call = Call(
        purpose=Purpose.CREATE,
        access=Access(config={"chat_id": "oc_office"}, app=APP),
        key=sent.idempotency_key,
        reference=sent.reference,
        message=by_app,
    )
    answer = AppMessage().send(call)
    assert answer.code == 0
    assert lark.app_messages()[0]["msg_type"] == "interactive"
    assert AppMessage().send(replace(call, purpose=Purpose.UPDATE, remote_id=answer.remote_id)).code == 0


def group() -> Destination:
    """The office's group, through the school's app."""
    app = LarkApp.objects.create(name="Trung tâm", app_id="cli_demo", config={"app_secret": "demo-app-secret"})
    return Destination.objects.create(
        name="Nhóm", kind=DestinationKind.MESSAGE, app=app, config={"chat_id": "oc_office"}
    )


def test_one_card_lives_as_long_as_its_slip(lark: Lark, ha: User) -> None:
    group()
    sent = factories.submission(flags=(Flag.LATE_NOTICE,))
    engine.pump(2)
    for verb in (Verb.TAKE, Verb.NEEDS_INFO, Verb.APPROVE, Verb.DONE):
        work.do(verb, sent, by=ha, reason="gửi thêm giấy" if verb is Verb.NEEDS_INFO else "")
        engine.pump(2)
    [message] = lark.app_messages()
    assert len(message["versions"]) == 5
    assert "Đã xong" in message["text"]
    assert "cô Hà" in message["text"]


def test_a_group_with_a_robot_gets_a_line_for_each_change_it_has_time_for(lark: Lark, ha: User) -> None:
    lark.destination("open-bot")
    sent = factories.submission()
    engine.pump(2)
    work.take(sent, by=ha)
    work.approve(sent, by=ha)
    engine.pump(2)
    assert [message["text"] for message in lark.messages()][1:] == [f"{sent.reference}: Đã duyệt · cô Hà"]


def test_a_card_that_was_not_sent_yet_shows_the_newest_state_at_once(lark: Lark, ha: User) -> None:
    group()
    work.approve(factories.submission(), by=ha)
    engine.pump(2)
    [message] = lark.app_messages()
    assert "Đã duyệt" in message["text"]
    assert not Delivery.objects.filter(purpose=Purpose.UPDATE).exists()
