"""How PostgreSQL answers the lists of the inbox at 200,000 slips: through an index, never by reading all of them."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from accounts.enums import Role
from accounts.models import User
from forms_intake.inbox import listing
from forms_intake.inbox.filters import Filters, View
from forms_intake.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db
SLIPS = 200_000
# Surnames of a third, given names of a thousandth each; the newest hundred are open, and one in fifty is spam.
_MADE = """
INSERT INTO forms_intake_submission (form_type, reference, schema_version, policy_version, notice_version,
    idempotency_key, submitted_at, payload, sensitive, student_name, student_name_folded, student_code, contact_name,
    contact_phone, contact_email, branch_id, search_text, flags, work_status, status_reason, assignee_id, due_at,
    lark_status, lark_error, lark_attempts, match_confidence, source, user_agent_class, ip_hash, locale, archive_reason)
SELECT (ARRAY['hold', 'change', 'transfer'])[n %% 3 + 1],
    'BL-' || lpad(n::text, 6, '0') || '-' || lpad((n %% 9999)::text, 4, '0'),
    1, 1, 1, lpad(n::text, 32, '0')::uuid, now() - n * interval '7 minutes', '{}', '',
    'Họ ' || n %% 3 || ' Tên' || n %% 1000,
    'ho ' || n %% 3 || ' ten' || n %% 1000, '', 'Mẹ', '+849' || lpad(n::text, 8, '0'), '', %(branch)s,
    'ho' || n %% 3 || ' ten' || n %% 1000 || ' me 09' || lpad(n::text, 8, '0'),
    CASE WHEN n %% 50 = 7 THEN '{possible_spam}' WHEN n %% 8 = 1 THEN '{late_notice}' ELSE '{}' END::varchar[],
    CASE WHEN n <= 100 THEN 'received'
        WHEN n %% 20 = 3 THEN 'withdrawn' ELSE 'done' END, '', CASE WHEN n %% 20 = 0 THEN %(reader)s END,
    now() - n * interval '7 minutes' + interval '4 hours',
    CASE WHEN n %% 50 = 7 THEN 'failed' ELSE 'sent' END, CASE WHEN n %% 50 = 7 THEN 'possible_spam' ELSE '' END,
    1, 'none', 'web', 'browser', '', 'vi', ''
FROM generate_series(1, %(slips)s) AS n
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'forms_intake_submission'
    AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Of an office with many slips, none of which is there afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        reader = factories.user(Role.STAFF)
        _make(reader)
        yield reader
        transaction.set_rollback(True)


def _make(reader: User) -> None:
    with connection.cursor() as cursor:
        # History has nothing to do with plans; indexes are built faster than they grow.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        cursor.execute(";".join(f"DROP INDEX {name}" for name, _sql in indexes))
        cursor.execute(_MADE, {"slips": SLIPS, "reader": reader.pk, "branch": factories.branch(code="q7").pk})
        cursor.execute(";".join(sql for name, sql in indexes if name.startswith("submission_")))
        cursor.execute("ANALYZE forms_intake_submission")


def plans(reader: User, query: str) -> str:
    """Of everything that this list asks of the slips."""
    filters = Filters.read(QueryDict(query))
    assert not filters.problems

    def ask() -> None:
        first = listing.page(filters, reader=reader, cursor=None)
        listing.page(filters, reader=reader, cursor=first.older)

    return explained(ask)


def explained(ask: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as asked:
        ask()
    # What is only estimated is never read.
    asked_of_slips = [
        each["sql"]
        for each in asked
        if "forms_intake_submission" in each["sql"] and not each["sql"].startswith("EXPLAIN")
    ]
    with connection.cursor() as cursor:
        found = []
        for sql in asked_of_slips:
            cursor.execute(f"EXPLAIN {sql}")
            found += [str(line) for (line,) in cursor.fetchall()]
    return "\n".join(found)


# Each way of asking: a walk, a walk that is led, what a walk does not find, and what only words and facets find.
@pytest.mark.parametrize(
    "query",
    [
        *(f"view={view}" for view in View.values),
        "view=all&form_type=leave-request",
        "view=all&work_status=withdrawn",
        "view=all&flag=duplicate",
        "view=all&branch=q7&order=name",
        "view=all&assignee=me&order=due",
        "view=all&since=2020-01-01&until=2020-01-02&order=name",
        "view=all&q=ho1",
        "view=all&q=ten77&order=name",
        "view=all&q=nowhere",
        "view=all&q=nowhere+ho",
        "view=spam&q=0900&order=due",
        "view=all&q=777",
        "view=all&q=BL-012345-2346",
        "view=all&q=nobody%40example.com",
        "view=done&branch=q7&flag=late_notice&q=ten7",
    ],
)
def test_no_list_and_no_search_reads_all_slips(reader: User, query: str) -> None:
    found = plans(reader, query)
    assert "Index" in found
    assert "Seq Scan on forms_intake_submission" not in found


def test_neither_does_a_board(reader: User) -> None:
    found = explained(lambda: listing.board(Filters(view="all", q="nowhere"), reader=reader))
    assert "Index" in found
    assert "Seq Scan on forms_intake_submission" not in found


def test_a_frequent_beginning_beside_a_rare_word_is_not_gathered(reader: User) -> None:
    found = plans(reader, "view=all&q=nowhere+ho")
    assert re.search(r"Index Cond: .*nowhere", found)
    assert not re.search(r"Index Cond: .*'ho'*:\*", found)


def test_withdrawn_slips_are_walked_by_themselves(reader: User) -> None:
    found = plans(reader, "view=all&work_status=withdrawn&q=ho1")
    assert "Index Scan using submission_seldom_at" in found
    assert "submission_words" not in found


def test_slips_of_nobody_are_walked_in_their_order(reader: User) -> None:
    found = plans(reader, "view=all&assignee=none")
    assert "Index Cond: (assignee_id IS NULL)" in found
    assert "Sort" not in found


def test_the_slips_of_these_tests_are_many(reader: User) -> None:
    assert Submission.objects.count() == SLIPS
