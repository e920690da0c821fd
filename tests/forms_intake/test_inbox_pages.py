"""The page of the inbox: rail, filters, rows; for whoever may view slips and nobody else."""

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import office_tasks, work
from forms_intake.enums import DestinationKind, Flag, FormType
from forms_intake.inbox import listing, page, rail
from forms_intake.inbox.filters import Filters, View
from forms_intake.inbox.together import Together
from forms_intake.models import Delivery, Destination, Submission
from school import clock
from school.archive import archive
from tests import factories

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}


@pytest.fixture
def linh() -> User:
    """Somebody of the office, who reads English."""
    person = factories.user(Role.STAFF, name="Trần Mỹ Linh")
    profiles.change(person, by=person, language="en")
    return person


@pytest.fixture
def desk(client: Client, linh: User) -> Client:
    """The browser in which she is signed in."""
    client.force_login(linh)
    return client


def read(desk: Client, address: str, **headers: str) -> str:
    return desk.get(address, headers=headers).content.decode()


def references(page: str) -> list[str]:
    return re.findall(r'<li id="slip-([^"]+)"', page)


@pytest.mark.parametrize(
    ("query", "is_own"), [("view=mine", True), ("assignee=me", True), ("", False), ("assignee=none", False)]
)
def test_only_lists_that_are_not_about_the_reader_are_shared(rf: RequestFactory, query: str, is_own: bool) -> None:
    asked = [rf.get(f"/inbox/?{query}") for _colleague in range(2)]
    for request in asked:
        request.user = factories.user(Role.STAFF)
    first, second = (page._whose(request, Filters.read(request.GET)) for request in asked)
    assert (first != second) is is_own


def views_of(jobs: int = 0) -> str:
    """The rail as somebody sees it who has no lists saved, and so many tasks."""
    with translation.override("en"):
        return page._views(Filters(), frozenset(), (), rail.Jobs(jobs), "en")


