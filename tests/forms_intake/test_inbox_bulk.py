"""Many slips at once: what is done, what is left as it is and why, and who is asked first."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import archiving, work
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.inbox import bulk
from forms_intake.inbox.bulk import Chosen, Deed
from forms_intake.inbox.bulk_question import Question
from forms_intake.models import ReasonTemplate, Submission
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db


def slips(count: int = 2) -> list[Submission]:
    return [factories.submission() for _ in range(count)]


def rows(sent: list[Submission]) -> list[str]:
    """As the boxes of the list name them."""
    return [f"{slip.reference}:{slip.revision}" for slip in sent]


def press(client: Client, deed: str, sent: list[Submission], **given: Any) -> str:
    """What the page's script gets."""
    data = {"row": rows(sent)} | given
    return client.post(f"/inbox/bulk/{deed}/", data, headers={"HX-Request": "true"}).content.decode()


def statuses(sent: list[Submission]) -> list[str]:
    return [Submission.objects.get(pk=slip.pk).work_status for slip in sent]


@pytest.mark.parametrize(
    ("deed", "given", "leads_to"),
    [
        (Deed.TAKE, {}, WorkStatus.IN_REVIEW),
        (Deed.APPROVE, {}, WorkStatus.APPROVED),
        (Deed.NEEDS_INFO, {"reason": "giấy khám?"}, WorkStatus.NEEDS_INFO),
        (Deed.DECLINE, {"reason": "hết chỗ"}, WorkStatus.DECLINED),
    ],
)
def test_every_ticked_slip_is_dealt_with_by_its_own_verb(deed: Deed, given: Any, leads_to: str, ha: User) -> None:
    sent = slips()
    outcome = bulk.do(deed, bulk.chosen(rows(sent)), by=ha, **given)
    assert [slip.work_status for slip in outcome.done] == [leads_to, leads_to]
    assert (outcome.refused, len(outcome.before)) == ([], 2)


def test_what_somebody_has_changed_since_is_left_and_the_rest_is_done(client: Client, ha: User, minh: User) -> None:
    sent = slips(3)
    work.decline(sent[1], by=minh, reason="kín chỗ")
    page = press(client, "approve", sent)
    assert "Approved: 2 slips" in page
    assert "1 slip was left as it is" in page
    assert f'<a href="/inbox/{sent[1].reference}/">{sent[1].reference}</a>: thầy Minh set this slip to' in page
    assert statuses(sent) == ["approved", "declined", "approved"]


def test_one_slip_is_called_by_the_students_name(client: Client, ha: User) -> None:
    assert "Approved: Nguyễn Bảo An" in press(client, "approve", slips(1))


def test_slips_are_given_to_a_colleague(client: Client, ha: User, minh: User) -> None:
    sent = slips()
    assert "Assigned: 2 slips" in press(client, "assign", sent, to=minh.pk)
    assert {slip.assignee for slip in Submission.objects.all()} == {minh}
    for slip in sent:
        slip.refresh_from_db()
    press(client, "assign", sent, to="none")
    assert {slip.assignee for slip in Submission.objects.all()} == {None}


