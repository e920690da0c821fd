"""How typed words become a question: which must be whole, and which may still be growing."""

import pytest

from forms_intake.inbox import words
from forms_intake.models.computed import BACKWARDS


def asked(typed: str) -> str:
    return words.question(words.terms(typed)).replace("'", "")


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("An", "an"),
        ("Ân", "an"),
        ("Thuỳ", "thuy:*"),
        ("ng", "ng:*"),
        ("p", "p:*"),
        ("Nguyễn An", "nguyen & an"),
        ("nguyen va", "nguyen & va"),
        ("an ngu", "an & ngu:*"),
        ("phạm t", "pham & t:*"),
        ("an an", "an"),
        ("O'Brien", "o:* & brien:*"),
        ("!? 🎹", ""),
    ],
)
def test_a_finished_word_is_whole_and_the_last_one_may_grow(typed: str, question: str) -> None:
    assert asked(typed) == question


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("09", "09:*"),
        ("678", f"(678:* | {BACKWARDS}876:*)"),
        ("0912 345-678", f"(0912345678:* | {BACKWARDS}8765432190:*)"),
        ("９１２", f"(912:* | {BACKWARDS}219:*)"),
        ("NP-261121-F31J", "np261121f31j:*"),
        ("np 2611 21 f31j", "np261121f31j:*"),
        ("np-2611", "np2611:*"),
        ("F31J", "f31j:*"),
    ],
)
def test_numbers_are_found_by_both_ends_and_references_however_they_are_grouped(typed: str, question: str) -> None:
    assert asked(typed) == question


def test_many_words_are_cut_to_eight() -> None:
    assert len(words.terms(" ".join(f"từ{number}" for number in range(20)))) == 8


@pytest.mark.parametrize("typed", ["x" * 5000, f"{'x' * 5000} an", "9" * 5000, "漢" * 5000])
def test_a_word_longer_than_postgresql_takes_is_asked_by_its_beginning(typed: str) -> None:
    first, *_others = words.terms(typed)
    assert (first.word, first.is_whole) == (typed[:200], False)


def test_addresses_of_mailboxes_are_no_words() -> None:
    assert words.terms("lan@example.com") == []
    assert words.mailboxes("gửi lan@example.com") == ["lan@example.com"]
