"""Personal links: what they fill in, what they never show, and when they end."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from forms_intake import personal_link_data, personal_links, submissions
from forms_intake.entry.known import hidden as shown_of
from forms_intake.enums import DestinationKind, FormType, LinkState, Source
from forms_intake.lark.mail import Mail
from forms_intake.models import PersonalLink, Submission
from school import clock, personal
from school.retention import people
from school.retention.rules import Rule
from tests import factories
from tests.forms_intake import delivery_rows, transfer_answers
from tests.forms_intake.slip_pages import CHECK, EDIT, FORM, answers, freeze, hidden

pytestmark = pytest.mark.django_db

PHONE, TYPED = "+84912345678", "0912 345 678"
GIVEN: dict[str, Any] = {
    "submitter_role": "parent",
    "student_name": "Nguyễn Bảo An",
    "branch": "unknown",
    "contact_name": "Phạm Thị Hường",
    "contact_relationship": "mother",
    "contact_phone": PHONE,
    "contact_has_zalo": True,
    "contact_email": "huong@gmail.com",
    "course_text": "Piano kèm 1-1",
}
LINKED = "?src=link"
# What the holder of the link still answers.
REST = dict.fromkeys(["contact_phone", "contact_email"], "")


@pytest.fixture
def office() -> User:
    return factories.user(Role.STAFF, name="cô Hà")


def make(office: User, **changes: Any) -> tuple[PersonalLink, str]:
    """A link of the family, and its path."""
    link, address = personal_links.make(form_type=FormType.LEAVE_REQUEST, given=GIVEN | changes, by=office)
    return link, "/" + address.split("/", 3)[3]


def follow(client: Client, path: str) -> str:
    """The form page that the link leads to."""
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, FORM + LINKED)
    return client.get(answer["Location"]).content.decode()


def send(client: Client, **changes: Any) -> Any:
    """Fills in the rest and sends; the answer is the way to the confirmation."""
    opened = client.get(FORM + LINKED)
    checked = client.post(CHECK + LINKED, hidden(opened) | answers(**REST | changes))
    return client.post(FORM + LINKED, hidden(checked))


def test_neither_token_nor_data_stay_in_the_address(client: Client, office: User) -> None:
    _link, path = make(office)
    answer = client.get(path)
    assert (answer["Location"], answer["Referrer-Policy"]) == ("/phieu/leave-request/?src=link", "no-referrer")
    assert path.split("/")[3] not in str(answer.cookies)


def test_the_form_is_filled_in_and_folded(client: Client, office: User) -> None:
    page = follow(client, make(office)[1])
    assert '<details class="known" data-known>' in page
    assert "Nguyễn Bảo An" in page
    assert 'value="Piano kèm 1-1"' in page


def test_telephone_and_email_stand_on_no_page(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    opened = client.get(FORM + LINKED)
    posted = hidden(opened) | answers(**REST)
    checked = client.post(CHECK + LINKED, posted)
    sent = client.post(FORM + LINKED, hidden(checked))
    pages = [opened, client.post(EDIT + LINKED, posted), checked, client.get(sent["Location"])]
    pages += [client.post(CHECK + LINKED, posted | {"reason": ""})]
    for page in pages:
        words = html.unescape(page.content.decode()).replace("\u00a0", " ")
        assert not re.search(r"0912 345|912345|huong@", words)


def test_the_slip_has_the_real_ones(client: Client, office: User) -> None:
    link, path = make(office)
    follow(client, path)
    assert send(client).status_code == 303
    slip = Submission.objects.get()
    assert (str(slip.contact_phone), slip.contact_email, slip.source) == (PHONE, "huong@gmail.com", Source.LINK)
    link.refresh_from_db()
    assert (link.uses, link.last_used_at is not None) == (1, True)


def test_a_number_that_is_typed_counts(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    send(client, contact_phone="0987 654 321")
    assert str(Submission.objects.get().contact_phone) == "+84987654321"


def test_a_link_works_until_it_ends_and_the_same_slip_twice_is_one_use(client: Client, office: User) -> None:
    link, path = make(office)
    follow(client, path)
    opened = client.get(FORM + LINKED)
    checked = hidden(client.post(CHECK + LINKED, hidden(opened) | answers(**REST)))
    first, again = client.post(FORM + LINKED, checked), client.post(FORM + LINKED, checked)
    assert first["Location"] == again["Location"]
    follow(client, path)
    assert send(client, reason="work").status_code == 303
    link.refresh_from_db()
    assert (link.uses, Submission.objects.count()) == (2, 2)


def linked_by(client: Client, office: User, person: User | None, **changes: Any) -> Submission:
    """The slip that somebody who is signed in, or nobody, sends by a link of the Phạm family's."""
    if person:
        client.force_login(person)
    follow(client, make(office)[1])
    assert send(client, **changes).status_code == 303
    return Submission.objects.get()


