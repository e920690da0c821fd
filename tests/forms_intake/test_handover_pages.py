"""The receiver's pages, and the receiver on the slip's page."""

import html
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake.enums import HandoverState, HandoverVia
from forms_intake.handover import access, answers
from forms_intake.models import Handover, Submission
from school import archive
from tests import factories
from tests.forms_intake.slip_pages import boxes, errors
from tests.forms_intake.transfer_answers import person, sent

pytestmark = pytest.mark.django_db
CODE = "/phieu/transfer/confirm/"


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def slip() -> Submission:
    return sent()


def typed(slip: Submission, **changes: str) -> dict[str, str]:
    return {"reference": slip.reference, "code": slip.handover.code["code"]} | changes


def opened(client: Client, slip: Submission) -> str:
    """The address of the question, behind the right code."""
    answer = client.post(CODE, typed(slip))
    assert answer.status_code == 302, errors(answer)
    return str(answer["Location"])


def words(answer: Any) -> str:
    return " ".join(html.unescape(answer.content.decode()).split())


def test_a_code_leads_to_the_question_and_consent_to_the_answer(english: Client, slip: Submission) -> None:
    page = opened(english, slip)
    asked = words(english.get(page))
    for part in ("Nguyễn Bảo An wants to pass a course", "Lê Minh Khoa", "Piano kèm 1-1", "24 lessons"):
        assert part in asked, part
    done = english.post(f"{page}accept/", {"consent": "on"}, follow=True)

    assert "You take the course" in words(done)
    assert Handover.objects.get().state == HandoverState.CONFIRMED
    assert "I take the course" not in words(english.get(page))


def test_the_page_tells_the_least_about_both_sides(english: Client, slip: Submission) -> None:
    page = words(english.get(opened(english, slip)))
    for hidden in ("912", "987", "Phạm Thị Hường", "1998", "mother"):
        assert hidden not in page


def test_without_consent_nothing_is_confirmed(english: Client, slip: Submission) -> None:
    page = opened(english, slip)
    answer = english.post(f"{page}accept/")
    assert answer.status_code == 422
    assert errors(answer) == {"id_consent": "Tick to agree, or refuse below"}
    assert "autofocus" in answer.content.decode().partition('class="error-summary"')[2].partition(">")[0]
    assert "There is 1 place to correct before going on" in words(answer)
    assert Handover.objects.get().state == HandoverState.WAITING


def test_a_refusal_needs_no_consent_and_stays(english: Client, slip: Submission) -> None:
    page = opened(english, slip)
    assert "You do not take the course" in words(english.post(f"{page}refuse/", follow=True))
    assert "You do not take the course" in words(english.post(f"{page}accept/", {"consent": "on"}, follow=True))
    assert Handover.objects.get().state == HandoverState.REFUSED


@pytest.mark.parametrize("deed", ["accept", "refuse"])
def test_looking_changes_nothing(english: Client, slip: Submission, deed: str) -> None:
    page = opened(english, slip)
    assert english.get(f"{page}{deed}/")["Location"] == page
    assert Handover.objects.get().state == HandoverState.WAITING


def test_for_a_child_a_parent_answers(english: Client) -> None:
    given = person(
        **boxes("receiver_dob", date(2016, 3, 27)),
        receiver_guardian_name="Lê Văn Ba",
        receiver_guardian_phone="0911 222 333",
    )
    assert "I am the receiver's parent" in words(english.get(opened(english, sent(given))))


@pytest.mark.parametrize(
    "changes", [{"code": "000 00x"}, {"code": "12345"}, {"code": ""}, {"reference": ""}, {"reference": "x" * 900}]
)
def test_what_cannot_be_right_is_said_beside_its_field(
    english: Client, slip: Submission, changes: dict[str, str]
) -> None:
    answer = english.post(CODE, typed(slip, **changes))
    assert answer.status_code == 422
    assert errors(answer)


def test_an_unknown_reference_and_a_wrong_code_read_the_same(english: Client, slip: Submission) -> None:
    wrong = f"{(int(slip.handover.code['code']) + 1) % 1_000_000:06}"
    told = [english.post(CODE, typed(slip, **change)) for change in ({"code": wrong}, {"reference": "CN-260821-7K3F"})]
    assert [errors(answer) for answer in told] == [errors(told[0])] * 2
    assert [answer.status_code for answer in told] == [422, 422]


def test_people_type_references_and_codes_in_their_own_way(client: Client, slip: Submission) -> None:
    code = slip.handover.code["code"]
    loose = {"reference": slip.reference.lower().replace("-", " "), "code": f" {code[:3]} {code[3:]} "}
    assert client.post(CODE, loose).status_code == 302


def test_an_address_that_guesses_is_slowed_down(client: Client, slip: Submission) -> None:
    answers_given = [client.post(CODE, typed(slip, reference=f"CN-260821-7K{n:02}")) for n in range(11)]
    assert [answer.status_code for answer in answers_given] == [422] * 10 + [429]


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "ü", "x" * 3000])
@pytest.mark.parametrize("deed", ["", "accept/", "refuse/"])
def test_a_link_that_never_was_is_a_calm_page(english: Client, token: str, deed: str) -> None:
    send = english.post if deed else english.get
    answer = send(f"{CODE}{token}/{deed}")
    assert answer.status_code in {400, 404}
    assert answer.status_code == 400 or "This link no longer works" in words(answer)


