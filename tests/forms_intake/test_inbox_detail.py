"""One slip beside the list: what it shows, to whom, and how often it asks the database."""

import re
from datetime import date, timedelta
from typing import Any

import pghistory
import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import notes, office_tasks, work
from forms_intake.enums import Flag
from forms_intake.inbox import earlier, facts, history_lines
from forms_intake.models import Submission
from school import archive, clock, origin
from school.models import SensitiveRead
from tests import factories

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
PARTS = "head work state answers contact family files apart panels tasks notes lark others history"


@pytest.fixture
def ha(client: Client) -> User:
    """Signed in."""
    person = factories.user(Role.STAFF, name="cô Hà")
    client.force_login(person)
    return person


@pytest.fixture
def slip() -> Submission:
    return factories.submission(flags=(Flag.LATE_NOTICE,), branch=factories.branch(name="Quận 7"))


def address(slip: Submission) -> str:
    return reverse("inbox:slip", args=[slip.reference])


def shown(client: Client, slip: Submission, **headers: str) -> str:
    """The slip for a page that shows the list already."""
    answer = client.get(address(slip), headers=PART | headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_slip_is_told_in_words_with_the_rule_that_it_touched(client: Client, ha: User, slip: Submission) -> None:
    page = shown(client, slip)
    assert slip.reference in page
    assert "Piano kèm 1-1" in page
    assert facts.consequences(slip)[0].title in page
    assert 'href="tel:+8491' in page
    assert "leave_kind" not in page


def test_a_slip_that_came_out_of_hours_says_when_and_not_that_the_office_is_closed(slip: Submission) -> None:
    slip.flags = [*slip.flags, Flag.OUT_OF_HOURS]
    told = facts.consequences(slip)
    assert Flag.OUT_OF_HOURS not in {consequence.flag for consequence in told}
    assert ("", str(Flag.OUT_OF_HOURS.label)) in facts.flags(slip, told)


def test_a_page_of_its_own_holds_the_list_and_the_slip(client: Client, ha: User, slip: Submission) -> None:
    page = client.get(address(slip)).content.decode()
    assert 'id="detail"' in page
    assert 'id="slip-head"' in page
    assert "<html" not in shown(client, slip)


def test_a_slip_is_taken_over_from_a_colleague_and_never_from_oneself(
    client: Client, ha: User, slip: Submission
) -> None:
    linh = factories.user(Role.STAFF, name="cô Linh")
    work.assign(slip, to=ha, by=linh)
    with translation.override("vi"):
        assert gettext("Take over from %(person)s") % {"person": ha} not in shown(client, slip)
        work.assign(slip, to=linh, by=ha)
        assert gettext("Take over from %(person)s") % {"person": linh} in shown(client, slip)


def test_four_deeds_stand_in_the_row_and_the_others_in_a_menu(client: Client, ha: User, slip: Submission) -> None:
    work.take(slip, by=factories.user(Role.STAFF))
    row, menu = shown(client, slip).split('<details class="more"')
    menu = menu.split("</details>")[0]
    assert re.findall('data-verb="([a-z-]+)"', row) == ["approve", "decline", "needs-info", "done"]
    assert re.findall('data-verb="([a-z-]+)"', menu) == ["take", "assign", "archive", "withdraw"]
    # Those that ask first, and printing; taking over is one press in words.
    drawn = re.findall(r'id="do-([a-z]+)"[^>]*> ?<svg[^>]*><use href="[^"]*#i-([a-z]+)"', menu)
    assert dict(drawn) == {"assign": "user", "archive": "archive", "withdraw": "undo", "print": "printer"}


def test_a_slip_with_which_little_can_be_done_has_no_menu(client: Client, ha: User, slip: Submission) -> None:
    archive.archive(slip, by=ha, reason="gửi thử")
    page = shown(client, slip)
    assert 'id="do-print"' in page
    assert 'class="more"' not in page


def test_every_part_of_a_slip_changes_in_place_but_what_somebody_has_just_opened(client: Client) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    client.force_login(factories.user(Role.ADMIN))
    parts = set(re.findall(r'id="([a-z-]+)"(?: [a-z-]+="[^"]*")* ?data-live-part', shown(client, slip)))
    assert parts >= {f"slip-{name}" for name in PARTS.split()} | {"sender-messages"}
    opened = client.post(reverse("inbox:sensitive", args=[slip.reference, "health_note"]), headers=PART)
    assert re.search('id="slip-apart" +>', opened.content.decode())


def test_an_unknown_reference_is_not_found(client: Client, ha: User) -> None:
    assert client.get(reverse("inbox:slip", args=["NP-000000-XXXX"])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, None])
