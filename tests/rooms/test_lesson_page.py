"""What the lesson's page hands to its scripts."""

import re
from typing import get_args

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from accounts import profiles
from accounts.models import User
from rooms import admission, invites
from rooms.enums import PeerRole
from rooms.models import Room
from tests import factories
from tests.rooms import people
from tests.rooms.pages import signed_in


def page(room: Room, person: User) -> str:
    return signed_in(person).get(f"/r/{room.slug}/").content.decode()


@pytest.mark.django_db
def test_hosts_alone_have_the_newest_link_for_students_at_hand() -> None:
    room = factories.room()
    cohost = people.right(room, role=PeerRole.HOST)
    assert 'data-invite=""' in page(room, room.host)
    newest = invites.make(room, by=room.host)[1]
    invites.make(room, role=PeerRole.OBSERVER, by=room.host)

    for person, is_owner in ((room.host, "true"), (cohost, "false")):
        assert f'data-is-owner="{is_owner}"\n       data-invite="{newest}"' in page(room, person)
    assert 'data-invite=""' in page(room, people.right(room))


def keys(script: str) -> set[str]:
    """What a script asks for by name: one key, both of a choice, or what is said of a device on, off or lost."""
    asked = re.findall(r"(?:\bword|\.(?:say|warn|tell))\(([^()]*)", script)
    named = {key for each in asked for key in re.findall(r'(?:^|[^?][?:] )"([\w-]+)"', each)}
    return named | set(re.findall(r'\b(?:on|off|lost): "([\w-]+)"', script))


def values(script: str, *names: str) -> set[str]:
    """Those of the script's objects of these names."""
    objects = [re.search(rf"const {name} = {{(.*?)}};", script, re.DOTALL) for name in names]
    return {value for found in objects if found for value in re.findall(r': "([\w-]+)"', found[1])}


@pytest.mark.django_db
def test_letters_work_until_somebody_switches_them_off() -> None:
    room, browser = factories.room(), Client()
    browser.force_login(room.host)
    assert 'data-shortcuts="true"' in browser.get(f"/r/{room.slug}/").content.decode()
    profiles.change(room.host, by=room.host, shortcuts=False)
    assert 'data-shortcuts="false"' in browser.get(f"/r/{room.slug}/").content.decode()


def test_every_sentence_that_the_lesson_says_is_written() -> None:
    words = set(re.findall(r'data-word="([\w-]+)"', render_to_string("rooms/_lesson_words.html")))
    folder = settings.BASE_DIR / "rooms/static/rooms"
    # The check of devices has words of its own.
    scripts = {path.name: path.read_text() for path in folder.glob("*.js") if not path.name.startswith("device")}
    called = {key for script in scripts.values() for key in keys(script)}
    said = values(scripts["said.js"], "SAID")
    ends = values(scripts["doors.js"], "BY_CODE", "BY_ERROR", "BY_REASON") | {"left", "lost", "ended", "not-allowed"}
    over = {key for end in ends for key in (f"over-{end}", f"over-{end}-words")}
    waiting = {f"waiting-{reason}" for reason in get_args(admission.Reason)}
    # notice.js and tiles-words.js hand these on.
    handed = {"camera-here", "hand-up", "host-gone", "host-gone-words", "alone-title", "alone", "alone-host"}

    assert len(called) > 40
    assert len(said | over) > 30
    assert called | said | over | waiting | handed <= words
