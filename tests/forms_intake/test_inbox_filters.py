"""Filters of the inbox in its address: every word is used, or a sentence says that it was not."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from forms_intake.inbox import listing
from forms_intake.inbox.filters import Filters, carried, cursor_of
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db


def read(query: str) -> Filters:
    return Filters.read(QueryDict(query))


def problem(query: str) -> str:
    with override("en"):
        (sentence,) = (str(problem) for problem in read(query).problems)
    return sentence


def test_an_address_without_words_shows_what_is_to_do_newest_first() -> None:
    assert read("") == Filters(view="open", order="newest", layout="list")
    assert read("").query() == ""


def test_every_filter_comes_back_out_of_its_own_address() -> None:
    branch, person = factories.branch(code="quan-7"), factories.user(Role.STAFF)
    filters = Filters(
        view="all",
        form_type="hold",
        work_status="received",
        flag="late_notice",
        branch=branch.code,
        assignee=str(person.pk),
        delivery="failed",
        since=date(2026, 8, 1),
        until=date(2026, 8, 31),
        q="nguyễn an & 100%",
        order="name",
        layout="board",
    )
    assert read(filters.query()) == filters
    assert not read(filters.query()).problems


def test_the_same_filters_have_one_address_whatever_the_order_of_their_words() -> None:
    assert read("q=an&view=done&order=newest").query() == read("view=done&q=an&&q=+an+").query() == "view=done&q=an"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("view=mine&q=an&cursor=aB-_9", "view=mine&q=an&cursor=aB-_9"),
        ("view=gone&order=", "view=gone"),
        ("zz=" + "z" * 15_000, ""),
        (f"branch={'b' * 61}&assignee={'9' * 60}", f"assignee={'9' * 60}"),
        ("q=" + "a" * 15_000, "q=" + "a" * 200),
        (f"cursor={'c' * 1_001}", ""),
        ("cursor=a%0ab", ""),
        ("cursor=a%26view=all", ""),
    ],
)
def test_other_addresses_carry_the_list_and_nothing_longer(query: str, kept: str) -> None:
    assert carried(QueryDict(query)) == kept


def test_the_place_in_a_list_by_name_fits(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(2):
        factories.submission(student_name="Ệ" * 80)
    cursor = listing.page(
        Filters(view="all", order="name"), reader=factories.user(Role.STAFF), cursor=None, size=1
    ).older
    given = QueryDict(mutable=True)
    given["cursor"] = cursor or ""
    with django_assert_num_queries(0):
        assert cursor_of(given) == cursor
        assert carried(given) == f"cursor={cursor}"


def test_something_else_about_a_list_keeps_the_rest_and_forgets_what_was_wrong() -> None:
    assert read("view=late&flag=nonsense").changed(q="an") == Filters(view="late", q="an")
    assert read("view=late&flag=nonsense").changed(q="an").problems == ()


@pytest.mark.parametrize("word", ["2026-08-01", "01/08/2026"])
def test_days_are_read_as_browsers_and_as_people_write_them(word: str) -> None:
    assert read(f"since={word}").since == date(2026, 8, 1)


@pytest.mark.parametrize("name", ["view", "form_type", "work_status", "flag", "delivery", "order", "layout"])
@pytest.mark.parametrize("word", ["nonsense", "%00", "1' OR 1=1", "%F0%9F%8E%B9"])
def test_a_word_that_is_none_is_left_out_and_said(name: str, word: str) -> None:
    given = QueryDict(mutable=True)
    given[name] = word
    assert Filters.read(given) == Filters()
    assert "does not exist" in problem(given.urlencode())


def test_each_word_that_was_left_out_is_named_whether_of_a_filter_or_of_none() -> None:
    with override("en"):
        said = [str(problem) for problem in read("status=late&from=&flag=gone&view=lost&cursor=x&q=an").problems]
    assert [sentence.split("“")[1].split("”")[0] for sentence in said] == ["lost", "gone", "status"]


def test_of_many_words_that_are_no_filters_three_are_named_in_short() -> None:
    said = [str(problem) for problem in read("&".join(f"{'z' * 500}{number}=1" for number in range(40))).problems]
    assert len("".join(said)) < 400


def test_a_place_that_is_none_of_the_list_is_said_and_its_beginning_shown(client: Client) -> None:
    reader, slip = factories.user(Role.STAFF), factories.submission()
    factories.submission()
    client.force_login(reader)
    place = listing.page(Filters(), reader=reader, cursor=None, size=1).older

    def is_said(query: str) -> bool:
        page = client.get(f"/inbox/?{query}").content.decode()
        assert slip.reference in page
        return str(Filters().lost().problems[0]) in page

    with override("vi"):
        assert [is_said(f"cursor={place}{more}") for more in ("", "x", "&view=all", "%0a")] == [False, True, True, True]


@pytest.mark.parametrize("word", ["31/02/2026", "soon", "0001-01-01", "9999-12-31", "2026-W10-1x", "²026-08-01"])
def test_a_day_that_is_none_is_left_out_and_said(word: str) -> None:
    assert read(f"until={word}").until is None
    assert "is not a date" in problem(f"until={word}")


def test_days_the_wrong_way_round_are_said() -> None:
    assert "first day is after the last day" in problem("since=2026-08-02&until=2026-08-01")


def test_a_branch_that_went_away_is_left_out_and_said() -> None:
    assert "branch" in problem("branch=gone")
    assert read("branch=gone").branch == ""


def test_an_archived_branch_still_finds_its_slips() -> None:
    branch = factories.branch()
    archive.archive(branch, by=None, reason="closed")
    assert read(f"branch={branch.code}") == Filters(branch=branch.code)


@pytest.mark.parametrize("word", ["0", "-1", "99999999", "9" * 30, "x", "²"])
def test_an_account_that_does_not_exist_is_left_out_and_said(word: str) -> None:
    assert read(f"assignee={word}").assignee == ""
    assert "account" in problem(f"assignee={word}")


def test_an_archived_assignee_keeps_the_list_and_a_sentence_says_that_somebody_else_is_needed() -> None:
    person = factories.user(Role.STAFF, name="Lan")
    archive.archive(person, by=None, reason="left")
    assert read(f"assignee={person.pk}").assignee == str(person.pk)
    assert problem(f"assignee={person.pk}").startswith("Lan does not work here")


def test_a_search_of_ten_thousand_characters_is_cut_and_said() -> None:
    assert read("q=" + "a" * 10_000).q == "a" * 200
    assert "too long" in problem("q=" + "a" * 10_000)


@pytest.mark.parametrize("word", ["!", "...", "%25", "'\"", "·—…", "🎹"])
def test_signs_alone_are_nothing_to_search_for_and_that_is_said(word: str) -> None:
    assert "nothing to search for" in problem(f"q={word}")


def test_what_narrows_a_list_is_told_from_how_it_is_shown() -> None:
    assert not Filters(view="done", order="name", layout="board").is_narrowed
    assert Filters(q="an").is_narrowed