def test_links_are_neither_kept_nor_found(client: Client, slip: Submission) -> None:
    answer = client.get(opened(client, slip))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_the_question_asks_the_database_little(
    client: Client, slip: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = opened(client, slip)
    with django_assert_max_num_queries(4):
        client.get(page)


# ---- The office


@pytest.fixture
def ha(english: Client) -> User:
    person = factories.user(Role.STAFF, name="cô Hà")
    english.force_login(person)
    return person


def slip_page(slip: Submission) -> str:
    return reverse("admin:forms_intake_submission_change", args=[slip.pk])


def note(client: Client, slip: Submission, deed: str, seen: int = 0) -> str:
    address = reverse(f"admin:forms_intake_submission_handover_{deed}", args=[slip.pk])
    given = {"seen": seen, "until": slip.handover.expires_at.isoformat()}
    return words(client.post(address, given, follow=True))


def test_the_office_reads_the_code_out(english: Client, ha: User, slip: Submission) -> None:
    code = slip.handover.code["code"]
    page = words(english.get(slip_page(slip)))
    assert f"{code[:3]} {code[3:]}" in page
    assert "0987\u00a0654\u00a0321" in html.unescape(english.get(slip_page(slip)).content.decode())


def test_the_office_notes_both_answers(english: Client, ha: User, slip: Submission) -> None:
    note(english, slip, "confirmed")
    stored = Handover.objects.get()
    assert (stored.state, stored.answered_via, stored.noted_by) == (HandoverState.CONFIRMED, HandoverVia.OFFICE, ha)
    page = note(english, slip, "refused", seen=1)
    assert Handover.objects.get().state == HandoverState.REFUSED
    assert slip.handover.code["code"] not in page.replace(" ", "")


def test_a_stale_page_is_told_so(english: Client, ha: User, slip: Submission) -> None:
    answers.answer(slip.handover, agrees=False, via=HandoverVia.CODE)
    assert "has changed meanwhile" in note(english, slip, "confirmed", seen=0)
    assert Handover.objects.get().state == HandoverState.REFUSED


def test_a_new_code_is_shown_at_once(english: Client, ha: User, slip: Submission) -> None:
    digest = slip.handover.token_digest
    page = note(english, slip, "ask_again")
    stored = Handover.objects.get()
    assert stored.token_digest != digest
    assert stored.code["code"] in page.replace(" ", "")


def test_whoever_asks_anew_a_moment_later_is_told_and_kills_no_code(
    english: Client, ha: User, slip: Submission
) -> None:
    shown = html.unescape(english.get(slip_page(slip)).content.decode())
    assert f'name="until" value="{slip.handover.expires_at.isoformat()}"' in shown
    note(english, slip, "ask_again")
    read_out = Handover.objects.get().code

    assert "has just made a new code" in note(english, slip, "ask_again")
    address = reverse("admin:forms_intake_submission_handover_ask_again", args=[slip.pk])
    assert "has just made a new code" in words(english.post(address, {"seen": 0, "until": "x"}, follow=True))
    assert Handover.objects.get().code == read_out


def test_the_office_reads_to_which_address_a_link_went(english: Client, ha: User) -> None:
    given = sent(person(receiver_email="khoa@example.com"))
    answers.answer(given.handover, agrees=True, via=HandoverVia.LINK)
    assert "to an address that the giver typed: khoa@example.com" in words(english.get(slip_page(given)))


def test_a_slip_that_was_put_away_shows_neither_code_nor_buttons(english: Client, ha: User, slip: Submission) -> None:
    archive.archive(slip, by=ha, reason="Trùng")
    page = words(english.get(slip_page(slip)))
    assert "handover/confirmed" not in page
    assert slip.handover.code["code"] not in page.replace(" ", "")


def test_a_lost_key_hides_the_code_and_nothing_else(english: Client, ha: User, slip: Submission, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
    page = english.get(slip_page(slip))
    assert page.status_code == 200
    assert "New code and link" in words(page)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_else_notes_anything(client: Client, slip: Submission, role: Role) -> None:
    client.force_login(factories.user(role))
    for deed in ("confirmed", "refused", "ask_again"):
        address = reverse(f"admin:forms_intake_submission_handover_{deed}", args=[slip.pk])
        assert client.post(address, {"seen": 0}).status_code in {302, 403, 404}
    assert Handover.objects.get().state == HandoverState.WAITING


def test_other_slips_have_no_such_part(english: Client, ha: User) -> None:
    assert 'id="handover"' not in words(english.get(slip_page(factories.submission())))


def test_a_signed_ticket_is_of_its_slip_alone(client: Client, slip: Submission) -> None:
    other = sent(person(receiver_name="Trần Văn Bình"))
    ticket = access.ticket(slip.reference, slip.handover.code["code"])
    found = access.by_token(ticket)
    assert found
    assert found[0].submission_id == slip.pk != other.pk
