"""What the lesson's page hands to its scripts."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import User
from rooms import invites
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


def test_every_sentence_that_the_lesson_says_is_written() -> None:
    words = set(re.findall(r'data-word="([\w-]+)"', render_to_string("rooms/_lesson_words.html")))
    scripts = [path.read_text() for path in (settings.BASE_DIR / "rooms/static/rooms").glob("*.js")]
    called = {key for text in scripts for key in re.findall(r'(?:\bword|#say|#warn|this\.warn)\("([a-z-]+)"', text)}
    # notice.js and tiles-words.js hand these on.
    handed = {"camera-here", "hand-up", "host-gone", "host-gone-words", "alone-title", "alone", "alone-host"}

    assert len(called) > 10
    assert called | handed <= words
