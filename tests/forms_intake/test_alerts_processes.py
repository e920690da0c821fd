"""From a fault to the letter about it, with a real worker, a real Lark emulator and a real mail server."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from accounts import profiles
from accounts.enums import Role
from forms_intake import destinations
from forms_intake.enums import LarkStatus
from forms_intake.models import Alert, Submission
from school import clock
from school.models import Heartbeat
from tests import factories
from tests.conftest import start_worker
from tests.lark import Lark
from tests.processes import eventually, serving
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
AT_MOST_S = 60


@pytest.fixture
def mailbox() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(environment: dict[str, str], mailbox: MailServer) -> dict[str, str]:
    """The environment of a process that mails there."""
    person = factories.user(Role.ADMIN)
    profiles.change(person, by=person, language="en")
    return environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}


def subjects(mailbox: MailServer) -> list[str]:
    return [str(letter["subject"]) for letter in mailbox.letters()]


def test_a_robot_s_wrong_address_is_mailed_within_a_minute_and_its_mending_too(
    mailing: dict[str, str], mailbox: MailServer, tmp_path: Path, lark: Lark
) -> None:
    worker = start_worker(mailing, tmp_path)
    try:
        destination = lark.destination("no-such-bot")
        factories.submission()
        eventually(mailbox.letters, seconds=AT_MOST_S, what="the letter")
        destination.config = {"url": lark.robot_url(), "secret": "demo-secret"}
        destination.save(update_fields=["config"])
        destinations.reconfigured(destination, has_new_access=True)
        eventually(lambda: Submission.objects.get().lark_status == LarkStatus.SENT, what="the slip")
        eventually(Alert.objects.filter(closed_at__isnull=False).exists, what="the end of the alert")
        Alert.objects.update(closed_at=clock.now() - timedelta(minutes=6))
        eventually(lambda: len(mailbox.letters()) == 2, what="the second letter")
    finally:
        worker.stop()
    assert subjects(mailbox) == ["Slips are not sent to “Giáo vụ”.", "Mended: “Giáo vụ” works again."]
    assert "1 slip has gone out since." in mailbox.letters()[1].get_content()


def test_a_dead_worker_is_mailed_by_the_site_when_a_monitor_asks(
    mailing: dict[str, str], mailbox: MailServer, tmp_path: Path
) -> None:
    Heartbeat.objects.create(name="worker", seen_at=clock.now() - timedelta(minutes=2))
    with serving("school.asgi:application", log=tmp_path / "web", environment=mailing, ready="/health/live") as url:
        httpx.get(f"{url}/health/ready", trust_env=False)
        eventually(mailbox.letters, seconds=15, what="the letter")
    assert subjects(mailbox) == ["Slips are not sent at all."]
