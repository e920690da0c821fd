"""The bell, its page, and what is read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.enums import MailTiming, Role
from accounts.models import User
from forms_intake import alerts, work
from forms_intake.enums import AlertKind, DestinationKind, Happening
from forms_intake.models import Destination, Notice, Submission
from forms_intake.notices import personal, reading, telling, words
from forms_intake.notices.audience import Reader
from school import clock
from school.live import topics
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, BELL = "/notices/", "/notices/bell/"


@pytest.fixture
def linh(client: Client) -> User:
    person = factories.user(Role.STAFF, name="cô Linh")
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def news(person: User, what: Happening = Happening.ANSWER, slips: list[Submission] | None = None) -> Notice:
    pks = [slip.pk for slip in ([factories.submission()] if slips is None else slips)]
    cause = str(Notice.objects.count())
    telling.tell(what, [Reader(person.pk, MailTiming.AT_ONCE)], cause=cause, slips=pks)
    return Notice.objects.latest("pk")


def html(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_bell_counts_up_to_nine_in_words_and_figures(client: Client, linh: User) -> None:
    assert "No unread notifications" in html(client, BELL)
    news(linh)
    assert "1 unread notification<" in html(client, BELL)
    for _ in range(9):
        news(linh)
    assert "More than 9 unread notifications" in html(client, BELL)
    assert "9+" in html(client, BELL)


def test_the_bell_shows_the_newest_ten(client: Client, linh: User) -> None:
    for _ in range(12):
        news(linh)
    assert html(client, BELL).count("has answered") == reading.NEWEST


def test_every_page_of_the_office_has_a_bell_and_no_other(client: Client, linh: User) -> None:
    assert "data-bell" in html(client, "/accounts/")
    client.force_login(factories.user(Role.TEACHER))
    assert "data-bell" not in html(client, "/accounts/")


def test_the_page_names_whose_slip_it_is(client: Client, linh: User) -> None:
    notice = news(linh)
    assert notice.submission
    page = html(client, PAGE)
    assert f"The sender of {notice.submission.reference} has answered" in page
    assert notice.submission.student_name in page


def test_the_page_goes_on_by_keys(client: Client, linh: User) -> None:
    slip = factories.submission()
    for _ in range(reading.PAGE + 1):
        news(linh, slips=[slip])
    first = client.get(PAGE)
    assert first.content.decode().count("has answered") == 2 * reading.PAGE
    older = client.get(PAGE, {"cursor": first.context["page"].older})
    assert older.content.decode().count("has answered") == 2
    assert client.get(PAGE, {"cursor": "tampered"}).context["page"].items[0] == first.context["page"].items[0]


def test_the_page_asks_as_much_for_many_as_for_one(
    client: Client, linh: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(15):
        news(linh)
    chief = factories.user(Role.ADMIN)
    Notice.objects.update(by=chief)
    with django_assert_max_num_queries(12) as asked:
        client.get(PAGE)
    assert not [query for query in asked if '"name_key"' in query["sql"]]


def test_opening_a_notice_leads_to_its_slip_and_reads_it(client: Client, linh: User) -> None:
    notice = news(linh)
    assert notice.submission
    answer = client.get(f"/notices/{notice.pk}/")
    assert answer.headers["Location"] == f"/inbox/{notice.submission.reference}/"
    notice.refresh_from_db()
    assert (notice.read_at is not None, notice.mail_due_at) == (True, None)


def test_nobody_opens_or_reads_what_is_somebody_elses(client: Client, linh: User) -> None:
    foreign = news(factories.user(Role.STAFF))
    assert client.get(f"/notices/{foreign.pk}/").status_code == 404
    client.post(f"/notices/{foreign.pk}/read/")
    client.post("/notices/read/", {"until": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_all_that_was_shown_is_read_and_not_what_came_since(client: Client, linh: User) -> None:
    shown, since = news(linh), news(linh)
    answer = client.post("/notices/read/", {"until": shown.pk})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert list(Notice.objects.unread()) == [since]


@pytest.mark.parametrize("until", ["", "-1", "x", "９" * 30, "²", "1e9", "9" * 5000])
def test_a_forged_end_reads_nothing(client: Client, linh: User, until: str) -> None:
    news(linh)
    assert client.post("/notices/read/", {"until": until}).status_code == 303
    assert Notice.objects.unread().exists()


def test_a_script_goes_on_with_its_own_page(client: Client, linh: User) -> None:
    notice = news(linh)
    answer = client.post(f"/notices/{notice.pk}/read/", headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, Notice.objects.unread().count()) == (204, 0)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
@pytest.mark.parametrize("address", [PAGE, BELL, "/notices/1/"])
def test_others_have_no_notices(client: Client, role: Role, address: str) -> None:
    client.force_login(factories.user(role))
    assert client.get(address).status_code == 403


def test_opening_the_slip_reads_what_tells_of_it_alone(linh: User) -> None:
    slip, other = factories.submission(), factories.submission()
    news(linh, slips=[slip])
    stack = news(linh, Happening.ASSIGNED, [slip, other])
    assert (reading.opened(linh, slip), list(Notice.objects.unread())) == (1, [stack])


@pytest.mark.parametrize(
    ("headers", "is_read"),
    [({}, True), ({"HX-Request": "true", "HX-Boosted": "true"}, True), ({"HX-Request": "true"}, False)],
)
def test_a_page_that_keeps_itself_up_to_date_reads_nothing(
    client: Client, linh: User, headers: dict[str, str], is_read: bool
) -> None:
    notice = news(linh)
    assert notice.submission
    assert client.get(words.target(notice), headers=headers).status_code == 200
    assert Notice.objects.unread().exists() is not is_read


def test_whoever_sees_the_site_as_somebody_else_reads_nothing_for_them(linh: User) -> None:
    notice = news(linh)
    linh.is_hijacked = True  # type: ignore[attr-defined]  # django-hijack's mark
    assert notice.submission
    assert reading.opened(linh, notice.submission) == 0


def test_everybody_follows_their_own_bell_and_no_other(linh: User) -> None:
    teacher = factories.user(Role.TEACHER)
    assert topics.allows(f"notices:{linh.pk}", linh)
    assert not topics.allows(f"notices:{linh.pk + 1}", linh)
    assert not topics.allows("notices", linh)
    assert not topics.allows(f"notices:{teacher.pk}", teacher)


@pytest.mark.parametrize("what", [what for what in Happening if what != Happening.FAILING])
def test_every_notice_says_which_slip_and_leads_there(linh: User, what: Happening) -> None:
    notice = news(linh, what)
    assert notice.submission
    with translation.override("en"):
        line = words.line(notice)
    assert notice.submission.reference in line.title
    assert notice.submission.student_name not in line.title
    assert words.target(notice) == reverse("inbox:slip", args=[notice.submission.reference])


@pytest.mark.parametrize(
    ("what", "title", "leads"),
    [
        (Happening.ASSIGNED, "The office gave you 2 slips", "?view=mine"),
        (Happening.DUE, "2 slips must be answered soon", "?order=due"),
        (Happening.MISSED, "2 slips were not answered as promised", "?view=late"),
    ],
)
def test_a_stack_is_counted_and_leads_to_the_list(linh: User, what: Happening, title: str, leads: str) -> None:
    notice = news(linh, what, [factories.submission(), factories.submission()])
    with translation.override("en"):
        assert words.title(notice) == title
    assert words.target(notice) == f"/inbox/{leads}"


def test_a_promise_of_another_day_is_told_with_its_day(linh: User) -> None:
    notice = news(linh, Happening.MISSED)
    assert notice.submission
    notice.submission.due_at = clock.now() - timedelta(days=3)
    with translation.override("en"):
        assert f"{clock.at_school(notice.submission.due_at):%d/%m/%Y}" in words.title(notice)


def test_a_fault_says_whether_it_lasts(client: Client) -> None:
    chief = factories.user(Role.ADMIN)
    client.force_login(chief)
    client.cookies["language"] = "en"
    group = Destination.objects.create(name="Giáo vụ", kind=DestinationKind.WEBHOOK, config={"url": "x"})
    alerts.open(AlertKind.HELD, destination=group, hint="address")
    assert "Not mended yet" in html(client, PAGE)
    alerts.close(AlertKind.HELD, destination=group)
    assert "Works again" in html(client, PAGE)
    notice = Notice.objects.get()
    assert "/admin/forms_intake/delivery/" in client.get(f"/notices/{notice.pk}/").headers["Location"]


def test_whoever_gave_it_is_named(linh: User) -> None:
    ha = factories.user(Role.STAFF, name="cô Hà")
    slip = work.assign(factories.submission(), to=linh, by=ha)
    with translation.override("en"):
        assert words.title(Notice.objects.get()) == f"cô Hà gave you the slip {slip.reference}"


def test_my_data_hold_what_i_was_told_and_forgetting_takes_it(linh: User) -> None:
    news(linh)
    assert [row["what"] for row in personal.export(linh)["notices"]] == [Happening.ANSWER]
    personal.forget(linh, "Người đã xoá 1")
    assert not Notice.objects.exists()
