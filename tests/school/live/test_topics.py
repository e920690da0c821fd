"""Who may follow which topic."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from school.live import topic
from school.live.topics import granted, reader_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_a_session_only_open_topics_are_allowed() -> None:
    assert granted(reader_of(None), ["apples", "apples:1", "pears", "nuts", "plums"]) == {"apples", "apples:1"}


def test_who_signed_in_is_asked_by_the_rule(session_key: str) -> None:
    assert granted(reader_of(session_key), ["pears", "pears:7", "nuts"]) == {"pears", "pears:7"}


def test_a_changed_password_ends_the_rights(session_key: str) -> None:
    user = get_user_model().objects.get()
    user.set_password("another-piano")
    user.save()
    assert granted(reader_of(session_key), ["pears"]) == frozenset()


def test_an_ended_session_ends_the_rights(session_key: str) -> None:
    Session.objects.all().delete()
    assert granted(reader_of(session_key), ["pears"]) == frozenset()


@pytest.mark.parametrize("name", ["", "Apples", "apples:1", "a b", "ä", "a" * 41])
def test_a_name_that_no_topic_can_have_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="not a topic"):
        topic(name, rule=lambda reader: True)


def test_of_a_topic_with_signed_names_only_those_are_followed() -> None:
    topic("figs", rule=lambda reader: True, part=lambda name: name == "signed")
    assert granted(reader_of(None), ["figs:signed", "figs:1", "figs:signed2"]) == {"figs:signed"}
