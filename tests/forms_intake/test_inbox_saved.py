"""Lists that somebody keeps under a name."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from forms_intake import saved_view_data
from forms_intake.inbox import saved
from forms_intake.inbox.filters import Filters
from forms_intake.models import SavedView
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def linh() -> User:
    return factories.user(Role.STAFF, name="Trần Mỹ Linh")


@pytest.fixture
def khoi() -> User:
    return factories.user(Role.STAFF, name="Phạm Khôi")


@pytest.fixture
def desk(client: Client, linh: User) -> Client:
    client.force_login(linh)
    return client


def filters(query: str = "form_type=hold") -> Filters:
    return Filters.read(QueryDict(query))


def kept(by: User, name: str = "Bảo lưu", query: str = "form_type=hold", *, is_shared: bool = False) -> SavedView:
    return saved.save(name=name, filters=filters(query), is_shared=is_shared, by=by)


def test_a_list_is_kept_by_its_address_without_what_is_searched_for(linh: User) -> None:
    view = kept(linh, "  Bảo   lưu ", "q=Nguyễn+An&form_type=hold&view=all")
    assert (view.name, view.query) == ("Bảo lưu", "view=all&form_type=hold")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "BẢO LƯU"])
def test_a_name_that_is_none_or_too_long_or_taken_is_refused(linh: User, name: str) -> None:
    kept(linh)
    with pytest.raises(saved.Refused):
        kept(linh, name, "form_type=change")


def test_the_same_list_twice_is_refused_and_says_what_it_is_called(linh: User) -> None:
    kept(linh)
    with pytest.raises(saved.Refused, match="Bảo lưu"):
        kept(linh, "Khác")


def test_a_colleague_may_have_the_same(linh: User, khoi: User) -> None:
    assert kept(linh).query == kept(khoi).query


def test_there_is_room_for_thirty(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    kept(linh)
    with pytest.raises(saved.Refused, match="1"):
        kept(linh, "Khác", "form_type=change")


def test_only_shared_lists_are_shown_to_colleagues(linh: User, khoi: User) -> None:
    kept(linh)
    shared = kept(linh, "Của chung", "view=all", is_shared=True)
    assert saved.shown_to(khoi) == [shared]
    assert len(saved.shown_to(linh)) == 2


def test_the_owner_and_administrators_change_a_shared_list_and_nobody_else(linh: User, khoi: User) -> None:
    view = kept(linh, is_shared=True)
    with pytest.raises(saved.Refused, match="Trần Mỹ Linh"):
        saved.change(view, name="Khác", is_shared=True, by=khoi)
    with pytest.raises(saved.Refused):
        saved.delete(view, by=khoi)
    assert saved.change(view, name="Khác", is_shared=True, by=factories.user(Role.ADMIN)).name == "Khác"


def test_an_administrator_does_not_change_what_is_not_shared(linh: User) -> None:
    assert not saved.may_change(kept(linh), factories.user(Role.ADMIN))


def test_the_same_name_in_other_letters_is_one_s_own_to_give(linh: User) -> None:
    assert saved.change(kept(linh), name="BẢO LƯU", is_shared=False, by=linh).name == "BẢO LƯU"


def test_deleted_twice_is_deleted(linh: User) -> None:
    view = kept(linh)
    saved.delete(view, by=linh)
    saved.delete(view, by=linh)
    assert not SavedView.objects.exists()


def test_a_list_of_a_branch_that_is_gone_still_opens_and_says_so(desk: Client, linh: User) -> None:
    branch = factories.branch()
    view = kept(linh, query=f"branch={branch.code}&form_type=hold")
    branch.delete()
    assert saved.filters(view).branch == ""
    answer = desk.get(f"/inbox/?{view.query}")
    assert answer.status_code == 200
    assert answer.context["filters"].problems


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_save_past_the_limit(linh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)

    def save(name: str) -> bool:
        try:
            kept(linh, name, f"form_type={name}")
        except saved.Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor() as tabs:
        assert sorted(tabs.map(save, ["hold", "change"])) == [False, True]


def test_a_list_is_saved_on_a_page_and_stands_in_the_rail(desk: Client, linh: User) -> None:
    assert 'href="/inbox/views/new/?form_type=hold"' in desk.get("/inbox/?form_type=hold&q=an").content.decode()
    answer = desk.post("/inbox/views/new/?form_type=hold", {"name": "Bảo lưu", "is_shared": "on"})
    assert answer.headers["Location"] == "/inbox/?form_type=hold"
    page = desk.get("/inbox/?form_type=hold").content.decode()
    view = SavedView.objects.get(owner=linh, is_shared=True)
    assert '<a href="/inbox/?form_type=hold" aria-current="page">Bảo lưu</a>' in page
    assert f'href="/inbox/views/{view.pk}/"' in page


def test_a_refused_name_stays_in_its_field_beside_the_reason(desk: Client) -> None:
    answer = desk.post("/inbox/views/new/?form_type=hold", {"name": "x" * 41})
    assert (answer.status_code, answer.context["name"]) == (422, "x" * 41)
    assert 'aria-describedby="id_name_error"' in answer.content.decode()


def test_a_list_is_renamed_and_deleted_on_its_page(desk: Client, linh: User) -> None:
    view = kept(linh)
    address = f"/inbox/views/{view.pk}/"
    assert 'value="Bảo lưu"' in desk.get(address).content.decode()
    assert desk.post(address, {"name": ""}).status_code == 422
    assert desk.post(address, {"name": "Khác"}).status_code == 302
    assert SavedView.objects.get().name == "Khác"
    assert desk.post(f"{address}delete/").headers["Location"] == "/inbox/"
    assert not SavedView.objects.exists()


def test_what_is_not_one_s_own_is_read_or_not_even_found(desk: Client, khoi: User) -> None:
    own, shared = kept(khoi), kept(khoi, "Của chung", "view=all", is_shared=True)
    assert desk.get(f"/inbox/views/{own.pk}/").status_code == 404
    page = desk.get(f"/inbox/views/{shared.pk}/")
    assert (page.status_code, 'name="name"' in page.content.decode()) == (200, False)
    assert desk.post(f"/inbox/views/{shared.pk}/delete/").status_code == 422


def test_they_go_with_their_owner_and_are_among_their_data(linh: User) -> None:
    kept(linh)
    assert [row["name"] for row in saved_view_data.export(linh)["saved_lists"]] == ["Bảo lưu"]
    saved_view_data.forget(linh, "Người đã xoá")
    assert not SavedView.objects.exists()


def test_the_rail_asks_one_question_for_all_of_them(linh: User, django_assert_num_queries: Any) -> None:
    for number in range(3):
        kept(linh, f"Danh sách {number}", f"view=all&since=2026-08-0{number + 1}")
    with django_assert_num_queries(1):
        assert [(view.name, view.query[:8]) for view in saved.shown_to(linh)] == [
            (f"Danh sách {number}", "view=all") for number in range(3)
        ]
