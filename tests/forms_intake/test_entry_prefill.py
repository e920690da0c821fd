"""What the address of a slip fills in: posters and links choose branch, course and teacher."""

import html
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import gettext, override

from accounts.enums import Role
from forms_intake.enums import FormType, Source
from forms_intake.models import Submission
from forms_intake.slips import prefill
from school import archive
from tests import factories
from tests.forms_intake.slip_pages import CHECK, FORM, answers, hidden

pytestmark = pytest.mark.django_db


def asked(**query: str) -> prefill.Asked:
    words = QueryDict(mutable=True)
    words.update(query)
    return prefill.asked(words)


def test_a_course_is_named_by_its_sku_wherever_a_slip_asks_for_one() -> None:
    factories.product(name="Piano cơ bản", sku="PN-24")
    found = asked(course="PN-24").initial
    assert found == {"course_text": "Piano cơ bản", "current_course": "PN-24", "course_interest": ["PN-24"]}


def test_a_course_that_is_no_longer_sold_is_said_in_a_line() -> None:
    product = factories.product(sku="OLD")
    archive.archive(product, by=factories.user(Role.ADMIN), reason="hết mở")
    found = asked(course="OLD")
    with override("en"):
        assert asked(course="OLD").notes == ("The course in this link is no longer open. Choose another one.",)
    assert found.initial == {}


@pytest.mark.parametrize("kind", ["book", "instrument"])
def test_what_is_no_course_is_not_filled_in(kind: str) -> None:
    factories.product(sku="X1", kind=kind)
    assert asked(course="X1").initial == {}


@pytest.mark.parametrize("word", ["", "nobody", "\u200b", "x" * 500, "' OR 1=1", "Đàn", "../.."])
@pytest.mark.parametrize("name", ["branch", "course", "teacher"])
def test_unknown_and_malformed_words_change_nothing(client: Client, name: str, word: str) -> None:
    answer = client.get(FORM, {name: word})
    assert (answer.status_code, answer.context["form"].initial) == (200, {})


def test_a_link_chooses_a_teacher_who_teaches_now(client: Client) -> None:
    ha = factories.user(Role.TEACHER, name="cô Hà")
    assert client.get(FORM, {"teacher": str(ha.pk)}).context["form"].initial == {"teacher": str(ha.pk)}


def test_a_teacher_who_has_left_is_not_chosen(client: Client) -> None:
    ha = factories.user(Role.TEACHER, name="cô Hà", is_active=False)
    assert client.get(FORM, {"teacher": str(ha.pk)}).context["form"].initial == {}


@pytest.mark.parametrize("form_type", FormType.values)
def test_a_poster_fills_in_every_slip(client: Client, form_type: str) -> None:
    branch, product = factories.branch(), factories.product(name="Piano cơ bản")
    page = client.get(f"/phieu/{form_type}/", {"branch": branch.code, "course": product.sku, "src": "qr"})
    initial = page.context["form"].initial
    course = initial.get("course_text") or initial.get("course_interest")
    assert (initial["branch"], course in ("Piano cơ bản", [product.sku])) == (branch.code, True)


def test_the_line_about_an_old_course_stands_on_the_page(client: Client) -> None:
    product = factories.product()
    archive.archive(product, by=factories.user(Role.ADMIN), reason="hết mở")
    page = client.get(FORM, {"course": product.sku}).content.decode()
    assert html.escape(gettext("The course in this link is no longer open. Choose another one.")) in page


def sent_by(client: Client, query: str, **changes: Any) -> Submission:
    """The slip of somebody who opened the form with this query and followed its addresses."""
    opened = client.get(FORM + query)
    action = next_address(opened, CHECK)
    checked = client.post(action, hidden(opened) | answers(**changes))
    client.post(next_address(checked, FORM), hidden(checked))
    return Submission.objects.get()


def next_address(page: Any, start: str) -> str:
    """Where the page's form leads, as a browser would read it."""
    return html.unescape(re.findall(rf'action="({start}[^"]*)"', page.content.decode())[0])


@pytest.mark.parametrize(("query", "source"), [("", Source.WEB), ("?src=qr", Source.QR), ("?src=link", Source.WEB)])
def test_how_the_sender_came_is_stored(client: Client, query: str, source: Source) -> None:
    assert sent_by(client, query).source == source


def test_the_branch_of_the_poster_is_stored_beside_the_one_that_was_chosen(client: Client) -> None:
    poster, own = factories.branch(), factories.branch()
    slip = sent_by(client, f"?branch={poster.code}&src=qr", branch=own.code)
    assert (slip.entry_branch, slip.branch) == (poster, own)


@pytest.mark.parametrize("query", ["?src=fax", "?student=1%22%3E", "?kiosk=2", "?src=%0A"])
def test_words_that_mean_nothing_are_not_carried_on(client: Client, query: str) -> None:
    assert f'action="{CHECK}"' in client.get(FORM + query).content.decode()


def test_the_front_desk_keeps_its_branch_from_slip_to_slip(client: Client) -> None:
    branch = factories.branch()
    page = client.get(FORM, {"kiosk": "1", "branch": branch.code})
    assert next_address(page, CHECK).endswith(f"?kiosk=1&branch={branch.code}")