@pytest.mark.parametrize("name", ["inbox:slip", "inbox:print"])
def test_nobody_but_the_office_opens_a_slip(client: Client, slip: Submission, role: Role | None, name: str) -> None:
    if role:
        client.force_login(factories.user(role))
    answer = client.get(reverse(name, args=[slip.reference]))
    assert answer.status_code == (403 if role else 302)


def test_the_filters_of_the_list_stay_in_every_address(client: Client, ha: User, slip: Submission) -> None:
    page = client.get(f"{address(slip)}?view=mine", headers=PART).content.decode()
    assert f"{reverse('inbox:deed', args=[slip.reference, 'approve'])}?view=mine" in page


def test_a_long_address_is_not_repeated_in_every_other_one(client: Client, ha: User, slip: Submission) -> None:
    page = client.get(f"{address(slip)}?view=mine&zz={'z' * 5_000}", headers=PART).content.decode()
    assert "zzz" not in page
    assert f"{reverse('inbox:deed', args=[slip.reference, 'approve'])}?view=mine" in page


@pytest.mark.parametrize("cursor", ["a%0ab", "a%26view=all"])
def test_a_place_that_is_none_comes_back_in_no_address(client: Client, ha: User, cursor: str) -> None:
    answer = client.get(f"{reverse('inbox:list')}?view=done&cursor={cursor}", headers=PART)
    assert (answer.status_code, answer.headers["HX-Push-Url"]) == (200, reverse("inbox:list") + "?view=done")