LEAK = r"0912.?345|912345|huong@"


@pytest.mark.parametrize("typed", ["", "attacker@example.net"])
def test_the_copy_shows_neither_to_whoever_has_the_link(
    client: Client, office: User, typed: str, settings: Any
) -> None:
    # The test types faster than a person, and what is held back sends no copy.
    settings.SPAM_CHECKS = "none"
    copies = delivery_rows.destination(kind=DestinationKind.EMAIL, config={})
    slip = linked_by(client, office, None, contact_email=typed)
    letter = Mail().build(slip.deliveries.get(destination=copies), level=0, may_repeat=False).mail
    assert letter is not None
    assert letter.to == [typed or "huong@gmail.com"]
    for words in (str(letter.body), str(letter.alternatives[0][0])):
        assert "Piano kèm 1-1" in words
        assert "678" in words
        assert not re.search(LEAK, words)


def test_a_link_of_others_ties_no_slip_to_the_account_that_sends_it(client: Client, office: User) -> None:
    stranger = factories.user(email="x@example.net", email_verified_at=clock.now())
    slip = linked_by(client, office, stranger)
    assert slip.account is None
    assert not re.search(LEAK, client.get(FORM).content.decode().replace("\u00a0", " "))
    assert slip.reference not in str(personal.export(stranger))


def test_an_account_whose_address_was_typed_reads_no_kept_number_in_its_data(client: Client, office: User) -> None:
    stranger = factories.user(email="x@example.net", email_verified_at=clock.now())
    slip = linked_by(client, office, stranger, contact_email="x@example.net")
    told = str(personal.export(stranger)["slips"])
    assert (slip.reference in told, "x@example.net" in told, "Nguyễn Bảo An" in told) == (True,) * 3
    assert not re.search(LEAK, told)


@pytest.mark.parametrize("proof", ["email", "slip"])
def test_a_familys_own_link_ties_its_slips_to_its_account(client: Client, office: User, proof: str) -> None:
    family = factories.user(email="huong@gmail.com", email_verified_at=clock.now() if proof == "email" else None)
    if proof == "slip":
        earlier = submissions.submit(factories.draft(), by=family, source=Source.WEB)
        _link, address = personal_links.make(
            form_type=FormType.LEAVE_REQUEST, given=GIVEN, by=office, submission=earlier
        )
        client.force_login(family)
        follow(client, "/" + address.split("/", 3)[3])
        send(client)
        assert Submission.objects.get(source=Source.LINK).account == family
    else:
        assert linked_by(client, office, family).account == family


def test_the_office_that_opens_a_link_is_named_as_who_entered_the_slip(client: Client, office: User) -> None:
    slip = linked_by(client, office, office)
    assert (slip.account, slip.source) == (office, Source.STAFF)


@pytest.mark.parametrize("guess", [TYPED, PHONE, "0912345679"])
def test_a_guess_at_the_kept_number_is_answered_alike(client: Client, office: User, guess: str) -> None:
    _link, address = personal_links.make(form_type=FormType.TRANSFER, given=GIVEN, by=office)
    client.get("/" + address.split("/", 3)[3])
    at = "/phieu/transfer/check/" + LINKED
    given = hidden(client.get("/phieu/transfer/" + LINKED)) | transfer_answers.person(
        **REST, receiver_phone=guess, receiver_relationship="friend"
    )
    assert client.post(at, given).status_code == 200


