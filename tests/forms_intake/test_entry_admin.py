"""The office's part: personal links made and ended, posters, and what may be spam."""

import re
from html import unescape
from typing import Any

import pytest
import segno
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.enums import Role
from accounts.models import User
from forms_intake import personal_links
from forms_intake.admin.posters import PosterForm
from forms_intake.entry import poster
from forms_intake.entry.poster import Poster
from forms_intake.enums import Flag, FormType, LinkState
from forms_intake.models import PersonalLink, Submission
from tests import factories
from tests.forms_intake.test_entry_links import GIVEN, make

pytestmark = pytest.mark.django_db

LINKS = reverse("admin:forms_intake_personallink_changelist")
ADD = reverse("admin:forms_intake_personallink_add")
SLIPS = reverse("admin:forms_intake_submission_changelist")
POSTER, FILE, PRINT = (reverse(f"admin:forms_intake_poster{name}") for name in ("", "_file", "_print"))


def boxes(**changes: Any) -> dict[str, Any]:
    """What the office types for a family."""
    given = GIVEN | {"form_type": "leave-request", "contact_phone": "0912 345 678", "contact_has_zalo": "on"}
    return given | changes


# ---- Personal links ----


def test_a_link_is_made_by_typing_and_shown_once(client: Client, ha: User) -> None:
    page = client.post(ADD, boxes()).content.decode()
    link = PersonalLink.objects.get()
    assert (link.created_by, link.student_name, "/phieu/l/" in page, 'class="qr"' in page) == (
        ha,
        "Nguyễn Bảo An",
        True,
        True,
    )
    shown = client.get(reverse("admin:forms_intake_personallink_change", args=[link.pk])).content.decode()
    assert "/phieu/l/" not in shown


def test_the_made_link_opens_the_slip(client: Client, ha: User) -> None:
    page = client.post(ADD, boxes()).context
    path = "/" + page["address"].split("/", 3)[3]
    assert Client().get(path)["Location"] == "/phieu/leave-request/?src=link"


def test_a_slip_lends_its_answers(client: Client, ha: User) -> None:
    slip = factories.submission(contact_email="huong@gmail.com")
    form = client.get(ADD, {"submission": slip.pk}).context["form"]
    told = (form["student_name"].value(), form["contact_email"].value(), form["form_type"].value())
    assert told == ("Nguyễn Bảo An", "huong@gmail.com", "leave-request")
    client.post(f"{ADD}?submission={slip.pk}", boxes())
    assert PersonalLink.objects.get().submission == slip


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 40, "²"])
def test_a_slip_that_is_not_there_lends_nothing(client: Client, ha: User, pk: str) -> None:
    page = client.get(ADD, {"submission": pk})
    assert (page.status_code, page.context["slip"]) == (200, None)


@pytest.mark.parametrize(
    ("name", "value"), [("student_name", ""), ("contact_phone", "12"), ("form_type", "fax"), ("branch", "none")]
)
def test_what_the_slip_would_refuse_is_refused_here(client: Client, ha: User, name: str, value: str) -> None:
    page = client.post(ADD, boxes(**{name: value}))
    assert (name in page.context["form"].errors, PersonalLink.objects.exists()) == (True, False)


def test_a_link_is_ended_by_its_button(client: Client, ha: User) -> None:
    link, _path = make(ha)
    page = reverse("admin:forms_intake_personallink_change", args=[link.pk])
    button = reverse("admin:forms_intake_personallink_revoke", args=[link.pk])
    assert button in client.get(page).content.decode()
    client.post(button)
    link.refresh_from_db()
    assert (link.state, button in client.get(page).content.decode()) == (LinkState.REVOKED, False)