def test_a_slip_asks_the_database_as_often_with_three_of_everything(
    client: Client, ha: User, slip: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    full(slip, ha, 1)
    with django_assert_max_num_queries(40) as first:
        shown(client, slip)
    full(slip, ha, 2)
    with django_assert_max_num_queries(len(first)):
        shown(client, slip)


def full(slip: Submission, by: User, times: int) -> None:
    for _time in range(times):
        notes.add(slip, text="gọi lại", by=by)
        office_tasks.add(slip, text="gọi", due_on=clock.today(), assignee=by, by=by)
        factories.submission(contact_phone=str(slip.contact_phone))


def test_other_slips_of_the_student_are_told_newest_first_and_of_others_none(slip: Submission) -> None:
    phone = str(slip.contact_phone)
    second, third = (factories.submission(contact_phone=phone) for _each in range(2))
    factories.submission(contact_phone=phone, student_name="Nguyễn Khánh Vy")
    assert earlier.of(slip).rows == [third, second]
    assert earlier.of(slip).address == ""


def test_more_than_ten_other_slips_are_found_in_the_list(slip: Submission) -> None:
    for _each in range(11):
        factories.submission(contact_phone=str(slip.contact_phone))
    found = earlier.of(slip)
    assert (len(found.rows), "q=" in found.address) == (10, True)


def test_of_a_forgotten_sender_nobody_is_the_same(client: Client, ha: User, slip: Submission) -> None:
    Submission.objects.filter(pk=slip.pk).update(
        purged_at=clock.now(), contact_phone="", contact_email="", search_text="", payload={}
    )
    page = shown(client, slip)
    assert earlier.of(Submission.objects.get(pk=slip.pk)).rows == []
    assert gettext("Nothing is kept of the answers.") in page
    assert 'data-verb="approve"' not in page


def test_history_says_who_did_what_without_where_from(client: Client, ha: User, slip: Submission) -> None:
    client.post(reverse("inbox:deed", args=[slip.reference, "take"]), {"seen": slip.revision})
    newest = history_lines.of(slip, ha)[0]
    assert newest.who == "cô Hà"
    assert history_lines.of(slip, ha)[-1].what == gettext("Slip sent")
    with translation.override("vi"):
        assert {change.after for change in newest.changes} >= {"cô Hà"}
    assert "127.0.0.1" not in shown(client, slip)


def test_a_new_slip_is_its_senders_and_a_task_is_nobodys(ha: User, slip: Submission) -> None:
    with origin.task("forms_intake.tasks.check", "1"):
        Submission.objects.filter(pk=slip.pk).update(links_since=clock.now())
    with pghistory.context(route="phieu/status/<str:reference>/withdraw/"):
        Submission.objects.filter(pk=slip.pk).update(links_since=clock.now())
    with pghistory.context(route="phieu/transfer/confirm/<str:token>/accept/"):
        Submission.objects.filter(pk=slip.pk).update(links_since=clock.now())
    told = [line.who for line in history_lines.of(slip, ha)]
    assert told == [gettext(who) for who in ("The receiver", "The sender", "The system", "The sender")]


def test_what_was_done_by_nobody_who_is_known_says_where(ha: User, slip: Submission) -> None:
    Submission.objects.filter(pk=slip.pk).update(links_since=clock.now())
    with pghistory.context(route="lark/callbacks/<str:app_id>/"):
        Submission.objects.filter(pk=slip.pk).update(links_since=clock.now())
    with translation.override("en"):
        assert [line.who for line in history_lines.of(slip, ha)][:2] == ["Lark", "Outside the system"]


def test_who_read_a_health_note_is_told_to_administrators_only(client: Client, ha: User) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    admin = factories.user(Role.ADMIN)
    SensitiveRead.objects.create(
        reader=admin, label="forms_intake.Submission", object_pk=str(slip.pk), field="health_note"
    )
    assert len(history_lines.of(slip, admin)) == len(history_lines.of(slip, ha)) + 1


def test_a_health_note_is_read_by_administrators_and_noted(client: Client) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    client.force_login(factories.user(Role.ADMIN))
    assert "hen suyễn" not in shown(client, slip)
    answer = client.post(reverse("inbox:sensitive", args=[slip.reference, "health_note"]), headers=PART)
    assert "hen suyễn" in answer.content.decode()
    assert SensitiveRead.objects.count() == 1


def test_the_office_learns_that_there_is_a_health_note_and_not_what_it_says(client: Client, ha: User) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    assert gettext("there is one. Ask an administrator, who may read it.") in shown(client, slip)
    answer = client.post(reverse("inbox:sensitive", args=[slip.reference, "health_note"]))
    assert (answer.status_code, SensitiveRead.objects.count()) == (403, 0)


@pytest.mark.parametrize(("key", "status"), [("health_note", 404), ("nonsense", 404)])
def test_an_answer_that_is_not_there_is_not_found(client: Client, slip: Submission, key: str, status: int) -> None:
    client.force_login(factories.user(Role.ADMIN))
    assert client.post(reverse("inbox:sensitive", args=[slip.reference, key])).status_code == status


def test_a_sensitive_answer_whose_key_is_lost_says_so(client: Client, settings: Any) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    client.force_login(factories.user(Role.ADMIN))
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    lost = "This text cannot be read, because its encryption key is missing. Tell whoever looks after the server."
    assert gettext(lost) in shown(client, slip)


def test_an_archived_slip_says_why_and_offers_only_to_restore_it(client: Client, ha: User, slip: Submission) -> None:
    archive.archive(slip, by=ha, reason="gửi thử")
    page = shown(client, slip)
    assert "gửi thử" in page
    assert 'data-verb="restore"' in page
    assert 'data-verb="take"' not in page


def test_paper_holds_the_answers_and_neither_health_nor_notes(client: Client, ha: User) -> None:
    slip = factories.submission(sensitive={"health_note": "hen suyễn"})
    notes.add(slip, text="mẹ hay gọi muộn", by=ha)
    page = client.get(reverse("inbox:print", args=[slip.reference])).content.decode()
    assert "Piano kèm 1-1" in page
    assert "hen suyễn" not in page
    assert "mẹ hay gọi muộn" not in page


def test_a_promise_counts_down_until_the_office_has_answered(client: Client, ha: User, slip: Submission) -> None:
    Submission.objects.filter(pk=slip.pk).update(due_at=clock.now() + timedelta(hours=1))
    assert "data-left-words" in shown(client, slip)
    Submission.objects.filter(pk=slip.pk).update(work_status="approved")
    assert "data-left-words" not in shown(client, slip)


def test_a_possible_repetition_leads_to_the_first_slip(client: Client, ha: User) -> None:
    first = factories.submission(contact_phone="+84912000111", key_date=date(2026, 12, 1))
    again = factories.submission(contact_phone="+84912000111", key_date=date(2026, 12, 1))
    assert again.duplicate_of == first
    assert address(first) in shown(client, again)


def test_a_slip_opens_whatever_its_answers_are(client: Client, ha: User, slip: Submission) -> None:
    Submission.objects.filter(pk=slip.pk).update(payload={"leave_kind": "never heard of"})
    assert "never heard of" in shown(client, slip)
