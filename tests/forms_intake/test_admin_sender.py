"""The office reads what senders say, hands out the link of a slip, and closes links that went astray."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from forms_intake import sender
from forms_intake.models import Submission
from forms_intake.status import links
from school import archive
from tests import factories
from tests.forms_intake.status_pages import asked, let_in
from tests.forms_intake.status_pages import page as status_page

pytestmark = pytest.mark.django_db


def button(slip: Submission) -> str:
    return reverse("admin:forms_intake_submission_close_links", args=[slip.pk])


def page(client: Client, slip: Submission) -> str:
    return client.get(reverse("admin:forms_intake_submission_change", args=[slip.pk])).content.decode()


def test_messages_stand_on_the_page_as_text(client: Client, ha: User) -> None:
    sent = asked(ha)
    assert "Has said nothing since the slip was sent." in page(client, sent)
    sender.answer(sent, text="Giấy <b>đây</b>\nCảm ơn")
    sender.withdraw(sent, reason="Cháu khỏi rồi", seen=2)
    shown = page(client, sent)
    assert "Giấy &lt;b&gt;đây&lt;/b&gt;<br>Cảm ơn" in shown
    assert shown.index("Giấy &lt;b&gt;") < shown.index("Cháu khỏi rồi")


def test_the_link_on_the_page_opens_the_slip(client: Client, ha: User) -> None:
    sent = factories.submission()
    link = page(client, sent).partition('<code id="status-link" data-made-anew hidden>')[2].partition("<")[0]
    path = urlsplit(link).path
    assert Client().get(path)["Location"] == status_page(sent)


def test_closing_ends_links_and_browsers_and_leaves_the_other_ways(client: Client, ha: User) -> None:
    sent = factories.submission(contact_phone="+84912345678")
    family, path = Client(), urlsplit(links.address(sent)).path
    let_in(family, sent)
    shown = client.post(button(sent), follow=True).content.decode()
    assert "Closed: whoever had a link needs a new one" in shown
    assert [family.get(address).status_code for address in (path, status_page(sent))] == [404, 404]
    found = family.post("/phieu/status/", {"reference": sent.reference, "digits": "5678"}, follow=True)
    assert found.status_code == 200
    sent.refresh_from_db()
    assert Client().get(urlsplit(links.address(sent)).path).status_code == 303


def test_looking_closes_nothing_and_others_may_not(client: Client, ha: User) -> None:
    sent = factories.submission()
    assert client.get(button(sent)).status_code == 405
    client.force_login(factories.user(Role.TEACHER))
    assert client.post(button(sent)).status_code in (302, 403)
    sent.refresh_from_db()
    assert sent.links_since is None


def test_an_archived_slip_offers_no_link(client: Client, ha: User) -> None:
    sent = factories.submission()
    archive.archive(sent, by=ha, reason="trùng")
    assert "status-link" not in page(client, sent)
    assert "This slip is archived. Restore it first." in client.post(button(sent), follow=True).content.decode()
