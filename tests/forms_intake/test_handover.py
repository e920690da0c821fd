"""The receiver of a transferred course is asked by link and code, and answers once."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import personal, quarantine, work
from forms_intake.enums import DeliveryState, Flag, FormType, HandoverState, HandoverVia, Purpose, WorkStatus
from forms_intake.handover import access, answers, asking, phone, words
from forms_intake.models import Delivery, Handover, Submission
from forms_intake.models.submission import Submission as Slip
from forms_intake.slips import transfer_rows
from school import archive, clock
from school import personal as registry
from school.retention import people
from school.retention.rules import Rule
from tests import factories
from tests.forms_intake.delivery_rows import destination
from tests.forms_intake.transfer_answers import branch, payload, person, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


@pytest.fixture
def asked() -> Handover:
    return sent(person(receiver_email="khoa@example.com")).handover


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """Moves the product's clock on."""
    moment = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moment)


def code_of(asked: Handover) -> str:
    return str(Handover.objects.get(pk=asked.pk).code["code"])


def test_a_transfer_to_a_person_asks_the_receiver(asked: Handover) -> None:
    assert asked.state == HandoverState.WAITING
    assert len(code_of(asked)) == 6
    assert asked.expires_at - asked.created_at > timedelta(days=29)
    assert asked.mail_due_at is not None


def test_without_an_address_no_letter_is_due() -> None:
    assert sent().handover.mail_due_at is None


@pytest.mark.parametrize("address", ["huong@example.com", "Huong+khoa@example.com"])
def test_no_link_goes_to_the_givers_own_mailbox(address: str) -> None:
    slip = sent(person(receiver_email=address), contact_email="huong@example.com")
    assert (slip.handover.mail_due_at, slip.handover.email) == (None, "")
    assert len(code_of(slip.handover)) == 6


def test_a_move_between_branches_asks_nobody() -> None:
    factories.branch(code="thu-duc")
    slip = factories.submission(form_type=FormType.TRANSFER, payload=payload(branch()))
    asking.ask(slip)
    assert Handover.objects.count() == 0
    assert transfer_rows.status_parts(slip) == []


