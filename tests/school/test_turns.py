"""Reading strangers' files: one at a time, without keeping anything from others."""

import pytest
from django.db import connection

from school import turns


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_a_file_holds_no_connection_of_the_pool() -> None:
    connection.ensure_connection()
    with turns.taken():
        assert connection.connection is None
    connection.ensure_connection()


@pytest.mark.django_db
def test_a_transaction_keeps_its_connection() -> None:
    with turns.taken():
        assert connection.in_atomic_block
        assert connection.connection is not None


@pytest.mark.django_db
def test_a_second_reader_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_S", 0.01)
    with turns.taken(), pytest.raises(turns.Busy), turns.taken():
        pass
    with turns.taken():
        pass


@pytest.mark.django_db
def test_a_turn_ends_with_whatever_went_wrong() -> None:
    with pytest.raises(KeyError), turns.taken():
        raise KeyError
    with turns.taken():
        pass
