"""Who did it, from where: the context beside history."""

import sys
import uuid
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

import manage
from accounts.enums import Role
from accounts.models import User
from catalog.models import Branch
from forms_intake.models import Submission
from school import origin
from school.celery import app
from tests import factories
from tests.forms_intake.slip_pages import fill_in
from tests.slips import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)


def last_event(model: type[Model]) -> Any:
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")._default_manager.latest("pgh_id")


def context(model: type[Model]) -> dict[str, object]:
    found: dict[str, object] = last_event(model).pgh_context.metadata
    return found


def rename(client: Client, branch: Branch, **headers: str) -> None:
    changed = {"code": branch.code, "name": "Cơ sở Tân Phong", "is_active": "on"}
    client.post(reverse("admin:catalog_branch_change", args=[branch.pk]), changed, **headers)  # type: ignore[arg-type]  # WSGI names


def test_a_change_in_the_admin_is_tied_to_person_address_and_request(client: Client) -> None:
    boss = factories.user(Role.ADMIN)
    client.force_login(boss)
    seen = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "Firefox", "HTTP_X_REQUEST_ID": "request-0001"}
    rename(client, factories.branch(name="Cơ sở Quận 7"), **seen)
    assert context(Branch) == {
        "user": boss.pk,
        "route": "admin/catalog/branch/<path:object_id>/change/",
        "address": "192.0.2.7",
        "user_agent": "Firefox",
        "request_id": "request-0001",
    }


def test_a_change_in_somebody_elses_place_names_both(client: Client) -> None:
    boss, clerk = factories.user(Role.ADMIN), factories.user(Role.STAFF)
    client.force_login(boss)
    client.post(reverse("hijack:acquire"), {"user_pk": clerk.pk})
    product = {"name": "Sách", "sku": "S1", "price": "1000", "kind": "book"}
    client.post(reverse("admin:catalog_product_add"), product)
    written = context(apps.get_model("catalog", "Product"))
    assert (written["user"], written["impersonated_by"]) == (clerk.pk, boss.pk)


def test_the_address_of_a_slips_sender_is_not_kept(client: Client) -> None:
    client.post(ADDRESS, fill_in(client), REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox")
    assert Submission.objects.exists()
    assert not {"address", "user_agent"} & context(Submission).keys()


def test_a_key_in_the_path_does_not_get_into_history(client: Client) -> None:
    client.force_login(factories.user(Role.ADMIN))
    rename(client, branch := factories.branch())
    assert str(branch.pk) not in str(context(Branch)["route"])


def test_a_command_is_named() -> None:
    with origin.command("seed"):
        factories.branch()
    assert context(Branch) == {"command": "seed"}


def test_the_command_line_names_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", "seed"])
    manage._execute()
    assert context(Branch)["command"] == "seed"


def test_a_task_is_named_also_when_it_is_called_plainly() -> None:
    @app.task(name="tests.rename")
    def task() -> None:
        factories.branch()

    task.apply(task_id="0001")
    assert context(Branch) == {"task": "tests.rename", "task_id": "0001"}
    task()
    assert context(Branch)["task"] == "tests.rename"


def test_what_a_socket_writes_is_tied_to_its_person() -> None:
    teacher = factories.user(Role.TEACHER)
    scope = {"client": ("192.0.2.7", 5000), "headers": [(b"user-agent", b"Firefox")]}

    def write() -> None:
        with origin.socket(scope, user=teacher, route="ws/rooms/<slug:slug>/"):
            factories.branch()

    async_to_sync(database_sync_to_async(write))()
    told = {"user": teacher.pk, "route": "ws/rooms/<slug:slug>/", "address": "192.0.2.7", "user_agent": "Firefox"}
    assert context(Branch) == told


def test_a_socket_of_nobody_keeps_no_address() -> None:
    with origin.socket({"client": ("192.0.2.7", 5000)}, user=None, route="ws/live/"):
        factories.branch()
    assert context(Branch) == {"user": None, "route": "ws/live/"}


def test_sql_from_outside_has_no_context_at_all() -> None:
    branch = factories.branch()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_branch SET name = 'Khác' WHERE id = %s", [branch.pk])
    assert (last_event(Branch).name, last_event(Branch).pgh_context) == ("Khác", None)


def test_a_change_of_many_rows_at_once_leaves_a_row_for_each(client: Client) -> None:
    branches = [factories.branch(), factories.branch()]
    for branch in branches:
        branch.name = f"Mới {branch.pk}"
    Branch.objects.bulk_update(branches, ["name"])
    told = apps.get_model("catalog", "BranchEvent")._default_manager.filter(pgh_label="update")
    assert set(told.values_list("pgh_obj_id", "name")) == {(one.pk, f"Mới {one.pk}") for one in branches}


# Each with the reason why the database writes no history of it.
UNTRACKED = {
    "catalog.PriceChange": "append-only: is history itself",
    "catalog.StockMovement": "append-only: is history itself",
    "accounts.AccountEvent": "append-only: is history itself",
    "school.SensitiveRead": "append-only: is history itself",
    "school.Tombstone": "append-only: is history itself",
    "school.Heartbeat": "says nothing about what people did",
    "forms_intake.DeliveryAttempt": "append-only: is the engine's own history",
    "forms_intake.Alert": "opened and closed by the system: its own record",
    "forms_intake.ApiUsage": "counted by the engine",
    "forms_intake.DayFigures": "counted anew by the system whenever its slips change",
    "forms_intake.TimeSpread": "counted anew with the figures of its day",
    "forms_intake.FiguresState": "how far that counting is",
    "forms_intake.CallLimit": "the engine's own pace",
    "forms_intake.CallbackEvent": "append-only: what Lark told",
    "forms_intake.Notice": "written by the system, read or mailed: its own record, and gone after 90 days",
    "forms_intake.HoldReminder": "written by the daily job, once for each reminder: its own record",
    "forms_intake.LarkLinkCode": "lives for minutes, and only its digest is kept",
    "forms_intake.SavedView": "a bookmark: says nothing about what became of a slip",
    "rooms.SignalingMessage": "waits for seconds, then is deleted",
}


def test_every_table_of_ours_has_a_history_or_a_reason() -> None:
    ours = {"accounts", "catalog", "forms_intake", "rooms", "school"}
    models = [model for model in apps.get_models() if model._meta.app_label in ours and not model._meta.proxy]
    rows = [model for model in models if not hasattr(model, "pgh_tracked_model")]
    assert {model._meta.label for model in rows if not hasattr(model, "pgh_event_models")} == UNTRACKED.keys()


def test_an_insert_and_a_deletion_are_kept_for_all_but_deliveries() -> None:
    tracked = [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]
    labels = {model: {tracker.label for tracker in vars(model)["pgh_trackers"]} for model in tracked}
    odd = {model.__name__ for model, kept in labels.items() if kept != {"insert", "update", "delete"}}
    assert odd == {"DeliveryEvent"}


def test_a_request_of_nobody_asks_the_database_for_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/privacy/", headers={"X-Request-Id": str(uuid.uuid4())})
    assert not User.objects.exists()