def test_the_list_costs_the_same_for_one_link_and_three(
    client: Client, ha: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make(ha)
    client.get(LINKS)
    with django_assert_max_num_queries(40) as one:
        client.get(LINKS)
    make(ha)
    make(ha)
    with django_assert_max_num_queries(len(one)):
        client.get(LINKS)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
@pytest.mark.parametrize("address", [LINKS, ADD, POSTER, FILE, PRINT])
def test_others_see_neither_links_nor_posters(client: Client, role: Role, address: str) -> None:
    client.force_login(factories.user(role))
    assert client.get(address).status_code in (302, 403)


def test_the_page_of_a_slip_offers_the_link(client: Client, ha: User) -> None:
    slip = factories.submission()
    page = client.get(reverse("admin:forms_intake_submission_change", args=[slip.pk])).content.decode()
    assert f"{ADD}?submission={slip.pk}" in page


# ---- Posters ----


def drawn(**changes: Any) -> Poster:
    return Poster(**{"form_type": FormType.LEAVE_REQUEST} | changes)


def test_the_code_leads_to_the_slip_with_what_was_chosen(settings: Settings) -> None:
    settings.SITE_URL = "https://phimnga.test"
    ha = factories.user(Role.TEACHER)
    chosen = drawn(branch=factories.branch(code="quan-7"), course=factories.product(sku="PN-24"), teacher=ha)
    start, _mark, query = chosen.address().partition("?")
    assert start == "https://phimnga.test/phieu/leave-request/"
    assert QueryDict(query).dict() == {"branch": "quan-7", "course": "PN-24", "teacher": str(ha.pk), "src": "qr"}
    assert chosen.desk() == f"{start}?kiosk=1&branch=quan-7&course=PN-24&teacher={ha.pk}"


def test_the_drawn_modules_are_those_of_the_address() -> None:
    chosen = drawn()
    side, path = poster._code(chosen.address())
    matrix = segno.make(chosen.address(), error="m", micro=False).matrix
    runs = [tuple(map(int, run.replace("h", " ").split("v")[0].split())) for run in path.split("M")[1:]]
    dark = {(row, column + step) for column, row, length in runs for step in range(length)}
    assert side == len(matrix)
    assert dark == {(row, column) for row, line in enumerate(matrix) for column, one in enumerate(line) if one}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form_type", list(FormType))
def test_a_poster_speaks_its_language_whatever_the_reader_speaks(form_type: FormType, language: str) -> None:
    drawing = drawn(form_type=form_type, language=language).drawing()
    with override(language):
        assert all(word in drawing for word in str(form_type.label).split())
    assert f'lang="{language}"' in drawing


@pytest.mark.parametrize(("size", "width"), [("a4", "210mm"), ("a5", "148mm")])
def test_the_drawing_has_the_size_of_its_paper(size: str, width: str) -> None:
    assert f'width="{width}"' in drawn(size=size).drawing()


def test_names_are_escaped_and_long_ones_wrap() -> None:
    branch = factories.branch(name="<script>" + "Cơ sở Nguyễn Thị Minh Khai " * 2)
    drawing = drawn(branch=branch).drawing()
    lines = [unescape(line) for line in re.findall(r">([^<]+)</text>", drawing)]
    assert "<script>" not in drawing
    assert (max(map(len, lines)) <= 50, sum("Nguyễn" in line for line in lines)) == (True, 2)


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_a_poster_is_a_file_and_a_page_for_the_printer(client: Client, ha: User, size: str) -> None:
    branch = factories.branch(code="quan-7")
    query = {"form_type": "hold", "branch": branch.code, "size": size, "language": "vi"}
    svg, page = client.get(FILE, query), client.get(PRINT, query).content.decode()
    assert svg["Content-Disposition"] == f'attachment; filename="phieu-hold-quan-7-{size}-vi.svg"'
    assert svg.content.decode().startswith("<svg")
    assert (f"poster-{size}.css" in page, "<svg" in page) == (True, True)


def test_the_page_shows_the_poster_before_anything_is_chosen(client: Client, ha: User) -> None:
    page = client.get(POSTER).content.decode()
    assert (f"{PRINT}?" in page, f"{FILE}?" in page, "kiosk=1" in page) == (True, True, True)


@pytest.mark.parametrize("address", [POSTER, FILE, PRINT])
@pytest.mark.parametrize("query", [{"branch": "none"}, {"form_type": "fax"}, {"teacher": "x"}, {"size": "a0"}])
def test_a_choice_that_is_gone_is_asked_anew(client: Client, ha: User, address: str, query: dict[str, str]) -> None:
    page = client.get(address, query)
    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)


def test_nobody_without_a_name_hangs_on_a_wall(ha: User) -> None:
    factories.user(Role.TEACHER, name="")
    named = factories.user(Role.TEACHER)
    teachers: Any = PosterForm().fields["teacher"]
    assert list(teachers.queryset) == [named]


# ---- Possible spam ----


def listed(client: Client, **query: str) -> set[str]:
    return {row.reference for row in client.get(SLIPS, query).context["cl"].result_list}


def spam() -> Submission:
    return factories.submission(flags=(Flag.POSSIBLE_SPAM,))


def test_the_usual_list_leaves_out_what_may_be_spam_and_says_so(client: Client, ha: User) -> None:
    held, good = spam(), factories.submission()
    page = client.get(SLIPS)
    assert {row.reference for row in page.context["cl"].result_list} == {good.reference}
    assert "1 slip may be spam" in page.content.decode() or page.context["held_back"]
    assert listed(client, spam="only") == {held.reference}
    assert listed(client, spam="all") == {held.reference, good.reference}


def test_a_search_finds_what_may_be_spam(client: Client, ha: User) -> None:
    held = spam()
    assert listed(client, q=held.reference) == {held.reference}


@pytest.mark.parametrize("query", [{"spam": "only"}, {"q": "An"}, {"archived": "yes"}])
def test_the_line_stands_only_where_something_is_left_out(client: Client, ha: User, query: dict[str, str]) -> None:
    spam()
    assert client.get(SLIPS, query).context["held_back"] == ""


def test_without_any_there_is_no_line(client: Client, ha: User) -> None:
    factories.submission()
    assert client.get(SLIPS).context["held_back"] == ""


def test_very_many_are_not_counted(client: Client, ha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms_intake.admin.quarantine._MOST_COUNTED", 1)
    spam()
    spam()
    assert "1" in client.get(SLIPS).context["held_back"]


def test_links_of_revoked_people_are_refused_by_the_verb() -> None:
    link, _path = make(factories.user(Role.STAFF))
    with pytest.raises(personal_links.Refused):
        personal_links.revoke(link, by=factories.user(Role.TEACHER))