def test_the_code_gives_a_ticket_for_half_an_hour(asked: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = access.ticket(asked.submission.reference, code_of(asked))
    assert access.by_token(ticket) == (asked, HandoverVia.CODE)
    later(monkeypatch, minutes=31)
    assert access.by_token(ticket) is None


def test_neither_a_wrong_code_nor_an_unknown_reference_gives_one(asked: Handover) -> None:
    wrong = f"{(int(code_of(asked)) + 1) % 1_000_000:06}"
    assert access.ticket(asked.submission.reference, wrong) == ""
    assert access.ticket("CN-260821-7K3F", code_of(asked)) == ""
    assert access.ticket("CN-260821-7K3F", "------") == ""


def test_ten_guesses_a_day_then_even_the_right_code_is_refused(
    asked: Handover, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, right = asked.submission.reference, code_of(asked)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    assert {access.ticket(reference, wrong) for _guess in range(access.GUESSES)} == {""}
    assert access.ticket(reference, right) == ""


@pytest.mark.parametrize("token", ["", "x", "a.b", "1-1.zzz", "\0", "x" * 5000, "ü.ü"])
def test_whatever_else_stands_in_a_link_opens_nothing(asked: Handover, token: str) -> None:
    assert access.by_token(token) is None


@pytest.mark.parametrize(("agrees", "state"), [(True, HandoverState.CONFIRMED), (False, HandoverState.REFUSED)])
def test_the_answer_is_written_down_with_its_way(asked: Handover, agrees: bool, state: HandoverState) -> None:
    destination(name="A")
    before = asked.submission.revision
    stored = answers.answer(asked, agrees=agrees, via=HandoverVia.LINK)

    assert (stored.state, stored.answered_via, stored.noted_by) == (state, HandoverVia.LINK, None)
    assert (stored.notice_version is not None) is agrees
    assert stored.mail_due_at is None
    assert Slip.objects.get().revision == before + 1


def test_whoever_has_the_slip_is_told_of_the_answer() -> None:
    destination(name="A")
    slip = sent()
    Delivery.objects.update(state=DeliveryState.DELIVERED, next_attempt_at=None, delivered_at=clock.now())
    answers.answer(slip.handover, agrees=True, via=HandoverVia.LINK)
    assert Delivery.objects.filter(purpose=Purpose.UPDATE, state=DeliveryState.PENDING).count() == 1


def test_the_same_answer_again_changes_nothing_and_another_one_is_too_late(asked: Handover) -> None:
    first = answers.answer(asked, agrees=True, via=HandoverVia.LINK)
    assert answers.answer(asked, agrees=True, via=HandoverVia.CODE).answered_at == first.answered_at
    with pytest.raises(answers.Closed):
        answers.answer(asked, agrees=False, via=HandoverVia.CODE)
    assert Slip.objects.get().revision == 1


def decline(slip: Submission, ha: User) -> None:
    work.decline(slip, by=ha, reason="Khoá đã hết hạn")


def settle(slip: Submission, ha: User) -> None:
    work.approve(slip, by=ha)
    work.change(slip, to=WorkStatus.DONE, by=ha)


def withdraw(slip: Submission, ha: User) -> None:
    work.change(slip, to=WorkStatus.WITHDRAWN, by=ha)


def put_away(slip: Submission, ha: User) -> None:
    archive.archive(slip, by=ha, reason="Trùng")


@pytest.mark.parametrize("ending", [decline, withdraw, settle, put_away])
def test_link_and_code_die_with_the_slip(asked: Handover, ha: User, ending: Any) -> None:
    ticket = access.ticket(asked.submission.reference, code_of(asked))
    ending(asked.submission, ha)
    assert access.by_token(ticket) is None
    assert access.ticket(asked.submission.reference, code_of(asked)) == ""
    with pytest.raises(answers.Closed):
        answers.answer(asked, agrees=True, via=HandoverVia.LINK)


def test_they_live_again_when_the_office_takes_the_slip_back_to_review(asked: Handover, ha: User) -> None:
    decline(asked.submission, ha)
    work.change(asked.submission, to=WorkStatus.IN_REVIEW, by=ha)
    assert access.ticket(asked.submission.reference, code_of(asked))


def test_after_30_days_nobody_is_asked(asked: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, days=30, minutes=1)
    assert access.ticket(asked.submission.reference, code_of(asked)) == ""


def test_possible_spam_asks_nobody_until_it_is_released(ha: User) -> None:
    slip = sent(person(receiver_email="khoa@example.com"), flags=(Flag.POSSIBLE_SPAM,))
    assert not Handover.objects.waiting_for_mail().exists()
    assert access.ticket(slip.reference, code_of(slip.handover)) == ""
    quarantine.release(slip, by=ha)
    assert Handover.objects.waiting_for_mail().exists()


def test_the_office_notes_what_it_heard_even_against_an_earlier_answer(asked: Handover, ha: User) -> None:
    answers.answer(asked, agrees=False, via=HandoverVia.LINK)
    stored = answers.note(asked.submission, agrees=True, by=ha, seen=1)
    assert (stored.state, stored.answered_via, stored.noted_by) == (HandoverState.CONFIRMED, HandoverVia.OFFICE, ha)
    assert answers.note(asked.submission, agrees=True, by=ha, seen=1).answered_at == stored.answered_at


def test_only_whoever_deals_with_slips_notes_anything(asked: Handover) -> None:
    for role in (Role.TEACHER, Role.STUDENT):
        with pytest.raises(work.Refused):
            answers.note(asked.submission, agrees=True, by=factories.user(role))


def test_whoever_looked_at_an_old_page_is_told_so(asked: Handover, ha: User) -> None:
    answers.answer(asked, agrees=False, via=HandoverVia.LINK)
    with pytest.raises(work.Refused), translation.override("en"):
        answers.note(asked.submission, agrees=True, by=ha, seen=0)
    assert Handover.objects.get().state == HandoverState.REFUSED


def test_a_slip_without_a_receiver_has_nothing_to_note(ha: User) -> None:
    with pytest.raises(work.Refused):
        answers.note(factories.submission(), agrees=True, by=ha)


def test_a_new_code_ends_the_old_one_and_asks_anew(asked: Handover, ha: User) -> None:
    old = (code_of(asked), asked.token_digest)
    Handover.objects.update(mail_due_at=None, mail_tries=7, mail_trouble="given_up", expires_at=clock.now())
    stored = answers.ask_again(asked.submission, by=ha, seen=0)

    assert (code_of(asked), stored.token_digest) != old
    assert (stored.mail_tries, stored.mail_trouble) == (0, "")
    assert Handover.objects.waiting_for_mail().exists()
    assert access.ticket(asked.submission.reference, code_of(asked))


def test_whoever_entered_the_old_code_is_out_once_there_is_a_new_one(asked: Handover, ha: User) -> None:
    ticket = access.ticket(asked.submission.reference, code_of(asked))
    opened = access.by_token(ticket)
    assert opened
    answers.ask_again(asked.submission, by=ha)

    assert access.by_token(ticket) is None
    with pytest.raises(answers.Closed):
        answers.answer(opened[0], agrees=True, via=HandoverVia.CODE)
    assert access.by_token(access.ticket(asked.submission.reference, code_of(asked)))


def test_nobody_who_has_answered_is_asked_again(asked: Handover, ha: User) -> None:
    answers.answer(asked, agrees=True, via=HandoverVia.LINK)
    with pytest.raises(work.Refused):
        answers.ask_again(asked.submission, by=ha, seen=1)


def test_the_giver_reads_the_answer_on_the_status_page(asked: Handover) -> None:
    with translation.override("en"):
        assert [row.value for row in transfer_rows.status_parts(asked.submission)[0].rows] == [
            "Lê Minh Khoa",
            "Waiting",
        ]
        answers.answer(asked, agrees=True, via=HandoverVia.LINK)
        assert transfer_rows.status_parts(asked.submission)[0].rows[1].value.startswith("Confirmed at ")


def test_the_office_reads_who_noted_it(asked: Handover, ha: User) -> None:
    answers.note(asked.submission, agrees=False, by=ha)
    found = words.of(asked.submission)
    assert found
    assert "cô Hà" in words.way(found)


def test_the_office_reads_that_a_link_went_to_an_address_that_the_giver_typed(asked: Handover) -> None:
    with translation.override("en"):
        assert "that the giver typed" in words.way(answers.answer(asked, agrees=True, via=HandoverVia.LINK))


def test_codes_that_a_number_has_had_are_found_by_an_index(asked: Handover) -> None:
    with CaptureQueriesContext(connection) as done:
        phone._are_enough("+84987654321")
    with connection.cursor() as cursor:
        # A table of tests is too small for it to be worth while, and which slip to begin with is left to chance:
        # each table by itself, then.
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off"
        )
        cursor.execute(f"EXPLAIN {done[0]['sql']}")
        assert "handover_phoned" in str(cursor.fetchall())


def test_history_has_answers_and_no_credentials(asked: Handover) -> None:
    answers.answer(asked, agrees=True, via=HandoverVia.LINK)
    events = Handover.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]  # made by pghistory
    assert [event.state for event in events] == [HandoverState.WAITING, HandoverState.CONFIRMED]
    columns = {field.name for field in events.model._meta.fields}
    assert not columns & {"code", "token_digest", "email", "mailbox"}


