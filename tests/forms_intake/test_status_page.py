"""What the page of a slip says, and what can be done there."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import sender, work
from forms_intake.enums import Flag, WorkStatus
from forms_intake.models import SenderMessage, Submission
from forms_intake.slips import online
from forms_intake.slips.rows import Group, Row
from forms_intake.status import page as pages
from tests import factories
from tests.forms_intake.slip_pages import NOW, errors, freeze, told
from tests.forms_intake.status_pages import asked, let_in, page, paper, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    client.cookies["language"] = "en"


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="cô Hà", email="ha@school.test")


def shown(client: Client, sent: Submission) -> str:
    let_in(client, sent)
    return text(client.get(page(sent)))


def steps(client: Client, sent: Submission) -> list[tuple[str, str]]:
    """Each step of the way: done, now or next, and its words."""
    let_in(client, sent)
    way = client.get(page(sent)).content.decode().partition('<ol class="timeline">')[2].partition("</ol>")[0]
    found = re.findall(r"<li([^>]*)>(.*?)</li>", way, re.DOTALL)
    plain = [(mark, " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())) for mark, inside in found]
    return [("done" if "done" in mark else "next" if "next" in mark else "now", words) for mark, words in plain]


def test_a_new_slip_says_when_the_school_answers_and_what_may_come(client: Client) -> None:
    sent = factories.submission(due_at=NOW + timedelta(hours=4))
    assert "The slip waits for the office to read it." in shown(client, sent)
    assert "By 15:32 today, 21/08/2026" in shown(client, sent)
    assert [(state, words[:8]) for state, words in steps(client, sent)] == [
        ("now", "Received"),
        ("next", "In revie"),
        ("next", "Approve "),
        ("next", "Done (to"),
    ]


def test_a_promise_holds_while_the_office_works_and_ends_with_its_question(client: Client, ha: User) -> None:
    sent = work.take(factories.submission(due_at=NOW + timedelta(hours=4)), by=ha)
    assert "By 15:32 today" in shown(client, sent)
    work.change(sent, to=WorkStatus.NEEDS_INFO, by=ha, reason="Gửi giúp giấy khám")
    sender.answer(sent, text="Giấy đây")
    assert "15:32" not in shown(client, sent)


def test_a_promise_that_is_over_is_not_made_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = factories.submission(due_at=NOW + timedelta(hours=4))
    freeze(monkeypatch, NOW + timedelta(hours=5))
    assert "The answer is late. Call" in shown(client, sent)
    assert "15:32" not in shown(client, sent)


def test_a_question_stands_first_with_who_asked_and_a_place_to_answer(client: Client, ha: User) -> None:
    seen = shown(client, asked(ha))
    assert "The school needs something more from you Gửi giúp giấy khám cô Hà, the office" in seen
    assert seen.index("Send the answer") < seen.index("Where the slip is")
    assert "ha@school.test" not in seen


def test_a_colleague_without_a_name_is_not_called_by_an_address(client: Client) -> None:
    seen = shown(client, asked(factories.user(Role.STAFF, name="", email="minh@school.test")))
    assert "minh@school.test" not in seen


def test_the_whole_way_is_told_with_the_reasons_and_what_the_sender_said(
    client: Client, ha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = asked(ha)
    freeze(monkeypatch, NOW + timedelta(minutes=10))
    sender.answer(sent, text="Giấy đây, gọi 0912345678")
    freeze(monkeypatch, NOW + timedelta(minutes=20))
    work.decline(sent, by=ha, reason="Hết hạn học bù")
    asked_and_answered = "Needs information (done) 11:32 cô Hà deals with it Gửi giúp giấy khám You answered 11:42"
    assert "cannot agree to what you asked for: Hết hạn học bù Received" in shown(client, sent)
    assert steps(client, sent) == [
        ("done", "Received (done) 11:32"),
        ("done", f"{asked_and_answered} Giấy đây, gọi •••••••678"),
        ("done", "In review (done) 11:42"),
        ("now", "Declined 11:52"),
    ]


def test_words_that_stay_while_a_slip_changes_hands_are_told_once(client: Client, ha: User) -> None:
    sent = asked(ha)
    work.take(sent, by=factories.user(Role.STAFF, name="thầy Minh"), seen=1)
    seen = steps(client, sent)
    assert len(seen) == 5
    assert seen[1][1].startswith("Needs information 11:32 thầy Minh deals with it")


def test_a_withdrawn_slip_says_by_whom_and_what_for(client: Client, ha: User) -> None:
    sent = factories.submission()
    sender.withdraw(sent, reason="Cháu khỏi rồi", seen=0)
    assert steps(client, sent)[-1] == ("now", "Withdrawn 11:32 You withdrew the slip 11:32 Cháu khỏi rồi")
    assert "Withdraw the slip" not in shown(client, sent)


@pytest.mark.parametrize("status", WorkStatus)
def test_every_status_has_a_badge_in_words_and_only_its_deeds(client: Client, status: WorkStatus) -> None:
    sent = factories.submission()
    Submission.objects.filter(pk=sent.pk).update(work_status=status, status_reason="vì vậy")
    sent.refresh_from_db()
    let_in(client, sent)
    seen = client.get(page(sent)).content.decode()
    with translation.override("en"):
        assert f'data-status="{sent.get_work_status_display()}"' in seen
    assert (page(sent, "answer") in seen) == sender.may_answer(sent)
    assert (page(sent, "papers") in seen) == (status in (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW))
    assert (page(sent, "withdraw") in seen) == sender.may_withdraw(sent)
    # One black button a page at most.
    assert seen.count("btn--primary") == int(status == WorkStatus.NEEDS_INFO)


def test_the_content_is_there_in_words_and_masked(client: Client) -> None:
    payload = factories.PAYLOAD | {"contact_email": "huong.pham@gmail.com", "student_code": "HV-0123"}
    sent = factories.submission(
        payload=payload, contact_email="huong.pham@gmail.com", student_code="HV-0123", contact_phone="+84912345678"
    )
    seen = shown(client, sent)
    assert "Nguyễn Bảo An" in seen
    assert "Friday, 21/08/2026" in seen
    assert "••••\u00a0•••\u00a0678".replace("\u00a0", " ") in seen
    assert "h•••@gmail.com" in seen
    assert not [word for word in ("345", "huong.pham", "HV-0123") if word in seen]


def test_consequences_are_repeated_until_the_school_has_decided(client: Client, ha: User) -> None:
    sent = factories.submission(flags=(Flag.LATE_NOTICE,))
    let_in(client, sent)
    assert told(client.get(page(sent))) == ["Notice of 6 hours (the rule is 24 hours)"]
    work.approve(sent, by=ha)
    assert told(client.get(page(sent))) == []


def test_a_slip_adds_parts_of_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [Group("Người nhận", [Row("Xác nhận", "chờ", "")])]
    slip = replace(online.SLIPS["leave-request"], status_parts=lambda _sent: parts)
    monkeypatch.setattr(pages, "SLIPS", {"leave-request": slip})
    assert "Người nhận Xác nhận chờ" in shown(client, factories.submission())


def test_what_people_typed_is_text_and_nothing_else(client: Client, ha: User) -> None:
    sent = asked(ha, "<script>alert(1)</script>")
    sender.answer(sent, text="<img src=x onerror=1>")
    let_in(client, sent)
    seen = client.get(page(sent)).content.decode()
    assert "<script>alert" not in seen
    assert "<img" not in seen


def test_the_page_costs_the_same_whatever_has_happened(
    client: Client, ha: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = asked(ha)
    let_in(client, sent)
    client.get(page(sent))
    for _ in range(3):
        with django_assert_num_queries(5):
            client.get(page(sent))
        sender.answer(sent, text="Giấy đây")
        work.change(sent, to=WorkStatus.NEEDS_INFO, by=ha, reason="Còn thiếu", seen=None)


def test_an_answer_with_a_paper_is_sent_and_said(client: Client, ha: User) -> None:
    sent = asked(ha)
    let_in(client, sent)
    given = {"text": "Giấy đây", "attachments_new": paper()}
    response = client.post(page(sent, "answer"), given, follow=True)
    assert "Your answer has been sent. The school reads it and answers." in text(response)
    assert SenderMessage.objects.get().files == 1
    assert sent.attachments.get().name == "giay-kham.pdf"


def test_an_empty_answer_is_asked_for_at_its_field(client: Client, ha: User) -> None:
    sent = asked(ha)
    let_in(client, sent)
    response = client.post(page(sent, "answer"), {"text": " "})
    assert (response.status_code, errors(response)) == (422, {"id_text": "Write an answer or add a file"})


def test_after_an_error_words_and_papers_are_still_there(client: Client, ha: User) -> None:
    sent = asked(ha)
    let_in(client, sent)
    refused = client.post(page(sent, "answer"), {"text": "a" * 1001, "attachments_new": paper()})
    seen = refused.content.decode()
    token = re.search(r'name="attachments" value="([^"]+)"', seen)
    assert refused.status_code == 422
    assert "a" * 1001 in seen
    assert token
    client.post(page(sent, "answer"), {"text": "ngắn", "attachments": html.unescape(token[1])})
    assert SenderMessage.objects.get().files == 1


def test_a_token_of_another_slip_brings_nothing_along(client: Client, ha: User) -> None:
    mine, theirs = asked(ha), asked(ha)
    let_in(client, mine)
    refused = client.post(page(mine, "answer"), {"text": "a" * 1001, "attachments_new": paper()})
    token = re.search(r'name="attachments" value="([^"]+)"', refused.content.decode())
    assert token
    let_in(client, theirs)
    response = client.post(page(theirs, "answer"), {"text": "x", "attachments": html.unescape(token[1])})
    assert response.status_code == 422
    assert not SenderMessage.objects.exists()


def test_papers_are_added_and_said(client: Client) -> None:
    sent = factories.submission()
    let_in(client, sent)
    response = client.post(page(sent, "papers"), {"attachments_new": paper()}, follow=True)
    assert "Your files have been sent." in text(response)
    assert "You added 1 file" in steps(client, sent)[0][1]
    # The slip as it was sent knows of none.
    assert "Attachments giay-kham.pdf" in shown(client, sent)
    assert client.post(page(sent, "papers"), {}).status_code == 422


@pytest.mark.parametrize("deed", ["answer", "papers"])
def test_an_address_of_a_deed_leads_back_to_the_page(client: Client, deed: str) -> None:
    sent = factories.submission()
    let_in(client, sent)
    assert client.get(page(sent, deed))["Location"] == page(sent)


def test_what_came_too_late_is_said_on_the_page_as_it_is_now(client: Client, ha: User) -> None:
    sent = asked(ha)
    let_in(client, sent)
    work.decline(sent, by=ha, reason="hết hạn")
    response = client.post(page(sent, "answer"), {"text": "Giấy đây"}, follow=True)
    assert "The school no longer waits for an answer." in text(response)
    assert "hết hạn" in text(response)


def test_withdrawing_asks_first_and_happens_once(client: Client) -> None:
    sent = factories.submission()
    let_in(client, sent)
    asked_first = client.get(page(sent, "withdraw"))
    assert f"Withdraw this slip? Leave request slip · {sent.reference}" in text(asked_first)
    given = {"seen": "0", "reason": "Cháu khỏi rồi"}
    for _ in range(2):
        assert client.post(page(sent, "withdraw"), given)["Location"] == page(sent)
    sent.refresh_from_db()
    assert (sent.work_status, SenderMessage.objects.count()) == (WorkStatus.WITHDRAWN, 1)
    assert client.get(page(sent, "withdraw"))["Location"] == page(sent)


def test_what_was_approved_meanwhile_is_looked_at_before_it_is_withdrawn(client: Client, ha: User) -> None:
    sent = factories.submission()
    let_in(client, sent)
    work.approve(sent, by=ha)
    response = client.post(page(sent, "withdraw"), {"seen": "0"}, follow=True)
    assert "The slip has changed meanwhile." in text(response)
    assert "The school has already agreed." in text(client.get(page(sent, "withdraw")))


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "1.5", None])
def test_a_page_that_says_nothing_of_what_was_seen_withdraws_nothing(client: Client, seen: str | None) -> None:
    sent = factories.submission()
    let_in(client, sent)
    assert client.post(page(sent, "withdraw"), {"seen": seen} if seen is not None else {}).status_code == 303
    sent.refresh_from_db()
    assert sent.work_status == WorkStatus.RECEIVED


def test_a_reason_too_long_is_said_at_its_field(client: Client) -> None:
    sent = factories.submission()
    let_in(client, sent)
    response = client.post(page(sent, "withdraw"), {"seen": "0", "reason": "a" * 301})
    assert (response.status_code, list(errors(response))) == (422, ["id_reason"])