def test_a_guess_at_the_kept_number_is_another_slip(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    checked = client.post(CHECK + LINKED, hidden(client.get(FORM + LINKED)) | answers(**REST))
    sent = hidden(checked)
    client.post(FORM + LINKED, sent)
    guessed = [client.post(CHECK + LINKED, sent | {"contact_phone": one}) for one in (PHONE, "+84912345679")]
    assert [hidden(page)["idempotency_key"] != sent["idempotency_key"] for page in guessed] == [True, True]


def words(page: Any) -> str:
    """The page without what differs in every answer."""
    return re.sub(r'value="[^"]*"|request_id=\w+|/phieu/l/[^"]*', "", page.content.decode())


def test_expired_revoked_and_unknown_links_have_one_page(
    client: Client, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked, path = make(office)
    personal_links.revoke(revoked, by=office)
    _expired, old = make(office)
    freeze(monkeypatch, clock.now() + personal_links.LASTS + timedelta(seconds=1))
    pages = [client.get(one) for one in (path, old, "/phieu/l/never/", "/phieu/l/%F0%9F%8E%B9/")]
    assert [page.status_code for page in pages] == [404] * 4
    assert len({words(page) for page in pages}) == 1


def test_a_link_that_ends_while_the_form_is_open_asks_for_the_number(client: Client, office: User) -> None:
    link, path = make(office)
    follow(client, path)
    personal_links.revoke(link, by=office)
    assert client.post(CHECK + LINKED, hidden(client.get(FORM)) | answers(**REST)).status_code == 422


def test_another_browser_gets_nothing_from_the_address(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    assert "Nguyễn Bảo An" not in Client().get(FORM + LINKED).content.decode()


def test_without_the_word_in_the_address_the_form_is_empty(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    assert "Nguyễn Bảo An" not in client.get(FORM).content.decode()


def test_a_shared_device_is_told_nothing(client: Client, office: User) -> None:
    follow(client, make(office)[1])
    assert "Nguyễn Bảo An" not in client.get(FORM + LINKED + "&kiosk=1").content.decode()


def test_a_link_of_one_slip_fills_in_no_other(client: Client, office: User) -> None:
    _link, path = make(office)
    client.get(path)
    assert "Nguyễn Bảo An" not in client.get("/phieu/hold/" + LINKED).content.decode()


def test_a_forged_cookie_opens_nothing(client: Client, office: User) -> None:
    link, _path = make(office)
    client.cookies["personal_link"] = f"{link.pk}:forged"
    assert "Nguyễn Bảo An" not in client.get(FORM + LINKED).content.decode()


def test_a_link_whose_key_is_lost_fills_in_nothing(client: Client, office: User, settings: Any) -> None:
    _link, path = make(office)
    client.get(path)
    settings.FIELD_ENCRYPTION_KEYS = ["SmWKlYiBuxZmDjLwYnkfDNl3k1fDhtMNN1CBxNXBYVI="]
    page = client.get(FORM + LINKED)
    assert (page.status_code, "Nguyễn Bảo An" in page.content.decode()) == (200, False)


def test_a_teacher_makes_no_links(office: User) -> None:
    with pytest.raises(personal_links.Refused):
        make(factories.user(Role.TEACHER))


def test_a_link_is_revoked_once(office: User) -> None:
    link, _path = make(office)
    first = personal_links.revoke(link, by=office)
    assert personal_links.revoke(link, by=office).revoked_at == first.revoked_at
    assert first.state == LinkState.REVOKED


def test_the_table_holds_neither_the_link_nor_the_number(office: User) -> None:
    link, path = make(office)
    row = str(PersonalLink.objects.filter(pk=link.pk).values_list())
    assert path.split("/")[3] not in row
    assert (PHONE in str(link.traces), "345678" in str(link.traces)) == (False, False)


@pytest.mark.parametrize(
    ("value", "shown"), [(PHONE, "•••• ••• 678"), ("h@x.vn", "h•••@x.vn"), ("huong@gmail.com", "h•••@gmail.com")]
)
def test_what_is_kept_is_shown_in_dots(value: str, shown: str) -> None:
    assert shown_of({"contact_phone": value}) == {"contact_phone": shown}


def test_links_go_with_the_person_whose_number_they_fill_in(office: User) -> None:
    phone: dict[str, Any] = {"phone": PHONE, "phone_verified_at": clock.now(), "phone_code_entered_at": clock.now()}
    family = factories.user(**phone)
    make(office)
    other, _path = make(office, contact_phone="+84987654321", contact_email="")
    assert len(personal_link_data.export(family)["links"]) == 1
    personal_link_data.forget(family, "Người đã xoá")
    assert list(PersonalLink.objects.all()) == [other]


def test_links_made_from_a_slip_go_with_its_sender_who_has_proven_nothing(office: User) -> None:
    since = clock.now() - timedelta(days=31)
    family = factories.user(deletion_requested_at=since)
    slip = submissions.submit(factories.draft(contact_phone=PHONE), by=family, source=Source.WEB)
    personal_links.make(form_type=FormType.LEAVE_REQUEST, given=GIVEN, by=office, submission=slip)
    assert people.forget(family.pk, rule=Rule("accounts.User", days=30, after="deletion_requested_at", forget=True))
    assert not PersonalLink.objects.exists()
    assert not PersonalLink.pgh_event_model.objects.exists()  # type: ignore[attr-defined]  # made by pghistory


def test_my_data_tells_of_links_without_what_opens_them(office: User) -> None:
    family = factories.user(email="huong@gmail.com", email_verified_at=clock.now())
    make(office)
    told = personal.export(family)["personal_links"]["links"]
    assert [(one["form_type"], one["student_name"]) for one in told] == [("leave-request", "Nguyễn Bảo An")]