PROVEN: list[dict[str, Any]] = [
    {"email": "KHOA@example.com", "email_verified_at": clock.now()},
    {"phone": "+84987654321", "phone_verified_at": clock.now(), "phone_code_entered_at": clock.now()},
]


@pytest.mark.parametrize("proven", PROVEN)
def test_the_receiver_is_forgotten_and_the_giver_stays(asked: Handover, ha: User, proven: dict[str, Any]) -> None:
    rule = Rule("accounts.User", days=30, after="deletion_requested_at", forget=True)
    work.approve(asked.submission, by=ha)
    receiver = factories.user(deletion_requested_at=clock.now() - timedelta(days=31), **proven)
    assert people.forget(receiver.pk, rule=rule)

    slip = Slip.objects.get()
    events = Slip.pgh_event_model.objects.all()  # type: ignore[attr-defined]  # made by pghistory
    said = " ".join(str(row.payload) for row in [slip, *events])
    assert (Handover.objects.count(), "Khoa" in said, "987654321" in said) == (0, False, False)
    assert (slip.student_name, len(events) > 1) == ("Nguyễn Bảo An", True)
    assert [row.value for row in transfer_rows.groups(slip.payload)[1].rows]


@pytest.mark.parametrize("proven", PROVEN)
def test_the_receiver_reads_what_the_slip_says_of_them_and_nothing_of_the_giver(
    asked: Handover, proven: dict[str, Any]
) -> None:
    [told] = registry.export(factories.user(**proven))["received_courses"]["transfers"]
    assert (told["reference"], told["payload"]["receiver_name"]) == (asked.submission.reference, "Lê Minh Khoa")
    assert "Nguyễn Bảo An" not in str(told)


def test_what_nobody_has_proven_is_nobodys(asked: Handover) -> None:
    stranger = factories.user(email="khoa@example.com", phone="+84987654321")
    EmailAddress.objects.update(verified=False)
    User.objects.update(email_verified_at=None)
    stranger.refresh_from_db()
    assert registry.export(stranger)["received_courses"] == {"transfers": []}


def test_whoever_forgets_holds_deliveries_before_their_slips(
    asked: Handover,
) -> None:
    giver = factories.user()
    Slip.objects.update(account=giver)
    destination(name="A")
    with CaptureQueriesContext(connection) as done:
        personal.forget(giver, "Người đã xoá 1")
    held = [query["sql"] for query in done if "FOR UPDATE" in query["sql"]]
    assert ['FROM "forms_intake_delivery"' in sql for sql in held] == [True, False]


def test_with_the_giver_the_receiver_is_forgotten(asked: Handover) -> None:
    giver = factories.user(Role.STUDENT)
    Slip.objects.update(account=giver)
    personal.forget(giver, "Người đã xoá 1")

    assert Handover.objects.count() == 0
    assert "receiver_name" not in Slip.objects.get().payload
    assert "Khoa" not in str(Slip.objects.get().payload)
