"""Seeing the site as somebody else: by whom, as whom, what stays shut, and when it ends."""

import pytest
import structlog
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import access, sessions
from accounts.enums import Role
from accounts.models import Profile, User
from school import archive
from school.live import topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    factories.user(Role.ADMIN, name="Hiệu phó")  # the last administrator could not go
    return factories.user(Role.ADMIN, name="Hiệu trưởng")


@pytest.fixture
def teacher() -> User:
    return factories.user(Role.TEACHER, name="Cô Lan")


@pytest.fixture
def admin(client: Client, boss: User) -> Client:
    client.force_login(boss)
    client.cookies["language"] = "en"
    return client


def become(client: Client, person: User) -> int:
    return client.post(reverse("hijack:acquire"), {"user_pk": person.pk}).status_code


def whom(client: Client) -> str:
    """The name of whoever the site takes this browser for."""
    user = client.get("/").context["user"]
    return str(user.name) if user.is_authenticated else ""


def test_an_administrator_becomes_a_teacher_and_comes_back(admin: Client, teacher: User) -> None:
    assert become(admin, teacher) == 302
    assert whom(admin) == "Cô Lan"
    answer = admin.post(reverse("hijack:release"), {"next": "/rooms/"})
    assert answer.headers["Location"] == "/rooms/"
    assert whom(admin) == "Hiệu trưởng"


@pytest.mark.parametrize("role", [Role.STAFF, Role.TEACHER, Role.STUDENT])
def test_nobody_else_becomes_anybody(client: Client, teacher: User, role: Role) -> None:
    client.force_login(factories.user(role, name="Ai đó"))
    assert become(client, teacher) == 403
    assert whom(client) == "Ai đó"


def test_a_stranger_becomes_nobody(client: Client, teacher: User) -> None:
    become(client, teacher)
    assert whom(client) == ""


def test_never_an_administrator_nor_somebody_who_left(admin: Client) -> None:
    left = factories.user(Role.TEACHER)
    archive.archive(left, by=None, reason="left the school")
    for person in (factories.user(Role.ADMIN), factories.user(Role.STAFF, is_active=False), left):
        assert become(admin, person) == 403
    assert whom(admin) == "Hiệu trưởng"


@pytest.mark.parametrize("number", ["", "0", "-1", "abc", "1.5", "９" * 30, "9" * 400, "1 or 1=1", "\x00"])
def test_a_number_of_nobody_is_refused_without_an_error(admin: Client, number: str) -> None:
    assert admin.post(reverse("hijack:acquire"), {"user_pk": number}).status_code == 403
    assert admin.post(reverse("hijack:acquire")).status_code == 403


def test_it_does_not_begin_by_following_a_link(admin: Client) -> None:
    assert admin.get(reverse("hijack:acquire")).status_code == 405
    assert admin.get(reverse("hijack:release")).status_code in {403, 405}


def test_it_is_not_nested(admin: Client, teacher: User) -> None:
    become(admin, factories.user(Role.STAFF))
    assert become(admin, teacher) == 403
    assert not access.may_impersonate(hijacker=hijacked(admin), hijacked=teacher)


def hijacked(client: Client) -> User:
    user = client.get("/").context["user"]
    assert user.is_hijacked
    found: User = user
    return found


def test_every_page_says_so_and_the_admin_too(admin: Client) -> None:
    become(admin, factories.user(Role.STAFF, name="Giáo vụ Hà"))
    for address in ("/", "/privacy/", reverse("admin:index"), reverse("admin:forms_intake_submission_changelist")):
        page = admin.get(address).content.decode()
        assert "You see the site as <strong>Giáo vụ Hà</strong> (Office staff)." in page
        assert f'action="{reverse("hijack:release")}"' in page


