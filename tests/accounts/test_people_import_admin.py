"""The import of people in the admin site: nothing is written before the button, and then what was shown."""

import csv
import io
import random
import re
import string
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.importing.plan import plan
from accounts.importing.reading import Row, read_text
from accounts.models import Invitation, Profile, User
from school import aftercommit
from tests import factories

pytestmark = pytest.mark.django_db
SHEET = "name,email,phone,role,language\n"
LAN = "Cô Lan,lan@school.test,0912345678,teacher,en\n"
MAI = "Mai,MAI@school.test,,student,\n"


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN)


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.cookies["language"] = "en"
    return client


def checked(browser: Client, rows: str, **more: str) -> str:
    """The page that answers pasted rows."""
    response = browser.post(reverse("admin:accounts_user_import"), {"pasted": rows, **more})
    assert response.status_code == 200
    return response.content.decode()


def shown(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', page)
    assert found
    return found[1]


def confirmed(browser: Client, page: str) -> str:
    return browser.post(
        reverse("admin:accounts_user_import_apply"), {"shown": shown(page)}, follow=True
    ).content.decode()


def test_the_dry_run_says_what_would_happen_and_writes_nothing(browser: Client) -> None:
    factories.user(email="mai@school.test")
    before = User.objects.count()
    page = checked(browser, SHEET + LAN + MAI + ",x,,boss,\n")

    assert User.objects.count() == before
    for words in ("New: 1", "stay as they are: 1", "to correct: 1", "Role: write administrator"):
        assert words in page


def test_the_button_makes_what_was_shown(browser: Client, mailoutbox: list[Any]) -> None:
    page = confirmed(browser, checked(browser, SHEET + LAN + MAI))
    lan, mai = User.objects.get(email="lan@school.test"), User.objects.get(email="mai@school.test")

    assert "Accounts made: 2." in page
    assert (lan.name, str(lan.phone), lan.role, lan.has_usable_password()) == (
        "Cô Lan",
        "+84912345678",
        "teacher",
        False,
    )
    assert (Profile.objects.get(user=lan).language, Profile.objects.get(user=mai).language) == ("en", "vi")
    assert not EmailAddress.objects.get(user=lan).verified
    assert (Invitation.objects.count(), mailoutbox) == (0, [])


def test_the_same_file_a_second_time_changes_nothing(browser: Client) -> None:
    confirmed(browser, checked(browser, SHEET + LAN))
    page = checked(browser, SHEET + LAN.replace("Cô Lan", "Tên khác"))

    assert "stay as they are: 1" in page
    assert 'action="/admin/accounts/user/import/apply/"' not in page
    assert User.objects.get(email="lan@school.test").name == "Cô Lan"


def test_the_button_pressed_twice_shows_the_rows_again(browser: Client) -> None:
    page = checked(browser, SHEET + LAN)
    confirmed(browser, page)

    assert "Something has changed meanwhile" in confirmed(browser, page)
    assert User.objects.filter(email="lan@school.test").count() == 1


def test_somebody_who_came_in_between_stops_the_whole_import(browser: Client) -> None:
    page = checked(browser, SHEET + LAN + MAI)
    factories.user(email="mai@school.test")

    assert "Nothing was written" in confirmed(browser, page)
    assert not User.objects.filter(email="lan@school.test").exists()


def test_new_people_are_invited_in_their_language(browser: Client, mailoutbox: list[Any]) -> None:
    confirmed(browser, checked(browser, SHEET + LAN + MAI, invite="on"))
    aftercommit.drain(5)

    assert {(row.email, row.language) for row in Invitation.objects.all()} == {
        ("lan@school.test", "en"),
        ("mai@school.test", "vi"),
    }
    assert Invitation.objects.waiting_for_mail().count() == 2


def test_an_imported_office_person_has_the_grace_of_the_second_factor(browser: Client) -> None:
    confirmed(browser, checked(browser, SHEET + "Thu,thu@school.test,,giáo vụ,\n"))
    assert User.objects.get(email="thu@school.test").office_since


def test_staff_cannot_import_administrators(client: Client) -> None:
    client.force_login(factories.user(Role.STAFF))
    client.cookies["language"] = "en"
    page = checked(client, SHEET + "Boss,boss@school.test,,admin,\n")

    assert "up to your own only" in page
    assert 'name="shown"' in page
    assert "apply/" not in page


def test_duplicate_rows_are_found_whatever_their_spelling(admin: User) -> None:
    rows = read_text(SHEET + LAN + "Lan,ＬＡＮ@School.TEST,,teacher,\n").rows
    with translation.override("en"):
        first, second = plan(rows, by=admin)

    assert (first.outcome, second.outcome) == ("new", "error")
    assert second.person.errors == ("E-mail: the same address is in row 2",)


def test_an_archived_account_is_named_and_not_touched(admin: User) -> None:
    factories.user(email="lan@school.test", is_active=False)
    [step] = plan(read_text(SHEET + LAN).rows, by=admin)
    assert step.outcome == "error"


@pytest.mark.parametrize("count", [1, 200])
def test_a_plan_needs_one_query_however_many_rows(
    admin: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cells = {"name": "A", "phone": "", "role": "student", "language": "", "student_code": ""}
    rows = [Row(number, cells | {"email": f"p{number}@school.test"}) for number in range(count)]
    with django_assert_num_queries(1):
        plan(rows, by=admin)


def test_two_thousand_people_come_in_at_once(browser: Client) -> None:
    rows = "".join(f"Học viên {n},hv{n}@school.test,09{n:08},học viên,vi\n" for n in range(2000))
    assert "Accounts made: 2000." in confirmed(browser, checked(browser, SHEET + rows))
    assert User.objects.filter(role=Role.STUDENT).count() == 2000


def test_a_file_is_taken_like_pasted_rows(browser: Client) -> None:
    file = SimpleUploadedFile("people.csv", ("\ufeff" + SHEET + LAN).encode(), "text/csv")
    page = browser.post(reverse("admin:accounts_user_import"), {"file": file}).content.decode()
    assert "New: 1" in page


def test_a_file_in_the_old_windows_encoding_comes_with_a_warning(browser: Client) -> None:
    file = SimpleUploadedFile("people.csv", "name,email,role\nHà,ha@s.test,teacher\n".encode("cp1258"))
    page = browser.post(reverse("admin:accounts_user_import"), {"file": file}).content.decode()
    assert "Vietnamese Windows (1258)" in page


def test_an_empty_file_a_broken_one_none_and_both_are_told_apart(browser: Client) -> None:
    address = reverse("admin:accounts_user_import")
    sent: list[tuple[dict[str, Any], str]] = [
        ({}, "one of the two"),
        ({"file": SimpleUploadedFile("a.csv", SHEET.encode()), "pasted": SHEET}, "one of the two"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty"),
        ({"file": SimpleUploadedFile("a.csv", b"\x89PNG\x00")}, "no CSV file"),
        ({"pasted": "name\nLan\n"}, "Add these columns"),
    ]
    for given, said in sent:
        response = browser.post(address, given)
        assert (response.status_code, said in response.content.decode()) == (200, True)


def test_rows_that_no_button_could_carry_are_refused(browser: Client) -> None:
    chance = random.Random(1)
    rows = "".join(f"{''.join(chance.choices(string.ascii_letters, k=210))},x{n},\n" for n in range(1100))
    page = browser.post(reverse("admin:accounts_user_import"), {"pasted": "name,email,role\n" + rows}, follow=True)
    assert "The rows are too long together" in page.content.decode()


@pytest.mark.parametrize("forged", ["", "x", "eyJieSI6MX0:x:y"])
def test_what_nobody_was_shown_is_not_done(browser: Client, forged: str) -> None:
    for name in ("apply", "report"):
        address = reverse(f"admin:accounts_user_import_{name}")
        assert "more than an hour old" in browser.post(address, {"shown": forged}, follow=True).content.decode()


def test_what_somebody_else_was_shown_is_not_done(browser: Client) -> None:
    page = checked(browser, SHEET + LAN)
    browser.force_login(factories.user(Role.STAFF))
    browser.cookies["language"] = "en"

    assert "more than an hour old" in confirmed(browser, page)
    assert not User.objects.filter(email="lan@school.test").exists()


def test_the_report_holds_the_rows_to_correct_as_text(browser: Client) -> None:
    page = checked(browser, SHEET + LAN + "=1+1,x@school.test,,teacher,\n")
    response = browser.post(reverse("admin:accounts_user_import_report"), {"shown": shown(page)})
    [heading, row] = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))

    assert heading[0] == "Row"
    assert row[:3] == ["3", "'=1+1", "x@school.test"]
    assert "begin with a letter" in row[-1]


def test_the_template_is_a_file_for_excel(browser: Client) -> None:
    response = browser.get(reverse("admin:accounts_user_import_template"))

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_the_list_of_users_leads_to_the_import(browser: Client) -> None:
    assert "Import people" in browser.get(reverse("admin:accounts_user_changelist")).content.decode()
    button = browser.get(reverse("admin:accounts_user_import_people"), follow=True)
    assert "Check the rows" in button.content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_the_import_is_for_the_office(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get(reverse("admin:accounts_user_import")).status_code in {302, 403}
    assert client.post(reverse("admin:accounts_user_import_apply")).status_code in {302, 403}


def test_open_lists_of_users_hear_of_it(
    browser: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    handed_over: list[tuple[Any, ...]] = []
    page = checked(browser, SHEET + LAN)
    monkeypatch.setattr(aftercommit, "soon", lambda _name, _function, *args: handed_over.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(browser, page)

    assert ("users",) in handed_over
