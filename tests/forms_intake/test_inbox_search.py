"""What somebody types into the search box of the office, and the slips that it finds."""

import pytest

from forms_intake.inbox.search import Search
from forms_intake.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> Submission:
    row = factories.submission(contact_phone="+84912345678", student_code="HV-0123")
    Submission.objects.filter(pk=row.pk).update(reference="NP-261121-F31J")
    other = factories.submission(student_name="Lê Khang", contact_name="Lê Văn Tám", contact_phone="+84987000111")
    Submission.objects.filter(pk=other.pk).update(reference="NP-261120-F31K")
    return row


def found(typed: str) -> list[int]:
    """Every way of asking must have the same answer."""
    search, every = Search(typed), Submission.objects.order_by("pk")
    by_index, walking, rare = (
        [row.pk for row in way(every)] for way in (search.matching, search.compared, search.rare)
    )
    assert by_index == walking == rare
    return by_index


@pytest.mark.parametrize(
    "typed",
    ["F31J", "f31j", "np-261121", "NP261121F31J", "np 261121 f31j", "NP-261121-F", "261121-f31j", "np2611 21-F31J"],
)
def test_any_piece_of_a_reference_that_people_quote_finds_it(sent: Submission, typed: str) -> None:
    assert found(typed) == [sent.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "hường",
        "huong pham",
        "PHAM T",
        "0912345678",
        "0912 345 678",
        "+84 912 345 678",
        "84912345678",
        "5678",
        "678",
        "12345678",
        "huong 345678",
        "hv-0123",
        "261121",
        "huong f31j",
    ],
)
def test_words_are_found_by_their_beginning_and_numbers_however_they_are_grouped(sent: Submission, typed: str) -> None:
    assert found(typed) == [sent.pk]


@pytest.mark.parametrize(
    "typed", ["hang", "uong", "1234567", "78", "khang huong", "1J", "'", "\\", "x' | 'hường", ":*", "🎹", "!"]
)
def test_the_middle_of_a_word_and_signs_find_nothing(sent: Submission, typed: str) -> None:
    assert found(typed) == []


def test_an_address_finds_what_came_with_it_beside_words_as_well(sent: Submission) -> None:
    Submission.objects.filter(pk=sent.pk).update(contact_email="lan+piano@example.com")
    assert found("LAN@example.com") == found("lan@example.com huong") == [sent.pk]
    assert found("lan@example.com khang") == found("tam@example.com") == []


def test_a_beginning_is_as_frequent_as_among_the_newest_slips(sent: Submission) -> None:
    one, two = Search("lê"), Search("0")
    assert one.about(Submission.objects.all()) < two.about(Submission.objects.all())
