"""Signed-in families: what is filled in, for which student, and from whose slips."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import submissions
from forms_intake.entry import family
from forms_intake.enums import Source
from forms_intake.models import Submission
from school import archive, clock, live
from school.live import topics
from tests import factories
from tests.forms_intake.slip_pages import CHECK, FORM, answers, hidden

pytestmark = pytest.mark.django_db

MINE = "/phieu/mine/"


@pytest.fixture
def huong(client: Client) -> User:
    """A mother who is signed in; her address is proven, her number is not."""
    person = factories.user(name="Phạm Thị Hường", email="huong@gmail.com", email_verified_at=clock.now())
    client.force_login(person)
    return person


def sent_by(person: User | None, student: str = "Nguyễn Bảo An", **payload: Any) -> Submission:
    """A leave request of this account."""
    answered = factories.PAYLOAD | {"branch": "unknown", "student_name": student} | payload
    draft = factories.draft(student_name=student, payload=answered, contact_phone="+84912345678")
    return submissions.submit(draft, by=person, source=Source.WEB)


def form(client: Client, query: str = "") -> Any:
    return client.get(FORM + query)


def test_without_an_earlier_slip_nobody_becomes_their_own_parent(client: Client, huong: User) -> None:
    page = form(client)
    assert page.context["form"].initial == {"contact_email": "huong@gmail.com"}
    assert '<details class="known"' not in page.content.decode()


def test_an_account_with_a_student_code_is_the_students() -> None:
    an = User.objects.create_user(
        name="Nguyễn Bảo An", email="an@school.test", student_code="HV-0123", role=Role.STUDENT
    )
    assert family.of(an).initial == {"student_name": "Nguyễn Bảo An", "student_code": "HV-0123"}
    assert family.of(an, family.NEW).initial == {}


@pytest.mark.parametrize("role", ["parent", "student"])
def test_another_student_has_the_contact_of_the_last_slip_if_it_was_a_parent(huong: User, role: str) -> None:
    answered = {} if role == "parent" else {"submitter_role": "student", "contact_name": ""}
    sent_by(huong, **answered)
    assert family.of(huong, family.NEW).initial.get("contact_name") == ("Phạm Thị Hường" if role == "parent" else None)


def test_the_last_slip_fills_in_the_rest_and_folds_it(client: Client, huong: User) -> None:
    sent_by(huong)
    page = form(client)
    found = page.context["form"].initial
    told = [found[name] for name in ("student_name", "contact_phone", "course_text", "lesson_time", "branch")]
    assert told == ["Nguyễn Bảo An", "0912 345 678", "Piano kèm 1-1", "17:30", "unknown"]
    assert '<details class="known" data-known>' in page.content.decode()


def test_a_proven_number_goes_before_the_one_of_the_last_slip(huong: User) -> None:
    sent_by(huong)
    huong.phone = "+84987654321"
    huong.phone_verified_at = huong.phone_code_entered_at = clock.now()
    assert family.of(huong).initial["contact_phone"] == "0987 654 321"


def test_a_number_that_only_the_office_has_confirmed_is_not_used(huong: User) -> None:
    huong.phone, huong.phone_verified_at = "+84987654321", clock.now()
    assert "contact_phone" not in family.of(huong).initial


def test_nobody_is_told_what_another_account_sent_with_the_same_number(client: Client, huong: User) -> None:
    huong.phone, huong.phone_verified_at, huong.phone_code_entered_at = "+84912345678", clock.now(), clock.now()
    huong.save()
    sent_by(factories.user(), student="Trần Khôi")
    sent_by(None, student="Lê Vy")
    page = form(client).content.decode()
    assert ("Trần Khôi" in page, "Lê Vy" in page) == (False, False)


@pytest.mark.parametrize("asked", ["other", "unknown"])
def test_the_reference_of_a_strangers_slip_chooses_nobody(huong: User, asked: str) -> None:
    stranger = sent_by(factories.user(), student="Trần Khôi")
    sent_by(huong)
    reference = stranger.reference if asked == "other" else "NP-260821-7K3F"
    assert family.of(huong, reference).initial["student_name"] == "Nguyễn Bảo An"


def test_each_student_is_offered_once_newest_first_and_five_at_most(huong: User) -> None:
    for number in range(7):
        sent_by(huong, student=f"Học viên {chr(65 + number)}")
    sent_by(huong, student="học viên C")
    offered = [one.name for one in family.of(huong).students]
    assert offered == ["học viên C", "Học viên G", "Học viên F", "Học viên E", "Học viên D"]


def test_a_chosen_student_fills_in_their_own_course(client: Client, huong: User) -> None:
    khoi = sent_by(huong, student="Trần Khôi", course_text="Violin", lesson_time="09:00")
    sent_by(huong)
    found = form(client, f"?student={khoi.reference}").context["form"].initial
    assert (found["student_name"], found["course_text"], found["lesson_time"]) == ("Trần Khôi", "Violin", "09:00")


def test_another_student_starts_with_the_contact_alone(client: Client, huong: User) -> None:
    sent_by(huong)
    found = form(client, "?student=new").context["form"].initial
    assert sorted(found) == ["contact_email", "contact_name"]


def test_a_time_that_was_not_always_the_same_is_asked_anew(huong: User) -> None:
    sent_by(huong, lesson_time="17:30")
    sent_by(huong, lesson_time="18:30", lesson_date="2026-08-22")
    assert "lesson_time" not in family.of(huong).initial


def test_archived_and_forgotten_slips_fill_in_nothing(huong: User) -> None:
    gone, forgotten = sent_by(huong), sent_by(huong, student="Trần Khôi")
    archive.archive(gone, by=factories.user(Role.ADMIN), reason="nhầm")
    Submission.objects.filter(pk=forgotten.pk).update(
        purged_at=clock.now(), contact_phone="", contact_email="", search_text=""
    )
    assert family.of(huong).students == ()


def test_a_branch_that_has_closed_since_is_asked_anew(client: Client, huong: User) -> None:
    sent_by(huong, branch="closed")
    page = form(client)
    assert ("branch" in page.context["form"].initial, '<details class="known"' in page.content.decode()) == (False,) * 2


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_the_office_fills_in_for_others(client: Client, role: Role) -> None:
    person = factories.user(role)
    sent_by(person)
    client.force_login(person)
    assert form(client).context["form"].initial == {}


def test_the_front_desk_shows_nobodys_data(client: Client, huong: User) -> None:
    sent_by(huong)
    assert "Nguyễn Bảo An" not in form(client, "?kiosk=1").content.decode()


def test_errors_inside_the_card_open_it_and_others_leave_it_folded(client: Client, huong: User) -> None:
    sent_by(huong)
    given = hidden(form(client)) | answers(contact_email="huong@gmail.com")
    inside = client.post(CHECK, given | {"contact_phone": "12"}).content.decode()
    outside = client.post(CHECK, given | {"reason": ""}).content.decode()
    assert ("data-known open>" in inside, "data-known open>" in outside) == (True, False)
    assert "data-known>" in outside


def test_the_card_says_what_will_be_sent(client: Client, huong: User) -> None:
    sent_by(huong)
    given = hidden(form(client)) | answers(student_name="Nguyễn Bảo Anh", reason="")
    page = client.post(CHECK, given).content.decode()
    card = page.partition("known__lines")[2].partition("</summary>")[0]
    assert "Nguyễn Bảo Anh" in card


def test_a_draft_of_one_student_never_comes_back_for_another(client: Client, huong: User) -> None:
    khoi, an = sent_by(huong, student="Trần Khôi"), sent_by(huong)
    queries = [f"?student={khoi.reference}", f"?student={an.reference}", "?student=new"]
    versions = {re.findall(r'data-version="([^"]+)"', form(client, query).content.decode())[0] for query in queries}
    assert len(versions) == 3


def test_the_form_costs_the_same_for_many_slips(
    client: Client, huong: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent_by(huong)
    form(client)
    with django_assert_max_num_queries(40) as first:
        form(client)
    for number in range(3):
        sent_by(huong, student=f"Học viên {chr(65 + number)}")
    with django_assert_max_num_queries(len(first)):
        form(client)


def test_own_slips_are_listed_and_nobody_elses(client: Client, huong: User) -> None:
    own, other = sent_by(huong), sent_by(factories.user(), student="Trần Khôi")
    page = client.get(MINE).content.decode()
    assert (own.reference in page, other.reference in page, "Trần Khôi" in page) == (True, False, False)
    assert f'href="/phieu/status/{own.reference}/"' in page


def test_the_status_page_of_a_listed_slip_opens(client: Client, huong: User) -> None:
    own = sent_by(huong)
    assert client.get(f"/phieu/status/{own.reference}/").status_code == 200


def test_a_new_account_reads_what_will_stand_here(client: Client, huong: User) -> None:
    assert 'class="empty"' in client.get(MINE).content.decode()


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get(MINE).status_code == 302


def test_the_list_costs_the_same_for_one_row_and_three(
    client: Client, huong: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent_by(huong)
    client.get(MINE)
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    sent_by(huong, student="Trần Khôi")
    sent_by(huong, student="Lê Vy")
    with django_assert_num_queries(len(one)):
        client.get(MINE)


def test_older_slips_are_on_the_next_page(client: Client, huong: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms_intake.entry.views._PAGE", 2)
    first, *_others = [sent_by(huong, student=f"Học viên {letter}") for letter in "ABC"]
    page = client.get(MINE).content.decode()
    assert first.reference not in page
    older = html.unescape(re.findall(r'href="(\?page=[^"]+)"', page)[0])
    assert first.reference in client.get(MINE + older).content.decode()


def test_a_changed_slip_is_announced_to_its_family_alone(huong: User, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(live, "changed", lambda *topics: told.extend(topics))
    own = sent_by(huong)
    own.save()
    sent_by(None).save()
    assert {topic for topic in told if topic.startswith("my_slips")} == {f"my_slips:{huong.pk}"}


def test_everybody_follows_their_own_list_only(huong: User) -> None:
    granted = topics.granted(huong, [f"my_slips:{huong.pk}", f"my_slips:{huong.pk + 1}", "my_slips"])
    assert granted == {f"my_slips:{huong.pk}"}


def test_the_account_page_leads_to_the_list(client: Client, huong: User) -> None:
    assert f'href="{MINE}"' in client.get("/accounts/").content.decode()


def test_a_slip_of_another_kind_fills_in_as_well(huong: User) -> None:
    draft = factories.draft(form_type="hold", payload=factories.PAYLOAD | {"branch": "unknown"})
    submissions.submit(draft, by=huong, source=Source.WEB)
    assert family.of(huong).initial["student_name"] == "Nguyễn Bảo An"
