"""Sessions are Django's own; only the look-up has its SQL made once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from school.session_store import SessionStore

pytestmark = pytest.mark.django_db


def key_of(**words: str) -> str:
    store = SessionStore()
    store.update(words)
    store.create()
    return str(store.session_key)


def test_each_session_is_read_anew_in_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mine, other = key_of(word="mine"), key_of(word="other")
    with django_assert_num_queries(2):
        assert [SessionStore(key)["word"] for key in (mine, other)] == ["mine", "other"]
    SessionStore(mine).delete()
    assert dict(SessionStore(mine).items()) == {}


def test_what_django_has_kept_is_still_open() -> None:
    former = db.SessionStore()
    former["word"] = "kept"
    former.create()
    assert SessionStore(former.session_key)["word"] == "kept"


def test_a_session_that_has_expired_opens_nothing_and_its_key_is_forgotten() -> None:
    store = SessionStore(key_of(word="old"))
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert store.get("word") is None
    assert store.session_key is None
