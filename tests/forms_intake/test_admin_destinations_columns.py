"""The columns of a Base in the admin."""

import re
from typing import Any

import httpx
import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from forms_intake.deliveries import engine
from forms_intake.enums import DestinationKind
from forms_intake.models import Destination
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
CONFIG: dict[str, Any] = {"app_token": "bascnDemo", "table_id": "tblSlips"}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def table() -> Destination:
    return Destination.objects.create(kind=DestinationKind.BASE, name="Bảng", app=factories.lark_app(), config=CONFIG)


def columns(row: Destination, step: str = "") -> str:
    name = "admin:forms_intake_destination_columns"
    return reverse(f"{name}_{step}" if step else name, args=[row.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def offered(page: str) -> dict[str, str]:
    """What the browser would send: the suggested columns, and what was shown."""
    given = {"shown": re.findall(r'name="shown" value="([^"]+)"', page)[0]}
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', page):
        chosen = re.findall(r'<option value="([^"]+)" selected>', options)
        given[name] = chosen[0] if chosen else ""
    return given


def stored(row: Destination) -> dict[str, str]:
    row.refresh_from_db()
    return {entry["ours"]: entry["field_name"] for entry in row.mapping}


def chosen(admin: Client, row: Destination, **changes: str) -> Any:
    given = offered(text(admin.post(columns(row, "read"))))
    return admin.post(columns(row, "save"), given | changes)


def change_field(lark: Lark, field: str, method: str = "PUT", **body: Any) -> None:
    address = f"{lark.url}/_emulator/bases/bascnDemo/tables/tblSlips/fields/{field}"
    httpx.request(method, address, json=body or None, trust_env=False).raise_for_status()


def test_before_any_is_chosen_the_pages_say_so(admin: Client, table: Destination) -> None:
    page = reverse("admin:forms_intake_destination_change", args=[table.pk])
    for address in (page, columns(table)):
        assert "No columns are chosen yet, so no row can be written." in text(admin.get(address))


def test_columns_are_suggested_by_their_names_and_stored_with_one_click(
    admin: Client, table: Destination, lark: Lark
) -> None:
    assert chosen(admin, table).status_code == 302
    found = stored(table)
    assert found["reference"] == "Submission ID"
    assert (found["student_name"], found["contact_phone"]) == ("Học viên", "Điện thoại")


def test_a_column_that_is_not_wanted_is_left_out(admin: Client, table: Destination, lark: Lark) -> None:
    chosen(admin, table, column_student_name="")
    assert "student_name" not in stored(table)


def test_slips_arrive_in_the_chosen_columns(admin: Client, table: Destination, lark: Lark) -> None:
    chosen(admin, table)
    sent = factories.submission()
    engine.pump(3)
    (record,) = lark.records()
    assert record["fields"]["Submission ID"] == sent.reference


def test_without_the_reference_nothing_is_stored_and_the_page_says_what_to_add(
    admin: Client, table: Destination, lark: Lark
) -> None:
    answer = chosen(admin, table, column_reference="")
    assert (answer.status_code, stored(table)) == (200, {})
    assert 'role="alert"' in text(answer)


def test_one_column_cannot_take_two_of_ours(admin: Client, table: Destination, lark: Lark) -> None:
    given = offered(text(admin.post(columns(table, "read"))))
    answer = admin.post(columns(table, "save"), given | {"column_student_name": given["column_reference"]})
    assert "is chosen twice" in text(answer)
    assert stored(table) == {}


@pytest.mark.parametrize("field", ["fldNobody", "x" * 5000, "🎹"])
def test_a_column_that_was_not_offered_is_as_none(admin: Client, table: Destination, lark: Lark, field: str) -> None:
    chosen(admin, table, column_student_name=field)
    assert "student_name" not in stored(table)


@pytest.mark.parametrize("shown", ["", "made-up", "other row"])
def test_columns_that_this_page_never_offered_are_refused(
    admin: Client, table: Destination, lark: Lark, shown: str
) -> None:
    forged = signing.dumps([table.pk + 1, [["fld1", "A", 1]]], salt="forms_intake.columns") if " " in shown else shown
    page = text(admin.post(columns(table, "save"), {"shown": forged, "column_reference": "fld1"}, follow=True))
    assert "Read the columns again." in page
    assert stored(table) == {}


def test_when_lark_does_not_answer_the_page_says_what_to_do(admin: Client, table: Destination, lark: Lark) -> None:
    lark.configure(scopes=["im:message"])
    page = text(admin.post(columns(table, "read")))
    assert "The connection does not work yet" in page
    assert 'name="shown"' not in page


def test_a_renamed_and_a_removed_column_are_told_and_accepted(admin: Client, table: Destination, lark: Lark) -> None:
    chosen(admin, table)
    change_field(lark, "Học viên", name="Tên bé")
    change_field(lark, "Số buổi", "DELETE")
    was = {"was": "Học viên", "was_type": 1, "type": 1, "field_id": "fld"}
    table.drift = [was | {"kind": "renamed", "ours": "student_name", "now": "Tên bé"}]
    table.save(update_fields=["drift"])
    assert "Column “Học viên” is now called “Tên bé”." in text(admin.get(columns(table)))
    assert admin.post(columns(table, "accept")).status_code == 302
    found = stored(table)
    assert (found["student_name"], "lessons" in found, table.drift) == ("Tên bé", False, [])


def test_changes_that_leave_no_reference_cannot_be_accepted(admin: Client, table: Destination, lark: Lark) -> None:
    chosen(admin, table)
    change_field(lark, "Submission ID", "DELETE")
    answer = admin.post(columns(table, "accept"))
    assert "add a column “Submission ID” of type “Text” in Lark" in text(answer)
    assert stored(table)["reference"] == "Submission ID"


@pytest.mark.parametrize("step", ["", "read", "save", "accept"])
def test_other_kinds_have_no_columns_and_others_no_rights(
    admin: Client, table: Destination, lark: Lark, step: str
) -> None:
    robot = lark.destination()
    assert (admin.post if step else admin.get)(columns(robot, step)).status_code == 404
    admin.force_login(factories.user(Role.STAFF))
    assert (admin.post if step else admin.get)(columns(table, step)).status_code == 403
    assert admin.post(columns(table)).status_code in {403, 405}


def test_a_test_of_a_renamed_column_stores_the_new_name_and_needs_nothing(
    admin: Client, table: Destination, lark: Lark
) -> None:
    chosen(admin, table)
    lark.column("Học viên", name="Tên bé")
    page = text(admin.post(ask_lark_about(table), {"app": table.app_id}, headers={"x-part": "report"}))
    assert "there is nothing to do" in page
    assert stored(table)["student_name"] == "Tên bé"


def test_a_test_of_a_removed_column_leads_to_the_columns_which_show_it(
    admin: Client, table: Destination, lark: Lark
) -> None:
    chosen(admin, table)
    lark.drop_column("Học viên")
    page = text(admin.post(ask_lark_about(table), {"app": table.app_id}, headers={"x-part": "report"}))
    assert f'href="{columns(table)}"' in page
    assert "Accept the changes" in text(admin.get(columns(table)))


def test_a_test_of_another_table_changes_nothing_about_the_stored_one(
    admin: Client, table: Destination, lark: Lark
) -> None:
    chosen(admin, table)
    Destination.objects.filter(pk=table.pk).update(mapping=[{**each, "field_id": "fldOld"} for each in table.mapping])
    lark.drop_column("Học viên")
    address = "https://x.larksuite.com/base/bascnDemo?table=tblSlips"
    admin.post(ask_lark_about(table), {"app": table.app_id, "address": address})
    assert "Accept the changes" not in text(admin.get(columns(table)))


def ask_lark_about(row: Destination) -> str:
    return reverse("admin:forms_intake_destination_test", args=[row.pk])