@pytest.mark.parametrize("is_alike", [True, False], ids=["the same rail", "tasks of one's own"])
def test_what_another_has_compressed_is_sent_to_whoever_gets_the_same(
    desk: Client, monkeypatch: pytest.MonkeyPatch, is_alike: bool
) -> None:
    shared = Together[page._Look]()
    monkeypatch.setattr(page, "_TOGETHER", shared)
    # Somebody looks, and the next one has just begun for all who ask now.
    _running, following = (shared._enlist((Filters(), (), "", "en", Role.STAFF))[1] for _ in range(2))
    packed = gzip.compress(b"the whole answer")
    following.set_result(page._Look("<p>rows</p>", frozenset(), views_of() if is_alike else views_of(3), packed))
    answer = desk.get("/inbox/", headers=LIVE | {"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    said = "the whole answer" if is_alike else "<p>rows</p>" + views_of()
    assert gzip.decompress(answer.content).decode() == said
    assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_a_look_is_the_same_compressed_or_not(desk: Client) -> None:
    slip = factories.submission()
    packed = desk.get("/inbox/", headers=LIVE | {"Accept-Encoding": "gzip"})
    for text in (read(desk, "/inbox/", **LIVE), gzip.decompress(packed.content).decode()):
        assert references(text) == [slip.reference]
        assert text.rstrip().endswith("</nav>")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_else_opens_it(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get("/inbox/").status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get("/inbox/").url == "/accounts/login/?next=%2Finbox%2F"  # type: ignore[attr-defined]  # a redirect


def test_no_browser_keeps_a_copy(desk: Client) -> None:
    assert "no-store" in desk.get("/inbox/").headers["Cache-Control"]


def test_newest_slips_stand_first_and_a_link_opens_each(desk: Client) -> None:
    first, second = factories.submission(), factories.submission()
    page = read(desk, "/inbox/?branch=none")
    assert references(page) == [second.reference, first.reference]
    assert f'href="/inbox/{first.reference}/?branch=none"' in page


def test_a_row_says_who_what_and_when(desk: Client, linh: User) -> None:
    slip = factories.submission(flags=(Flag.LATE_NOTICE,))
    work.take(slip, by=linh)
    page = read(desk, "/inbox/")
    for words in ("Nguyễn Bảo An", "<strong>Leave</strong> · Fri 21/08 17:30", "Late notice", 'title="Trần Mỹ Linh"'):
        assert words in page


def test_a_late_row_says_by_how_much(desk: Client) -> None:
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(due_at=clock.now() - timedelta(days=2))
    assert re.search(r'item__late" data-left="-\d+"', read(desk, "/inbox/"))


def test_a_row_says_when_lark_is_tried_again(desk: Client) -> None:
    Destination.objects.create(name="Giáo vụ", kind=DestinationKind.WEBHOOK, config={"url": "https://lark.test"})
    factories.submission()
    Delivery.objects.update(next_attempt_at=clock.now() + timedelta(hours=1))
    assert "Tries again at" in read(desk, "/inbox/")


def test_what_a_family_typed_is_text(desk: Client) -> None:
    factories.submission(student_name="<script>An</script>")
    assert "<script>An" not in read(desk, "/inbox/")


def test_filters_stand_in_the_form_and_as_chips_that_clear_them(desk: Client) -> None:
    page = read(desk, "/inbox/?form_type=hold&since=2026-08-01&q=an")
    assert '<option value="hold" selected>' in page
    assert 'value="2026-08-01"' in page
    assert '<a class="chip" href="/inbox/?since=2026-08-01&amp;q=an">' in page
    assert '<a class="chip" href="/inbox/?form_type=hold&amp;q=an">' in page


def test_chips_of_people_and_branches_have_their_names(desk: Client, linh: User) -> None:
    branch = factories.branch(name="Quận 7")
    archive(branch, by=factories.user(Role.ADMIN), reason="Đã đóng cửa")
    page = read(desk, f"/inbox/?branch={branch.code}&assignee={linh.pk}", **LIVE)
    assert "Quận 7" in page
    assert "Trần Mỹ Linh" in page


def test_what_the_address_asks_for_in_vain_is_said_and_left_out(desk: Client) -> None:
    slip = factories.submission()
    page = read(desk, "/inbox/?branch=gone&since=soon&view=none&order=oldest&cursor=made-up")
    assert references(page) == [slip.reference]
    assert "is not a date" in page
    assert "The branch of this filter does not exist any more" in page


@pytest.mark.parametrize("query", ["q=" + "a" * 10_000, "q=%21%21%21", "assignee=99999999999999999999", "q=%C3%28"])
def test_no_address_breaks_it(desk: Client, query: str) -> None:
    assert desk.get(f"/inbox/?{query}").status_code == 200


def test_a_slip_is_open_beside_the_list_and_marked_in_it(desk: Client) -> None:
    slip, other = factories.submission(), factories.submission()
    page = read(desk, f"/inbox/{slip.reference}/")
    assert set(references(page)) == {slip.reference, other.reference}
    assert f'href="/inbox/{slip.reference}/" aria-current="true"' in page
    assert page.count('aria-current="true"') == 2  # the row, and the layout


def test_an_unknown_reference_is_not_found(desk: Client) -> None:
    assert desk.get("/inbox/NP-260821-7K3F/").status_code == 404


def test_lamps_say_in_words_where_somebody_is_needed(desk: Client) -> None:
    assert "(has slips)" not in read(desk, "/inbox/")
    factories.submission()  # no destination takes it
    assert re.search(r"view=failed[^<]*<span[^<]*</span><span[^>]*>\(has slips\)", read(desk, "/inbox/"))


def test_the_rail_leads_to_ones_own_tasks_with_their_number(desk: Client, linh: User) -> None:
    slip = factories.submission()
    due = clock.today() - timedelta(days=1)
    assert re.search(r'href="/inbox/tasks/">[^<]+</a>', read(desk, "/inbox/"))
    for text, person in (("Gọi", linh), ("Hỏi", linh), ("Đếm", factories.user(Role.STAFF))):
        office_tasks.add(slip, text=text, due_on=due, assignee=person, by=linh)
    assert "(2 to do) (some are overdue)" in read(desk, "/inbox/", **LIVE)


def test_an_empty_view_says_what_will_be_there(desk: Client) -> None:
    page = read(desk, "/inbox/?view=waiting", **LIVE)
    assert "Slips that wait for the family&#x27;s answer appear here." in page
    assert "Clear all filters" not in page


def test_every_view_has_words_for_nothing() -> None:
    said = {rail.empty(Filters(view=view)) for view in View.values}
    assert len(said) == len(View)


def test_an_empty_list_with_filters_offers_to_clear_them(desk: Client) -> None:
    assert 'href="/inbox/?view=all">Clear all filters' in read(desk, "/inbox/?view=all&form_type=hold")


def test_pages_follow_one_another(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms_intake.inbox.listing.SIZE", 1)
    monkeypatch.setattr("forms_intake.inbox.listing.page.__kwdefaults__", {"size": 1}, raising=False)
    first, second = factories.submission(), factories.submission()
    page = read(desk, "/inbox/")
    assert references(page) == [second.reference]
    older = re.search(r'rel="next"\s+href="([^"]+)"', page)
    assert older
    assert references(read(desk, older[1], **LIVE)) == [first.reference]


def test_the_board_has_a_column_for_each_status(desk: Client, linh: User) -> None:
    slip = factories.submission()
    work.take(factories.submission(), by=linh)
    page = read(desk, "/inbox/?layout=board")
    column = page[page.index('id="items-received"') : page.index('id="items-in_review"')]
    assert references(column) == [slip.reference]
    assert len(references(page)) == 2


def test_one_column_of_the_board_is_a_board_too(desk: Client) -> None:
    factories.submission()
    page = read(desk, "/inbox/?layout=board&work_status=received", **LIVE)
    assert re.findall(r'id="(items[^"]*)"', page) == ["items-received"]


def test_live_lists_ask_for_what_changes_alone(desk: Client) -> None:
    slip = factories.submission()
    answer = desk.get("/inbox/?form_type=&flag=&view=open", headers=LIVE)
    page = answer.content.decode()
    assert references(page) == [slip.reference]
    assert "<html" not in page
    assert answer.headers["HX-Push-Url"] == "/inbox/"


def test_the_back_button_gets_a_whole_page(desk: Client) -> None:
    assert "<html" in read(desk, "/inbox/", **LIVE, **{"HX-History-Restore-Request": "true"})


def test_spam_and_archived_slips_have_views_of_their_own(desk: Client, linh: User) -> None:
    spam, gone = factories.submission(flags=(Flag.POSSIBLE_SPAM,)), factories.submission()
    archive(gone, by=linh, reason="Gửi hai lần")
    views = {view: references(read(desk, f"/inbox/?view={view}", **LIVE)) for view in ("open", "spam", "archived")}
    assert views == {"open": [], "spam": [spam.reference], "archived": [gone.reference]}


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/?layout=board"])
@pytest.mark.parametrize("table", ["forms_intake_policy", "accounts_profile"])
def test_what_all_rows_need_is_asked_once(desk: Client, address: str, table: str) -> None:
    factories.submission()
    work.take(factories.submission(), by=factories.user(Role.STAFF))
    with CaptureQueriesContext(connection) as found:
        desk.get(address)
    assert [f'"{table}"' in query["sql"] for query in found].count(True) == 1


def test_a_row_reads_of_its_assignee_what_it_shows(linh: User) -> None:
    work.take(factories.submission(), by=linh)
    [row] = listing.page(Filters(), reader=linh, cursor=None).items
    assert row.assignee
    assert {"password", "phone", "role"} <= row.assignee.get_deferred_fields()


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/?layout=board"])
def test_more_rows_ask_no_more_questions(desk: Client, address: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get(address, headers=LIVE)
        return len(found)

    def slip(form_type: FormType) -> None:
        work.take(factories.submission(form_type=form_type, branch=factories.branch()), by=factories.user(Role.STAFF))

    slip(FormType.LEAVE_REQUEST)
    asked()
    one = asked()
    slip(FormType.HOLD)
    slip(FormType.CHANGE)
    assert asked() == one
