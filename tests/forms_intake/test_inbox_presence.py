"""Who else is at a slip: what colleagues see of each other, for how long, and what they do not learn."""

from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.inbox import presence
from forms_intake.inbox.presence import Colleague, Doing
from forms_intake.models import Submission
from school import clock
from school.live import topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_there() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.keys("presence:*"):
            client.delete(key)


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What live pages are told."""
    heard: list[str] = []
    monkeypatch.setattr("school.live.changed", lambda *names: heard.extend(names))
    return heard


def seen_by(person: User, slip: int = 1) -> list[tuple[str, bool]]:
    return [(one.name, one.is_writing) for one in presence.others(slip, of=person)]


def test_two_people_see_each_other_and_nobody_sees_themself(ha: User, minh: User) -> None:
    presence.beat(1, by=ha, tab="a", doing=Doing.VIEWING)
    presence.beat(1, by=minh, tab="b", doing=Doing.WRITING)
    assert presence.others(1, of=ha) == [Colleague("thầy Minh", True)]
    assert presence.others(1, of=minh) == [Colleague("cô Hà", False)]
    assert presence.others(2, of=minh) == []


def test_somebody_with_many_tabs_is_one_person_and_writes_if_any_of_them_does(ha: User, minh: User) -> None:
    presence.beat(1, by=ha, tab="a", doing=Doing.WRITING)
    presence.beat(1, by=ha, tab="b", doing=Doing.VIEWING)
    assert seen_by(minh) == [("cô Hà", True)]
    presence.beat(1, by=ha, tab="a", doing=Doing.GONE)
    assert seen_by(minh) == [("cô Hà", False)]
    presence.beat(1, by=ha, tab="b", doing=Doing.GONE)
    assert seen_by(minh) == []


def test_who_vanished_is_forgotten_within_three_quarters_of_a_minute(
    ha: User, minh: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence.beat(1, by=ha, tab="a", doing=Doing.VIEWING)
    later = clock.now() + timedelta(seconds=presence.LASTS_SECONDS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert seen_by(minh) == []
    assert presence.BEAT_SECONDS + presence.LASTS_SECONDS <= 45


def test_pages_are_told_when_what_they_show_has_changed_and_not_at_every_beat(ha: User, told: list[str]) -> None:
    for doing in (Doing.VIEWING, Doing.VIEWING, Doing.WRITING, Doing.WRITING, Doing.GONE, Doing.GONE):
        presence.beat(7, by=ha, tab="a", doing=doing)
    assert told == ["presence:7"] * 3


def test_going_to_and_fro_has_readers_fetch_the_slip_only_so_often(ha: User, minh: User, told: list[str]) -> None:
    for _ in range(presence.MOST_TOLD):
        presence.beat(7, by=ha, tab="a", doing=Doing.VIEWING)
        presence.beat(7, by=ha, tab="a", doing=Doing.WRITING)
    assert told == ["presence:7"] * presence.MOST_TOLD
    assert seen_by(minh, 7) == [("cô Hà", True)]
    presence.beat(7, by=minh, tab="b", doing=Doing.VIEWING)
    presence.beat(8, by=ha, tab="a", doing=Doing.VIEWING)
    assert told[presence.MOST_TOLD :] == ["presence:7", "presence:8"]
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert 0 < client.ttl(f"presence:told:7:{ha.pk}") <= presence.BEAT_SECONDS


def test_no_number_of_tabs_fills_the_store(ha: User, minh: User) -> None:
    presence.beat(1, by=minh, tab="m", doing=Doing.VIEWING)
    for number in range(presence.MOST_PAGES + 5):
        presence.beat(1, by=ha, tab=f"t{number}", doing=Doing.VIEWING)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert client.zcard("presence:1") == presence.MOST_PAGES
        assert 0 < client.ttl("presence:1") <= 2 * presence.LASTS_SECONDS


@pytest.mark.parametrize("tab", ["", "A", "a:b", "x" * 17, "ế"])
def test_a_tab_has_a_plain_name(ha: User, tab: str) -> None:
    with pytest.raises(ValueError, match="not a tab"):
        presence.beat(1, by=ha, tab=tab, doing=Doing.VIEWING)


def test_without_redis_everybody_is_alone(ha: User, settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"
    presence.beat(1, by=ha, tab="a", doing=Doing.VIEWING)
    assert presence.others(1, of=ha) == []


def test_a_colleague_who_has_left_the_office_is_not_named(ha: User, minh: User) -> None:
    presence.beat(1, by=ha, tab="a", doing=Doing.VIEWING)
    User.objects.filter(pk=ha.pk).update(is_active=False)
    assert seen_by(minh) == []


# ---- The address ----


def beat(client: Client, slip: Submission, **given: object) -> str:
    """What the page shows, in English."""
    client.cookies["language"] = "en"
    data = {"tab": "a", "doing": "viewing"} | given
    return client.post(f"/inbox/{slip.reference}/presence/", data).content.decode()


def test_the_page_says_who_else_is_there(client: Client, ha: User, minh: User) -> None:
    slip = factories.submission()
    presence.beat(slip.pk, by=minh, tab="m", doing=Doing.WRITING)
    client.force_login(ha)
    assert "thầy Minh is writing" in beat(client, slip)
    assert seen_by(minh, slip.pk) == [("cô Hà", False)]


def test_who_is_writing_is_told_what_somebody_has_done_since(client: Client, ha: User, minh: User) -> None:
    slip = factories.submission()
    client.force_login(ha)
    assert "thầy Minh" not in beat(client, slip, seen=0)
    work.approve(slip, by=minh)
    page = beat(client, slip, seen=0)
    assert "thầy Minh set this slip to “Approved”" in page
    assert "What you have typed is still there." in page
    assert "set this slip" not in beat(client, slip, seen=1)


@pytest.mark.parametrize("seen", ["x", "²", "-1", "9" * 30, "\u0661"])
def test_a_revision_that_is_none_says_nothing(client: Client, ha: User, seen: str) -> None:
    client.force_login(ha)
    assert "What you have typed" not in beat(client, factories.submission(), seen=seen)


def test_whoever_leaves_is_gone_at_once_and_gets_no_page(client: Client, ha: User, minh: User) -> None:
    slip = factories.submission()
    client.force_login(ha)
    beat(client, slip)
    assert beat(client, slip, doing="gone") == ""
    assert seen_by(minh, slip.pk) == []


@pytest.mark.parametrize("given", [{"doing": ""}, {"doing": "x"}, {"tab": ""}, {"tab": "a:b"}])
def test_what_no_page_of_ours_says_is_refused(client: Client, ha: User, given: dict[str, str]) -> None:
    client.force_login(ha)
    address = f"/inbox/{factories.submission().reference}/presence/"
    assert client.post(address, {"tab": "a", "doing": "viewing"} | given).status_code == 400


def test_it_is_for_those_who_may_open_the_slip(client: Client) -> None:
    slip = factories.submission()
    teacher = factories.user(Role.TEACHER)
    client.force_login(teacher)
    assert client.post(f"/inbox/{slip.reference}/presence/", {"tab": "a", "doing": "viewing"}).status_code == 403
    assert not topics.allows(f"presence:{slip.pk}", teacher)
    assert topics.allows(f"presence:{slip.pk}", factories.user(Role.STAFF))