def test_nobody_else_sees_the_line(admin: Client, teacher: User) -> None:
    assert "impersonation" not in admin.get("/").content.decode()
    become(admin, teacher)
    admin.post(reverse("hijack:release"))
    assert "impersonation" not in admin.get("/").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_email",
        "account_change_phone",
        "mfa_index",
        "mfa_activate_totp",
        "accounts:sessions",
        "socialaccount_connections",
    ],
)
def test_what_belongs_to_the_owner_alone_stays_shut_and_says_why(admin: Client, teacher: User, name: str) -> None:
    become(admin, teacher)
    answer = admin.get(reverse(name))
    assert answer.status_code == 403
    with translation.override("en"):
        sentence = _("Only the owner of the account may open this page. Go back to your own account.")
    assert sentence in answer.content.decode()


def test_what_the_person_may_not_the_administrator_may_not_in_their_place(admin: Client, teacher: User) -> None:
    become(admin, teacher)
    assert admin.get(reverse("admin:index")).status_code == 403
    reader = topics.reader_of(admin.session.session_key)
    assert topics.granted(reader, ["submissions"]) == frozenset()


def test_both_ends_are_logged_by_ids_only(admin: Client, boss: User, teacher: User) -> None:
    with structlog.testing.capture_logs() as logs:
        become(admin, teacher)
        admin.post(reverse("hijack:release"))
    found = [entry for entry in logs if entry["event"].startswith("impersonation.")]
    assert [(entry["event"], entry["by"], entry["user"]) for entry in found] == [
        ("impersonation.started", boss.pk, teacher.pk),
        ("impersonation.ended", boss.pk, teacher.pk),
    ]
    assert "Cô Lan" not in str(found)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_names_the_administrator_too(admin: Client, boss: User) -> None:
    clerk = factories.user(Role.STAFF)
    become(admin, clerk)
    product = {"name": "Sách Etude", "sku": "BOOK-1", "price": "90000", "kind": "book", "stock": "3"}
    admin.post(reverse("admin:catalog_product_add"), product)
    from catalog.models import ProductEvent  # type: ignore[attr-defined]  # made by pghistory

    context = ProductEvent.objects.latest("pgh_id").pgh_context.metadata
    assert (context["user"], context["impersonated_by"]) == (clerk.pk, boss.pk)


@pytest.mark.parametrize("change", [{"role": Role.STAFF}, {"is_active": False}, {"password": "another"}])
def test_it_ends_at_the_next_request_with_the_right_to_it(
    admin: Client, boss: User, teacher: User, change: dict[str, str]
) -> None:
    become(admin, teacher)
    User.objects.filter(pk=boss.pk).update(**change)
    assert whom(admin) == ""
    assert admin.get("/").context["user"].is_anonymous


def test_it_ends_when_the_administrator_is_no_more(admin: Client, boss: User, teacher: User) -> None:
    become(admin, teacher)
    Profile.objects.filter(user=boss).delete()
    boss.delete()
    assert whom(admin) == ""


def test_it_ends_when_the_person_becomes_an_administrator(admin: Client, teacher: User) -> None:
    become(admin, teacher)
    User.objects.filter(pk=teacher.pk).update(role=Role.ADMIN)
    assert whom(admin) == ""


def test_signing_out_everywhere_ends_it_too(admin: Client, boss: User, teacher: User) -> None:
    become(admin, teacher)
    sessions.end_all(boss)
    assert not Session.objects.exists()
    assert whom(admin) == ""


def test_the_person_does_not_find_the_administrator_among_their_sessions(admin: Client, teacher: User) -> None:
    become(admin, teacher)
    admin.get("/")
    assert sessions.open_sessions(teacher) == []


def test_it_costs_one_query_and_only_meanwhile(admin: Client, boss: User, teacher: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(client: Client) -> int:
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/")
        return sum(f'"accounts_user"."id" = {boss.pk}' in query["sql"] for query in queries)

    become(admin, teacher)
    assert asked(admin) == 1
    someone = Client()
    someone.force_login(teacher)
    assert asked(someone) == 0


def test_the_button_stands_only_where_it_works(admin: Client, boss: User, teacher: User) -> None:
    def has_button(client: Client, person: User) -> bool:
        page = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
        return f'action="{reverse("hijack:acquire")}"' in page

    assert has_button(admin, teacher)
    assert not has_button(admin, boss)
    clerk = Client()
    clerk.force_login(factories.user(Role.STAFF))
    assert not has_button(clerk, teacher)
