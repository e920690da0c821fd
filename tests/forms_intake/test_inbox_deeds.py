"""What the office does with the open slip: by one press, after a question, and when somebody else was faster."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.inbox.deeds import DEEDS
from forms_intake.models import Delivery, Destination, Submission
from forms_intake.work_rules import Verb
from school import archive, clock
from tests import factories

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "detail"}
FORM = {"HX-Request": "true", "HX-Target": "slip-form"}


@pytest.fixture
def ha(client: Client) -> User:
    """Signed in."""
    person = factories.user(Role.STAFF, name="cô Hà")
    client.force_login(person)
    return person


@pytest.fixture
def slip() -> Submission:
    return factories.submission()


def deed(slip: Submission, verb: str) -> str:
    return reverse("inbox:deed", args=[slip.reference, verb])


def press(client: Client, slip: Submission, verb: str, **given: Any) -> HttpResponse:
    """The answer in place, and the slip as it is afterwards."""
    answer: HttpResponse = client.post(deed(slip, verb), {"seen": slip.revision} | given, headers=PART)  # type: ignore[assignment]  # the test client's own class
    slip.refresh_from_db()
    return answer


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_taking_approving_and_finishing_need_one_press_each(client: Client, ha: User, slip: Submission) -> None:
    for verb, status in ((Verb.TAKE, "in_review"), (Verb.APPROVE, "approved"), (Verb.DONE, "done")):
        answer = press(client, slip, verb)
        assert (answer.status_code, slip.work_status) == (200, status)
        assert f"{slip.student_name}: {WorkStatus(status).label}" in text(answer)
    assert slip.assignee == ha


def test_without_script_a_deed_leads_back_to_the_slip_and_its_list(client: Client, ha: User, slip: Submission) -> None:
    answer = client.post(f"{deed(slip, 'take')}?view=mine", {"seen": slip.revision})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("inbox:slip", args=[slip.reference]) + "?view=mine"


def test_a_question_comes_first_where_a_reason_is_needed(client: Client, ha: User, slip: Submission) -> None:
    page = text(client.get(deed(slip, "decline"), headers=FORM))
    assert 'name="reason"' in page
    assert 'id="slip-head"' not in page
    assert 'id="slip-head"' in text(client.get(deed(slip, "decline")))


def test_the_question_says_in_which_language_the_sender_reads(client: Client, ha: User) -> None:
    slip = factories.submission(locale="en")
    assert gettext("English") in text(client.get(deed(slip, "decline"), headers=FORM))


def test_asking_for_a_deed_that_needs_no_question_does_nothing(client: Client, ha: User, slip: Submission) -> None:
    assert client.get(deed(slip, "approve")).status_code == 302
    slip.refresh_from_db()
    assert slip.work_status == WorkStatus.RECEIVED


def test_declining_without_a_reason_is_not_done(client: Client, ha: User, slip: Submission) -> None:
    answer = press(client, slip, "decline", reason="  ")
    assert (answer.status_code, slip.work_status) == (409, "received")
    assert 'name="reason"' in text(answer)


def test_the_second_sees_what_the_first_did_and_keeps_the_typed_text(
    client: Client, ha: User, minh: User, slip: Submission
) -> None:
    work.approve(slip, by=minh)
    answer = press(client, slip, "decline", reason="Lịch đã kín", seen=0)
    assert (answer.status_code, slip.work_status) == (409, "approved")
    page = text(answer)
    assert "thầy Minh" in page
    assert "Lịch đã kín</textarea>" in page
    assert f'name="seen" value="{slip.revision}"' in page


def test_two_who_approve_at_once_are_not_told_the_same(client: Client, ha: User, minh: User, slip: Submission) -> None:
    work.approve(slip, by=minh)
    answer = press(client, slip, "approve", seen=0)
    assert (answer.status_code, slip.status_by) == (409, minh)
    assert "data-refusal" in text(answer)


def test_a_withdrawn_slip_cannot_be_approved(client: Client, ha: User, slip: Submission) -> None:
    Submission.objects.filter(pk=slip.pk).update(work_status=WorkStatus.WITHDRAWN)
    assert press(client, slip, "approve").status_code == 409
    assert slip.work_status == WorkStatus.WITHDRAWN


@pytest.mark.parametrize("seen", ["", "x", "-1", "９", "99999999999999"])
def test_a_page_that_has_seen_nothing_changes_nothing(client: Client, ha: User, slip: Submission, seen: str) -> None:
    assert press(client, slip, "approve", seen=seen).status_code == 409
    assert slip.work_status == WorkStatus.RECEIVED


def test_nothing_is_done_with_an_archived_slip(client: Client, ha: User, slip: Submission) -> None:
    archive.archive(slip, by=ha, reason="gửi thử")
    answer = press(client, slip, "approve")
    assert answer.status_code == 409
    assert gettext("This slip is archived. Restore it first.") in text(answer)


@pytest.mark.parametrize("verb", ["approve", "archive", "restore", "close-links", "not-spam", "assign"])
def test_nothing_is_done_with_forgotten_data(client: Client, ha: User, slip: Submission, verb: str) -> None:
    Submission.objects.filter(pk=slip.pk).update(
        purged_at=clock.now(), contact_phone="", contact_email="", search_text="", payload={}
    )
    assert press(client, slip, verb, reason="thử", to=ha.pk).status_code == 409


def test_a_slip_is_archived_with_a_reason_and_restored(client: Client, ha: User, slip: Submission) -> None:
    assert press(client, slip, "archive", reason="").status_code == 422
    press(client, slip, "archive", reason="gửi thử")
    assert (slip.archive_reason, slip.archived_by) == ("gửi thử", ha)
    press(client, slip, "restore")
    assert not slip.is_archived


def test_what_changed_since_the_page_was_read_is_not_put_away(
    client: Client, ha: User, minh: User, slip: Submission
) -> None:
    work.take(slip, by=minh)
    answer = press(client, slip, "archive", reason="gửi thử", seen=0)
    assert (answer.status_code, slip.is_archived) == (409, False)
    assert "gửi thử" in text(answer)


def test_what_went_out_cannot_be_undone_by_one_press(client: Client, ha: User) -> None:
    spam = factories.submission(flags=[Flag.POSSIBLE_SPAM])
    press(client, spam, "not-spam")
    assert (spam.flags, "inbox_done" in client.session) == ([], False)


def test_what_undoes_it_does_not_lie_in_the_session_and_goes_by_itself(
    client: Client, ha: User, slip: Submission
) -> None:
    press(client, slip, "take")
    assert set(client.session["inbox_done"]) == {"deed", "count", "reference", "key", "at"}
    shown = [reverse("inbox:undo") in text(client.get(reverse("inbox:list")))]
    cache.clear()
    shown.append(reverse("inbox:undo") in text(client.get(reverse("inbox:list"))))
    assert shown == [True, False]


def test_a_slip_is_given_to_a_colleague_and_back_to_nobody(
    client: Client, ha: User, minh: User, slip: Submission
) -> None:
    press(client, slip, "assign", to=minh.pk)
    assert (slip.assignee, slip.work_status) == (minh, WorkStatus.RECEIVED)
    press(client, slip, "assign", to="")
    assert slip.assignee is None


def test_who_has_left_is_not_among_those_to_choose_from(client: Client, ha: User, minh: User, slip: Submission) -> None:
    archive.archive(minh, by=None, reason="nghỉ việc")
    answer = press(client, slip, "assign", to=minh.pk)
    assert (answer.status_code, slip.assignee) == (422, None)
    words = gettext("This colleague does not deal with slips any more. Choose somebody else.")
    assert words in text(answer)


def test_the_verb_itself_gives_no_slip_to_who_has_left_or_has_no_right(ha: User, minh: User, slip: Submission) -> None:
    archive.archive(minh, by=None, reason="nghỉ việc")
    for person in (User.objects.get(pk=minh.pk), factories.user(Role.TEACHER)):
        with translation.override("en"), pytest.raises(work.Refused, match="Choose somebody else"):
            work.assign(slip, to=person, by=ha)


def test_a_settled_slip_is_given_to_nobody(ha: User, minh: User, slip: Submission) -> None:
    work.decline(slip, by=ha, reason="kín lịch")
    with translation.override("en"), pytest.raises(work.Refused, match="Put it back to review"):
        work.assign(slip, to=minh, by=ha)


def test_giving_it_to_who_has_it_already_changes_nothing(ha: User, minh: User, slip: Submission) -> None:
    stored = work.assign(slip, to=minh, by=ha)
    assert work.assign(slip, to=minh, by=ha, seen=0).revision == stored.revision == slip.revision + 1


def test_giving_it_away_twice_at_once_is_refused_to_the_second(ha: User, minh: User, slip: Submission) -> None:
    work.assign(slip, to=minh, by=minh, seen=0)
    with translation.override("en"), pytest.raises(work.Refused, match="thầy Minh deals with this slip now"):
        work.assign(slip, to=ha, by=ha, seen=0)


def test_what_may_be_spam_is_let_go(client: Client, ha: User) -> None:
    slip = factories.submission(flags=(Flag.POSSIBLE_SPAM,))
    assert 'data-verb="not-spam"' in text(client.get(reverse("inbox:slip", args=[slip.reference]), headers=PART))
    press(client, slip, "not-spam")
    assert slip.flags == []


def test_links_of_a_slip_are_closed(client: Client, ha: User, slip: Submission) -> None:
    press(client, slip, "close-links")
    assert slip.links_since is not None


@pytest.mark.parametrize("verb", ["hold-returned", "hold-extend"])
def test_a_slip_without_a_hold_has_none_to_end(client: Client, ha: User, slip: Submission, verb: str) -> None:
    until = (clock.today() + timedelta(days=9)).strftime("%d/%m/%Y")
    answer = press(client, slip, verb, until=until, reason="thử")
    assert answer.status_code == 409
    assert gettext("There is no hold for this slip. Approve the slip first.") in text(answer)


def test_a_hold_is_extended_and_ended_on_its_slip(client: Client, ha: User) -> None:
    days = [(clock.today() + timedelta(days=more)).isoformat() for more in (0, 30, 31)]
    dates = dict(zip(("hold_start", "hold_end", "return_date"), days, strict=True))
    slip = factories.submission(form_type=FormType.HOLD, payload=factories.PAYLOAD | dates)
    work.approve(slip, by=ha)
    slip.refresh_from_db()
    until = clock.today() + timedelta(days=40)
    assert press(client, slip, "hold-extend", until="hôm nào đó", reason="ốm").status_code == 422
    press(client, slip, "hold-extend", until=until.strftime("%d/%m/%Y"), reason="ốm")
    assert slip.hold.ends_on == until
    press(client, slip, "hold-returned")
    slip.hold.refresh_from_db()
    assert slip.hold.state == "returned"


@pytest.mark.parametrize("verb", ["receiver-confirmed", "receiver-refused", "receiver-again"])
@pytest.mark.parametrize("until", ["", "x", "2026-01-01"])
def test_a_slip_without_a_receiver_says_so(client: Client, ha: User, slip: Submission, verb: str, until: str) -> None:
    assert press(client, slip, verb, until=until).status_code == 409


def test_a_delivery_deed_leads_back_to_the_open_slip(client: Client, ha: User, slip: Submission) -> None:
    destination = Destination.objects.create(kind="webhook", name="Nhóm", config={})
    row = Delivery.objects.create(submission=slip, destination=destination, idempotency_key=uuid.uuid4())
    address = reverse("admin:forms_intake_delivery_cancel", args=[row.pk])
    answer = client.post(address, {"back": "inbox", "reason": "gửi thử"})
    assert answer.headers["Location"] == reverse("inbox:slip", args=[slip.reference])


def test_unknown_deeds_and_slips_are_not_found(client: Client, ha: User, slip: Submission) -> None:
    assert client.post(deed(slip, "fly")).status_code == 404
    assert client.post(reverse("inbox:deed", args=["NP-000000-XXXX", "approve"])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_but_the_office_does_anything(client: Client, slip: Submission, role: Role) -> None:
    client.force_login(factories.user(role))
    for verb in DEEDS:
        assert client.post(deed(slip, verb), {"seen": 0}).status_code == 403
    slip.refresh_from_db()
    assert slip.work_status == WorkStatus.RECEIVED