@pytest.mark.parametrize("to", ["", "0", "x", "99999999999", "²"])
def test_nobody_in_particular_is_no_colleague(client: Client, ha: User, to: str) -> None:
    sent = slips()
    answer = client.post("/inbox/bulk/assign/", {"row": rows(sent), "to": to}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Choose a colleague." in answer.content.decode()


def test_a_colleague_who_has_left_is_refused_slip_by_slip(client: Client, ha: User, minh: User) -> None:
    archive.archive(minh, by=ha, reason="nghỉ việc")
    assert "2 slips were left as they are" in press(client, "assign", slips(), to=minh.pk)


@pytest.mark.parametrize("deed", ["decline", "needs-info"])
def test_what_families_read_is_asked_first_with_how_many_read_it(client: Client, ha: User, deed: str) -> None:
    sent = slips(3)
    Submission.objects.filter(pk__in=[sent[0].pk, sent[1].pk]).update(contact_phone="+84912345678")
    page = press(client, deed, sent)
    assert "2 families read it, word for word." in page
    assert "3 slips?" in page
    assert statuses(sent) == ["received"] * 3


@pytest.mark.parametrize(("reason", "says"), [(" \n", "Enter the reason"), ("x" * 301, "it has 301 now")])
def test_a_reason_that_will_not_do_is_asked_again_and_kept(client: Client, ha: User, reason: str, says: str) -> None:
    page = press(client, "decline", slips(), reason=reason)
    assert says in page
    assert reason in page


def test_sentences_for_all_of_the_slips_are_offered(client: Client, ha: User) -> None:
    ReasonTemplate.objects.all().delete()
    for form_type, text in (
        ("", "Kín chỗ"),
        (FormType.LEAVE_REQUEST, "Quá hạn"),
        (FormType.HOLD, "Bảo lưu"),
        ("", "Của {student}"),
    ):
        ReasonTemplate.objects.create(verb="decline", form_type=form_type, title=f"mẫu {text}", text=text)
    page = press(client, "decline", slips())
    assert [text in page for text in ("mẫu Kín", "mẫu Quá", "mẫu Bảo", "mẫu Của")] == [True, True, False, False]


def test_slips_of_several_kinds_are_offered_the_sentences_of_none(ha: User) -> None:
    ReasonTemplate.objects.all().delete()
    for form_type in ("", FormType.LEAVE_REQUEST, FormType.HOLD):
        ReasonTemplate.objects.create(verb="decline", form_type=form_type, title=f"mẫu {form_type}", text="Kín chỗ")
    sent = [factories.submission(form_type=kind) for kind in (FormType.LEAVE_REQUEST, FormType.HOLD)]
    assert Question(Deed.DECLINE, [], sent).templates == [("mẫu ", "Kín chỗ")]


def test_one_slip_is_asked_about_by_its_students_name_with_the_sentences_that_its_pane_offers(
    client: Client, ha: User
) -> None:
    ReasonTemplate.objects.all().delete()
    for language, text in (("vi", "{student} gửi hai lần"), ("en", "Sent twice")):
        ReasonTemplate.objects.create(verb="decline", title=f"mẫu {language}", text=text, language=language)
    [slip] = sent = slips(1)
    page = press(client, "decline", sent)
    assert f"Decline the slip of Nguyễn Bảo An ({slip.reference})?" in page
    assert "The slip is in Vietnamese." in page
    assert ["Nguyễn Bảo An gửi hai lần" in page, "Sent twice" in page] == [True, False]


def test_several_slips_are_named_and_offered_only_sentences_that_all_families_read(client: Client, ha: User) -> None:
    ReasonTemplate.objects.all().delete()
    for language in ("vi", "en"):
        ReasonTemplate.objects.create(verb="decline", title=f"mẫu {language}", text="x", language=language)
    sent = slips(7)
    page = press(client, "decline", sent)
    assert ", ".join(["Nguyễn Bảo An"] * 5) + ". And 2 more." in page
    assert ["mẫu vi" in page, "mẫu en" in page] == [True, False]
    Submission.objects.filter(pk=sent[0].pk).update(locale="en")
    page = press(client, "decline", sent)
    assert ("in several languages" in page, "mẫu" in page) == (True, False)


def test_slips_are_put_away_and_brought_back(client: Client, ha: User) -> None:
    sent = slips()
    assert "Archived: 2 slips" in press(client, "archive", sent)
    assert Submission.objects.archived().count() == 2
    assert "is archived. Restore it first" in press(client, "archive", sent)
    assert "Restored: 2 slips" in press(client, "restore", sent)
    assert Submission.objects.active().count() == 2


def test_what_changed_since_is_not_put_away(ha: User, minh: User) -> None:
    sent = slips(1)[0]
    work.take(sent, by=minh)
    with translation.override("en"), pytest.raises(work.Refused, match="thầy Minh took this slip"):
        archiving.put_away(sent, by=ha, seen=0)


def test_who_may_deal_with_slips_but_not_archive_them_is_told_so(ha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = slips(1)[0]
    monkeypatch.setattr(User, "has_perm", lambda _self, right, _obj=None: right == "forms_intake.change_submission")
    with translation.override("en"), pytest.raises(work.Refused, match="Ask an administrator"):
        archiving.put_away(sent, by=ha, seen=0)
    with translation.override("en"), pytest.raises(work.Refused, match="Ask an administrator"):
        archiving.take_out(sent, by=ha)


def test_slips_that_are_no_spam_are_let_go(client: Client, ha: User) -> None:
    sent = slips()
    Submission.objects.update(flags=[Flag.POSSIBLE_SPAM])
    page = press(client, "not-spam", sent)
    assert "Not spam: 2 slips" in page
    assert "/inbox/undo/" not in page
    assert not Submission.objects.quarantined().exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ([], "Tick a slip first."),
        (["x"], "This list is out of date."),
        (["NP-260821-7K3F:1:2"], "This list is out of date."),
        (["NP-260821-7K3F:99999999999"], "This list is out of date."),
        ([f"NP-260821-{number:04}:0" for number in range(201)], "Choose 200 slips at most."),
    ],
)
def test_rows_that_are_none_change_nothing_and_say_what_to_do(typed: list[str], says: str) -> None:
    with translation.override("en"), pytest.raises(work.Refused, match=says):
        bulk.chosen(typed)


