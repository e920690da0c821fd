"""After a person was forgotten, nothing in the whole database names them; and nobody else's rows have changed."""

import base64
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import people
from accounts.enums import Role
from accounts.models import User
from forms_intake.enums import DeliveryState, LarkStatus
from forms_intake.models import Delivery, Submission
from school import personal
from school.folding import fold
from school.models import Tombstone
from school.retention import plan
from school.retention.people import forget
from school.retention.rules import Rule
from tests import factories, lives

pytestmark = pytest.mark.django_db

NAME, PHONE, EMAIL = "Quách Ngọc Ẩn", "+84987654321", "ngoc.an@purge.test"
OTHER_NAME, OTHER_PHONE, OTHER_EMAIL = "Thạch Đỗ Quyên", "+84911222333", "do.quyen@stays.test"
PLACE = "203.0.113.77"
TRACES = [
    NAME,
    fold(NAME),
    "Quach Ngoc An",
    "quach-ngoc-an",
    "Tên cũ",
    "ten cu",
    PHONE,
    PHONE[1:],
    "0987654321",
    "098 765 43 21",
    EMAIL,
    PLACE,
]
RULE = Rule("accounts.User", days=30, after="deletion_requested_at", forget=True)


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, with what is packed inside unpacked."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row_to_json(t)::text, t::text FROM "{table}" t')  # noqa: S608 - names of our own tables
            for as_json, as_text in cursor.fetchall():
                yield table, f"{as_json} {as_text} {unpacked(table, as_text)}"


def unpacked(table: str, text: str) -> str:
    """Sessions are compressed and the cache is packed."""
    found = []
    for word in text.replace("(", ",").replace(")", ",").split(","):
        part = word.strip('"').split(":")[0]
        compressed, part = part.startswith("."), part.lstrip(".")
        try:
            raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
            found.append((zlib.decompress(raw) if compressed else raw).decode("latin-1"))
        except (ValueError, zlib.error):
            continue
    return " ".join(found) if table in {"django_session", "django_cache"} else ""


def naming(traces: list[str]) -> list[tuple[str, str]]:
    """Rows in which one of the words stands, in whatever spelling."""
    wanted = [trace.lower() for trace in traces]
    found = []
    for table, row in rows():
        spellings = (row.lower(), fold(row))
        found += [(table, trace) for trace in wanted if any(trace in text for text in spellings)]
    return sorted(set(found))


@pytest.fixture
def office() -> User:
    """Who worked with both."""
    return factories.user(Role.ADMIN, name="Giáo vụ")


@pytest.fixture
def person(office: User) -> User:
    """Whoever is going to be forgotten."""
    person = lives.live(NAME, PHONE, EMAIL, office=office)
    person.deletion_requested_at = timezone.now() - timedelta(days=31)
    person.save(update_fields=["deletion_requested_at"])
    return person


@pytest.fixture
def other(office: User) -> User:
    """Somebody who did just the same and stays."""
    return lives.live(OTHER_NAME, OTHER_PHONE, OTHER_EMAIL, office=office)


def test_the_search_finds_a_living_person_in_every_table_that_can_hold_one(person: User) -> None:
    tables = {table for table, _ in naming([NAME, EMAIL])}
    assert tables >= {
        "accounts_user",
        "accounts_userevent",
        "accounts_profile",
        "accounts_profileevent",
        "accounts_invitation",
        "accounts_invitationevent",
        "accounts_accountevent",
        "account_emailaddress",
        "django_admin_log",
        "django_session",
        "forms_intake_deliveryattempt",
        "forms_intake_submission",
        "forms_intake_submissionevent",
        "mfa_authenticator",
        "pghistory_context",
        "rooms_room",
        "rooms_roomevent",
        "rooms_roompeer",
        "rooms_roompeerevent",
        "rooms_roomknock",
        "rooms_roomknockevent",
        "rooms_signalingmessage",
        "socialaccount_socialaccount",
        "socialaccount_socialtoken",
        "usersessions_usersession",
    }


def test_nothing_in_any_table_names_a_forgotten_person(person: User, other: User) -> None:
    assert forget(person.pk, rule=RULE)
    assert naming([trace for trace in TRACES if trace not in {"Tên cũ", "ten cu", PLACE}]) == []


def test_old_names_and_places_are_gone_too(person: User) -> None:
    forget(person.pk, rule=RULE)
    assert naming(TRACES) == []


def test_the_rows_of_others_are_untouched_byte_for_byte(person: User, other: User) -> None:
    theirs = [OTHER_NAME.lower(), OTHER_PHONE, OTHER_EMAIL.lower()]
    before = Counter(row for row in rows() if any(word in row[1].lower() for word in theirs))
    forget(person.pk, rule=RULE)
    after = Counter(row for row in rows() if any(word in row[1].lower() for word in theirs))
    assert sum(before.values()) > 40
    assert after == before


def test_the_row_stays_under_a_pseudonym_with_a_tombstone(person: User) -> None:
    forget(person.pk, rule=RULE)
    person.refresh_from_db()
    assert (person.name, person.email, str(person.phone), person.is_active) == (
        personal.pseudonym(person),
        None,
        "",
        False,
    )
    assert person.purged_at
    assert not person.has_usable_password()
    stone = Tombstone.objects.get(label="accounts.User")
    assert (stone.object_pk, stone.pseudonym, stone.rule) == (str(person.pk), person.name, str(RULE))


def test_the_slips_still_count_under_the_pseudonym(person: User) -> None:
    facts = list(Submission.objects.order_by("pk").values_list("reference", "form_type", "work_status", "submitted_at"))
    forget(person.pk, rule=RULE)
    slips = Submission.objects.order_by("pk")
    assert list(slips.values_list("reference", "form_type", "work_status", "submitted_at")) == facts
    assert {slip.student_name for slip in slips} == {personal.pseudonym(person)}
    assert all(slip.payload["lesson_date"] == "2026-08-21" and slip.payload["facts"] for slip in slips)


def test_lark_is_owed_nothing_about_a_forgotten_person(person: User) -> None:
    assert Delivery.objects.open().count() == 3
    forget(person.pk, rule=RULE)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.CANCELLED}
    assert set(Submission.objects.values_list("lark_status", "lark_error")) == {(LarkStatus.SENT, "")}


def test_the_picture_is_deleted_once_the_rest_is_certain(
    person: User, django_capture_on_commit_callbacks: object
) -> None:
    file = str(person.image.name)
    assert default_storage.exists(file)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a factory of context managers
        forget(person.pk, rule=RULE)
    assert not default_storage.exists(file)


def test_nobody_is_forgotten_who_took_it_back_meanwhile(person: User, office: User) -> None:
    (step,) = [step for step in plan.steps() if step.rule == RULE]
    (due,) = step.next(10)
    people.restore(person, by=office)
    assert not forget(due, rule=RULE)
    assert User.objects.get(pk=person.pk).name == NAME


def test_history_is_searched_by_its_index(person: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        forget(person.pk, rule=RULE)
    (update,) = [query["sql"] for query in asked if query["sql"].startswith("UPDATE pghistory_context")]
    with connection.cursor() as cursor:
        # A table of tests is too small for it to be worth while.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {update}")
        assert "history_context_user" in str(cursor.fetchall())


def test_nobody_is_forgotten_twice(person: User) -> None:
    assert forget(person.pk, rule=RULE)
    assert not forget(person.pk, rule=RULE)
    assert Tombstone.objects.count() == 1
