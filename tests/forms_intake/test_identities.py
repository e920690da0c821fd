"""Who somebody in Lark is: linked by a code, and for as long as they have the right."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import hub, profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import identities, identity_data, identity_mail
from forms_intake.lark import robot
from forms_intake.models import CallbackEvent, LarkApp, LarkIdentity, LarkLinkCode
from school import clock
from school.live import topics
from tests import factories, lark_calls
from tests.lark_calls import WORDS
from tests.second_factor import PASSWORD

pytestmark = pytest.mark.django_db
PAGE, CODE = "/accounts/lark/", "/accounts/lark/code/"


@pytest.fixture
def app() -> LarkApp:
    return lark_calls.app()


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="Lê Thu Hà")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """To whom the robot would say what."""
    words: list[tuple[str, str]] = []
    monkeypatch.setattr(robot, "tell", lambda _app, *, open_id, outcome: words.append((open_id, outcome)))
    return words


def outcomes() -> list[str]:
    """What came of everything that was written to the robot, oldest first."""
    return list(CallbackEvent.objects.order_by("pk").values_list("outcome", flat=True))


def write(app: LarkApp, text: str, **more: Any) -> None:
    assert lark_calls.told(app, WORDS, lark_calls.words(text, **more)) == {}


def signed_in(client: Client, person: User) -> Client:
    """Who has just shown the password."""
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    profiles.change(person, by=person, language="en")
    return client


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}\n"])
def test_the_code_sent_to_the_robot_links(app: LarkApp, ha: User, spelling: str) -> None:
    write(app, spelling.format(identities.new_code(ha)))
    assert (identities.person_of(app, "ou_ha"), outcomes()) == (ha, ["linked"])
    assert not LarkLinkCode.objects.exists()


def test_small_letters_and_two_halves_are_understood(app: LarkApp, ha: User) -> None:
    code = identities.new_code(ha).lower()
    write(app, f"{code[:4]} {code[4:]}")
    assert outcomes() == ["linked"]


def test_a_code_works_once(app: LarkApp, ha: User) -> None:
    code = identities.new_code(ha)
    write(app, code)
    write(app, code, open_id="ou_thief")
    assert outcomes() == ["linked", "unknown_code"]
    assert LarkIdentity.objects.get().open_id == "ou_ha"


def test_a_code_ends_after_its_time_and_with_the_next_one(app: LarkApp, ha: User) -> None:
    first, second = identities.new_code(ha), identities.new_code(ha)
    LarkLinkCode.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    write(app, first)
    write(app, second)
    assert (outcomes(), LarkIdentity.objects.count()) == (["unknown_code", "unknown_code"], 0)


def test_only_its_digest_is_stored(ha: User) -> None:
    code = identities.new_code(ha)
    assert code not in str(LarkLinkCode.objects.values().get())
    assert len(code) == 8
    assert not set(code) & set("01OIL")


@pytest.mark.parametrize("words", ["", "chào em", "ABCD EFGH và hơn nữa", "A" * 40_000, "\ud800", "ABCD\0EFGH"])
def test_other_words_are_answered_by_nobody(app: LarkApp, words: str) -> None:
    write(app, words)
    assert outcomes() == ["nothing"]


@pytest.mark.parametrize(
    "message",
    [{"chat_type": "group"}, {"message_type": "image"}, {"content": "{"}, {"content": "[]"}, {"content": None}],
)
def test_codes_count_in_a_private_chat_only(app: LarkApp, ha: User, message: dict[str, Any]) -> None:
    write(app, identities.new_code(ha), **message)
    assert (outcomes(), LarkIdentity.objects.count()) == (["nothing"], 0)


def test_guesses_are_few_and_then_cost_the_school_nothing(app: LarkApp, ha: User) -> None:
    code = identities.new_code(ha)
    for _guess in range(8):
        write(app, "ABCDEFGH", open_id="ou_guesser")
    write(app, code, open_id="ou_guesser")
    assert (outcomes(), LarkIdentity.objects.count()) == (["unknown_code"] * 5 + ["too_many"] * 4, 0)


def test_wrong_codes_cost_the_school_few_answers(
    app: LarkApp, ha: User, monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(identities, "_ANSWERS_A_DAY", 2)
    for open_id in ["ou_a", "ou_a", "ou_b", "ou_c"]:
        identities.link(app, open_id=open_id, code="ABCDEFGH")
    identities.link(app, open_id="ou_ha", code=identities.new_code(ha))
    assert said == [("ou_a", "unknown_code"), ("ou_b", "unknown_code"), ("ou_ha", "linked")]


def test_nobody_takes_over_an_account_in_lark_that_is_linked(app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha)
    other = factories.user(Role.STAFF)
    write(app, identities.new_code(other))
    assert (outcomes(), identities.person_of(app, "ou_ha")) == (["somebody_else"], ha)


def test_somebody_with_a_new_account_in_lark_links_anew(app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha, "ou_old")
    write(app, identities.new_code(ha))
    assert (identities.person_of(app, "ou_old"), identities.person_of(app, "ou_ha")) == (None, ha)


def test_a_redelivered_message_is_not_answered_twice(app: LarkApp, ha: User) -> None:
    event = lark_calls.words(identities.new_code(ha))
    for _time in range(2):
        lark_calls.told(app, WORDS, event, event_id="e1")
    assert outcomes() == ["linked"]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_whoever_deals_with_no_slips_gets_no_code(role: Role, client: Client) -> None:
    with pytest.raises(identities.Refused):
        identities.new_code(factories.user(role))
    client.force_login(factories.user(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(CODE).status_code == 403


def test_a_right_lost_before_the_code_arrives_links_nobody(app: LarkApp, ha: User) -> None:
    code = identities.new_code(ha)
    User.objects.filter(pk=ha.pk).update(role=Role.TEACHER)
    write(app, code)
    assert (outcomes(), LarkIdentity.objects.count()) == (["unknown_code"], 0)


def test_whoever_has_shown_again_who_they_are_comes_back_to_the_button(app: LarkApp, ha: User, client: Client) -> None:
    client.force_login(ha)
    profiles.change(ha, by=ha, language="en")
    back = client.post("/accounts/reauthenticate/?next=" + CODE, {"password": PASSWORD}, follow=True)
    assert back.redirect_chain[-1][0] == PAGE
    assert "The button works now" in back.content.decode()


def test_the_page_makes_a_code_for_whoever_has_just_shown_the_password(app: LarkApp, ha: User, client: Client) -> None:
    client.force_login(ha)
    assert client.post(CODE, follow=True).redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    assert not LarkLinkCode.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post(CODE)
    shown = page.context["code"]
    assert f"{shown[:4]} {shown[4:]}" in page.content.decode()
    assert shown[:4] not in client.get(PAGE).content.decode()


def test_the_page_shows_the_link_and_undoes_it(app: LarkApp, ha: User, client: Client) -> None:
    signed_in(client, ha)
    row = lark_calls.linked(app, ha)
    assert "Linked since" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{row.pk}/unlink/")
    assert identities.person_of(app, "ou_ha") is None
    assert "Not linked yet" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whoever_is_linked_gets_a_letter_that_says_how_to_undo_it(
    app: LarkApp, ha: User, language: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    profiles.change(ha, by=ha, language=language)
    code = identities.new_code(ha)
    with django_capture_on_commit_callbacks() as told:
        identities.link(app, open_id="ou_ha", code=code)
    assert told
    identity_mail._send(ha.pk, app.name)
    [letter] = mail.outbox
    assert (letter.to, PAGE in letter.body, "Phím Ngà" in letter.body) == ([ha.email], True, True)
    assert "{" not in f"{letter.subject}{letter.body}"


def test_nobody_undoes_a_colleague_s_link(app: LarkApp, ha: User, client: Client) -> None:
    row = lark_calls.linked(app, ha)
    colleague = factories.user(Role.STAFF)
    client.force_login(colleague)
    assert client.post(f"{PAGE}{row.pk}/unlink/").status_code == 404
    with pytest.raises(identities.Refused):
        identities.unlink(row, by=colleague)
    assert LarkIdentity.objects.exists()


def test_without_an_app_the_page_says_so(ha: User, client: Client) -> None:
    assert "not set up an app" in signed_in(client, ha).get(PAGE).content.decode()


def test_the_account_s_page_leads_there_once_there_is_an_app(ha: User) -> None:
    with translation.override("en"):
        assert "Lark" not in [row.title for row in hub.rows(ha)]
        app = lark_calls.app()
        [row] = [row for row in hub.rows(ha) if row.title == "Lark"]
        assert (row.address, row.needs_care) == (PAGE, True)
        lark_calls.linked(app, ha)
        assert [row.state for row in hub.rows(ha) if row.title == "Lark"] == ["Linked"]


def test_administrators_see_links_and_undo_them(app: LarkApp, ha: User, client: Client) -> None:
    row = lark_calls.linked(app, ha)
    signed_in(client, factories.user(Role.ADMIN))
    address = "/admin/forms_intake/larkidentity/"
    assert "Lê Thu Hà" in client.get(address).content.decode()
    assert "Undo the link" in client.get(f"{address}{row.pk}/change/").content.decode()
    client.post(f"{address}{row.pk}/unlink/")
    assert not LarkIdentity.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_administrators_list_asks_as_much_for_three_as_for_one(
    app: LarkApp, client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        lark_calls.linked(app, factories.user(Role.STAFF), f"ou_{number}")
    signed_in(client, factories.user(Role.ADMIN))
    with django_assert_max_num_queries(20):
        client.get("/admin/forms_intake/larkidentity/")


def test_only_the_person_hears_that_they_were_linked(ha: User) -> None:
    other = factories.user(Role.STAFF)
    followed = [topics.allows(f"lark_identity:{person.pk}", ha) for person in (ha, other)]
    assert [*followed, topics.allows("lark_identity", ha)] == [True, False, False]
    assert not topics.allows(f"lark_identity:{(pupil := factories.user(Role.STUDENT)).pk}", pupil)


def test_my_data_hold_the_link_and_forgetting_ends_it(app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha)
    identities.new_code(ha)
    [held] = identity_data.export(ha)["links"]
    assert (held["app__name"], held["open_id"]) == ("Phím Ngà", "ou_ha")
    identity_data.forget(ha, "Người đã xoá #0001")
    assert not LarkIdentity.objects.exists()
    assert not LarkLinkCode.objects.exists()


def second_app(**config: str) -> LarkApp:
    known: dict[str, Any] = {"app_secret": "s", **config}
    return LarkApp.objects.create(name="Trường", app_id="cli_two", config=known)


def account_line(person: User) -> tuple[str, bool]:
    with translation.override("en"):
        [line] = [row for row in hub.rows(person) if row.address == PAGE]
    return str(line.state), line.needs_care


def test_whoever_is_linked_to_one_of_two_apps_is_told_of_both(app: LarkApp, ha: User) -> None:
    second_app(verification_token="two")
    lark_calls.linked(app, ha)
    assert account_line(ha) == ("Linked to 1 of 2 apps", True)


def test_the_code_is_for_the_app_that_one_is_not_linked_to(client: Client, app: LarkApp, ha: User) -> None:
    second_app(encrypt_key="two")
    lark_calls.linked(app, ha)
    page = signed_in(client, ha).post(CODE).content.decode()
    assert "look for “Trường”" in page


def test_with_two_apps_the_code_names_both(client: Client, app: LarkApp, ha: User) -> None:
    second_app(verification_token="two")
    page = signed_in(client, ha).post(CODE).content.decode()
    assert "<li>Phím Ngà</li>" in page
    assert "<li>Trường</li>" in page


def test_an_app_that_hears_nothing_is_not_offered(client: Client, app: LarkApp, ha: User) -> None:
    second_app()
    lark_calls.linked(app, ha)
    assert account_line(ha) == ("Linked", False)
    assert "Trường" not in signed_in(client, ha).get(PAGE).content.decode()