def test_a_row_that_is_named_twice_is_one() -> None:
    assert bulk.chosen(["NP-260821-7K3F:1"] * 2) == [Chosen("NP-260821-7K3F", 1)]


def test_a_slip_that_is_gone_is_told(ha: User) -> None:
    with translation.override("en"):
        outcome = bulk.do(Deed.TAKE, [Chosen("NP-260821-7K3F", 0)], by=ha)
    assert outcome.refused == [("NP-260821-7K3F", "There is no such slip any more.")]


def test_without_script_the_list_comes_back_as_it_was_filtered(client: Client, ha: User, minh: User) -> None:
    sent = slips(7)
    for slip in sent[1:]:
        work.take(slip, by=minh)
    given = {"row": rows(sent), "query": "view=mine&evil=//x"}
    answer = client.post("/inbox/bulk/approve/", given)
    assert answer.headers["Location"] == "/inbox/?view=mine"
    page = client.get("/inbox/").content.decode()
    # Above the list, and within reach until something else is done.
    assert page.count("Approved: Nguyễn Bảo An") == 2
    assert "And 1 more." in page
    assert f"{sent[1].reference}: thầy Minh took" in page


def test_without_script_a_question_is_a_page_of_its_own(client: Client, ha: User) -> None:
    page = client.post("/inbox/bulk/decline/", {"row": rows(slips())}).content.decode()
    assert "<h2" in page
    assert "Decline 2 slips?" in page


@pytest.mark.parametrize("query", ["&" * 1900, "view=\x00", "%ff=%ff", "view=" + "x" * 9000])
def test_a_query_that_is_none_leads_to_the_list(client: Client, ha: User, query: str) -> None:
    answer = client.post("/inbox/bulk/take/", {"row": rows(slips(1)), "query": query})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox/")


def test_an_unknown_deed_and_reading_are_no_addresses(client: Client, ha: User) -> None:
    assert client.post("/inbox/bulk/withdraw/").status_code == 404
    assert client.get("/inbox/bulk/take/").status_code == 405


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
@pytest.mark.parametrize("address", ["bulk/take", "undo"])
def test_it_is_for_the_office_alone(client: Client, role: Role, address: str) -> None:
    client.force_login(factories.user(role))
    assert client.post(f"/inbox/{address}/", {"row": rows(slips(1))}).status_code == 403
    assert statuses(list(Submission.objects.all())) == ["received"]


def test_asking_costs_the_same_for_one_slip_and_for_three(
    client: Client, ha: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = slips(1)
    press(client, "decline", one)
    with CaptureQueriesContext(connection) as few:
        press(client, "decline", one)
    three = [*one, *slips(2)]
    with django_assert_num_queries(len(few)):
        press(client, "decline", three)
    assert len(few) < 8
