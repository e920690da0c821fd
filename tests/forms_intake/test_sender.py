"""What senders do with a slip that they have sent, and what the office sees of it."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import personal, sender, work, work_rules
from forms_intake.enums import DeliveryState, MessageKind, Purpose, WorkStatus
from forms_intake.files import kept, uploads
from forms_intake.files.kept import Kept, Page
from forms_intake.files.kinds import IMAGES, PDF
from forms_intake.lark import cards
from forms_intake.models import Delivery, SenderMessage, Submission
from school import archive, clock
from tests import factories
from tests.forms_intake.file_samples import pdf
from tests.forms_intake.status_pages import asked, paper
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def file(content: bytes = b"") -> Kept:
    """A file that was taken in and belongs to no slip yet."""
    given = paper(content=content) if content else paper()
    page = Page("leave-request", uuid.uuid4())
    return kept.of(uploads.keep(given, field="attachments", takes=IMAGES | PDF, ip_hash=""), page)


def in_status(status: WorkStatus) -> Submission:
    """A slip of this status, without the way there."""
    sent = factories.submission()
    reason = "vì vậy" if status in work_rules.WITH_REASON else ""
    Submission.objects.filter(pk=sent.pk).update(work_status=status, status_reason=reason)
    sent.refresh_from_db()
    return sent


def refused(verb: Any, *args: Any, **given: Any) -> str:
    """What the sender is told in English."""
    with translation.override("en"), pytest.raises(sender.Refused) as refusal:
        verb(*args, **given)
    return str(refusal.value)


def said(sent: Submission) -> list[tuple[str, str, int]]:
    return list(SenderMessage.objects.filter(submission=sent).values_list("kind", "text", "files"))


def test_an_answer_puts_the_slip_back_into_the_hands_of_whoever_asked(ha: User) -> None:
    sent = asked(ha)
    stored = sender.answer(sent, text="  Giấy đây ạ\r\n\r\n\r\nCảm ơn  ")
    stored.refresh_from_db()
    assert (stored.work_status, stored.status_reason, stored.assignee) == (WorkStatus.IN_REVIEW, "", ha)
    assert (stored.status_by, stored.revision) == (None, 2)
    assert said(sent) == [(MessageKind.ANSWER, "Giấy đây ạ\n\nCảm ơn", 0)]


def test_papers_alone_are_an_answer_and_nothing_is_none(ha: User) -> None:
    assert refused(sender.answer, asked(ha), text=" \n ") == "Write an answer or add a file"
    sent = asked(ha)
    sender.answer(sent, files=[file()])
    assert said(sent) == [(MessageKind.ANSWER, "", 1)]
    assert sent.attachments.count() == 1


def test_the_same_answer_twice_is_one(ha: User) -> None:
    sent, paper_there = asked(ha), file()
    for files in ([paper_there], [paper_there], [file()]):
        sender.answer(sent, text="Giấy đây", files=files)
    sent.refresh_from_db()
    assert (sent.revision, len(said(sent)), sent.attachments.count()) == (2, 1, 1)


def test_another_answer_is_refused_once_the_office_goes_on(ha: User) -> None:
    sent = asked(ha)
    sender.answer(sent, text="Giấy đây")
    told = "The school no longer waits for an answer. Look at what it says now."
    assert refused(sender.answer, sent, text="Quên mất, còn một giấy nữa") == told
    work.decline(sent, by=ha, reason="hết hạn")
    assert refused(sender.answer, sent, text="Giấy đây") == told


@pytest.mark.parametrize("status", [status for status in WorkStatus if status != WorkStatus.NEEDS_INFO])
def test_only_a_question_is_answered(status: WorkStatus) -> None:
    assert "no longer waits" in refused(sender.answer, in_status(status), text="Giấy đây")


def test_too_long_is_said_with_figures_and_never_cut_off(ha: User) -> None:
    told = refused(sender.answer, asked(ha), text="a" * 1001)
    assert told == "Shorten the text to 1000 characters, it has 1001 now."
    assert "300 characters" in refused(sender.withdraw, factories.submission(), reason="a" * 301, seen=0)


@pytest.mark.parametrize("status", WorkStatus)
def test_papers_are_taken_while_the_slip_is_open_and_change_no_status(status: WorkStatus) -> None:
    sent, paper_there = in_status(status), file()
    if status not in work_rules.OPEN:
        assert "takes no more files" in refused(sender.add_files, sent, files=[paper_there])
        return
    stored = sender.add_files(sent, files=[paper_there])
    assert (stored.work_status, stored.revision, said(sent)) == (status, 1, [(MessageKind.FILES, "", 1)])
    assert stored.attachments.get().pk == paper_there.pk


def test_no_papers_are_no_papers() -> None:
    assert refused(sender.add_files, factories.submission(), files=[]) == "Choose a file first"


@pytest.mark.parametrize("status", WorkStatus)
def test_a_slip_is_withdrawn_from_where_the_table_of_verbs_says(status: WorkStatus) -> None:
    sent = in_status(status)
    if status == WorkStatus.WITHDRAWN:
        assert sender.withdraw(sent, seen=0).revision == 0
    elif sender.may_withdraw(sent):
        stored = sender.withdraw(sent, reason="Cháu khỏi rồi", seen=0)
        assert (stored.work_status, stored.status_by, stored.status_reason) == (WorkStatus.WITHDRAWN, None, "")
        assert said(sent) == [(MessageKind.WITHDRAWAL, "Cháu khỏi rồi", 0)]
    else:
        assert "cannot be withdrawn any more" in refused(sender.withdraw, sent, seen=0)


def test_withdrawing_twice_is_once(ha: User) -> None:
    sent = factories.submission()
    for _ in range(2):
        sender.withdraw(sent, seen=0)
    sent.refresh_from_db()
    assert (sent.revision, len(said(sent))) == (1, 1)


def test_nothing_is_withdrawn_that_the_sender_has_not_seen_as_it_is(ha: User) -> None:
    sent = factories.submission()
    work.approve(sent, by=ha)
    assert "has changed meanwhile" in refused(sender.withdraw, sent, seen=0)
    assert sender.withdraw(sent, seen=1).work_status == WorkStatus.WITHDRAWN


def test_the_office_reads_that_a_slip_was_withdrawn_before_it_decided(ha: User) -> None:
    sent = factories.submission()
    sender.withdraw(sent, seen=0)
    with translation.override("en"), pytest.raises(work.Refused) as told:
        work.approve(sent, by=ha)
    assert str(told.value) == "This slip is “Withdrawn” now. Look at it again before you change it."


@pytest.mark.parametrize("field", ["archived_at", "purged_at"])
def test_what_was_put_away_takes_nothing(field: str, ha: User) -> None:
    sent = asked(ha)
    gone = {"archived_at": {"archive_reason": "trùng"}, "purged_at": {"contact_phone": "", "search_text": ""}}
    Submission.objects.filter(pk=sent.pk).update(**{field: clock.now()}, **gone[field])
    told = "Nothing can be changed about this slip here any more. Call the school."
    assert refused(sender.answer, sent, text="Giấy đây") == told
    assert refused(sender.withdraw, sent, seen=1) == told


def test_a_slip_holds_so_many_messages_and_can_be_withdrawn_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "MOST_MESSAGES", 1)
    sent = factories.submission()
    sender.add_files(sent, files=[file(pdf(b"(one)"))])
    other = file(pdf(b"(another)"))
    assert "holds as much as it can" in refused(sender.add_files, sent, files=[other, other])
    assert sender.withdraw(sent, seen=1).work_status == WorkStatus.WITHDRAWN


def test_a_slip_holds_so_many_papers(monkeypatch: pytest.MonkeyPatch, ha: User) -> None:
    monkeypatch.setattr(sender, "MOST_FILES", 0)
    sent = asked(ha)
    assert "holds as much as it can" in refused(sender.answer, sent, text="Đây", files=[file()])
    sent.refresh_from_db()
    assert (sent.work_status, said(sent), sent.attachments.count()) == (WorkStatus.NEEDS_INFO, [], 0)


def progress_of(sent: Submission) -> str:
    """What the card says of the sender."""
    return str(cards.message(Submission.objects.get(pk=sent.pk), level=1, may_repeat=False).content)


def test_the_card_says_once_that_the_sender_answered(ha: User) -> None:
    sent = asked(ha)
    sender.answer(sent, text="Giấy <at id=all></at> đây", files=[file()])
    with translation.override("vi"):
        label = translation.pgettext("card", "has answered")
    assert f"{label}: Giấy <at id=all></at> đây · 1 " in progress_of(sent)
    # In markup every sign that could mean something is an entity; see cards.render.
    assert "<at" not in str(cards.message(sent, level=0, may_repeat=False).content)
    work.take(sent, by=factories.user(Role.STAFF), seen=2)
    assert label not in progress_of(sent)


def test_a_long_answer_is_cut_in_the_card(ha: User) -> None:
    sent = asked(ha)
    sender.answer(sent, text="dài " * 200)
    assert progress_of(sent).count("dài") < 300 / 4


def test_whoever_has_the_slip_is_told_of_it_once(ha: User, lark: Lark) -> None:
    lark.destination()
    sent = asked(ha)
    Delivery.objects.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    for _ in range(2):
        sender.answer(sent, text="Giấy đây")
    updates = Delivery.objects.filter(submission=sent, purpose=Purpose.UPDATE)
    assert [row.state for row in updates] == [DeliveryState.PENDING]


def test_history_keeps_who_did_it_and_forgetting_takes_the_words_away(ha: User) -> None:
    owner = factories.user()
    sent = asked(ha)
    Submission.objects.filter(pk=sent.pk).update(account=owner)
    sender.answer(sent, text="Cháu bị sốt")
    assert personal.export(owner)["slips"][0]["messages"][0]["text"] == "Cháu bị sốt"
    personal.forget(owner, "Người đã xoá #1")
    events = apps.get_model("forms_intake", "SenderMessageEvent")._default_manager.filter(submission=sent)
    assert said(sent) == [(MessageKind.ANSWER, "—", 0)]
    assert not events.filter(text__contains="sốt").exists()


def test_messages_go_with_their_slip(ha: User) -> None:
    sent = asked(ha)
    sender.answer(sent, text="Giấy đây")
    message = SenderMessage.objects.get()
    assert str(message).startswith(sent.reference)
    sent.delete()
    assert not SenderMessage.objects.exists()


def test_an_archived_slip_that_is_restored_goes_on(ha: User) -> None:
    sent = asked(ha)
    archive.archive(sent, by=ha, reason="nhầm")
    sent.refresh_from_db()
    archive.restore(sent, by=ha)
    assert sender.answer(sent, text="Giấy đây").work_status == WorkStatus.IN_REVIEW
