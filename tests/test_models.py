"""What the database itself refuses, and the history it writes."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from catalog.models import Product
from forms_intake.models import Delivery, Destination, Submission
from rooms.models import Room, RoomPeer
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db


def refuses(rows: "models.QuerySet[Any]", **changes: Any) -> bool:
    """Whether the database, and not only a form, refuses the change."""
    try:
        with transaction.atomic():
            rows.update(**changes)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "changes",
    [
        {"form_type": "complaint"},
        {"lark_status": "lost"},
        {"lark_status": "failed", "lark_error": ""},
        {"lark_status": "sent", "lark_error": "address"},
        {"work_status": "forgotten"},
        {"work_status": "declined", "status_reason": ""},
        {"source": "fax"},
        {"user_agent_class": "netscape"},
        {"match_confidence": "maybe"},
        {"contact_phone": "nobody"},
        {"reference": "NP-260821-ILOU"},
        {"flags": ["no_such_flag"]},
        {"archived_at": timezone.now(), "archive_reason": ""},
    ],
)
def test_a_submission_cannot_be_put_into_a_state_that_does_not_exist(changes: dict[str, Any]) -> None:
    factories.submission()
    assert refuses(Submission.objects.all(), **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "lost"},
        {"purpose": "gossip"},
        {"state": "leased"},
        {"lease_token": uuid.uuid4()},
        {"state": "waiting", "next_attempt_at": None},
        {"state": "delivered"},
        {"delivered_at": timezone.now()},
    ],
)
def test_a_delivery_cannot_be_put_into_a_state_that_does_not_exist(changes: dict[str, Any]) -> None:
    Destination.objects.create(name="Giáo vụ")
    factories.submission()
    assert refuses(Delivery.objects.all(), **changes)


@pytest.mark.parametrize(
    "changes", [{"circuit": "open"}, {"circuit_error": "address"}, {"kind": "fax"}, {"form_types": ["complaint"]}]
)
def test_a_destination_cannot_be_held_without_a_reason(changes: dict[str, Any]) -> None:
    Destination.objects.create(name="Giáo vụ")
    assert refuses(Destination.objects.all(), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"role": "owner"}, {"email": None}, {"is_guest": True}, {"expires_at": timezone.now()}],
)
def test_a_user_is_a_guest_or_has_an_address(changes: dict[str, Any]) -> None:
    factories.user()
    assert refuses(User.objects.all(), **changes)


def test_an_address_belongs_to_one_person_whatever_its_case() -> None:
    factories.user(email="an@school.test")
    other = factories.user()
    assert refuses(User.objects.filter(pk=other.pk), email="AN@school.test")


def room(**fields: Any) -> Room:
    given = {"slug": "phong-1", "title": "Phòng cô Hà", "host": factories.user(Role.TEACHER)} | fields
    return Room.objects.create(**given)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "closed"},
        {"closed_reason": "idle"},
        {"status": "closed", "closed_reason": "bored"},
        {"kind": "choir"},
    ],
)
def test_a_closed_room_says_why_and_since_when(changes: dict[str, Any]) -> None:
    room()
    assert refuses(Room.objects.all(), **changes)


def test_nobody_is_in_a_room_twice() -> None:
    held = room()
    RoomPeer.objects.create(room=held, user=held.host, display_name="Cô Hà")
    with pytest.raises(IntegrityError):
        RoomPeer.objects.create(room=held, user=held.host, display_name="Cô Hà")


def test_a_product_is_archived_exactly_while_it_is_put_away() -> None:
    product = Product.objects.create(name="Sách", sku="S1", price=1, kind="book")
    archive.archive(product, by=None, reason="hết hàng")
    assert Product.objects.get().status == "archived"
    archive.restore(product, by=None)
    assert Product.objects.get().status == "active"


def events(model: type[models.Model]) -> "models.QuerySet[Any]":
    found: models.QuerySet[Any] = apps.get_model(model._meta.app_label, f"{model.__name__}Event")._default_manager.all()
    return found


WRITERS: dict[str, Callable[[], models.Model]] = {
    "name of a user": factories.user,
    "name of a product": lambda: Product.objects.create(name="Sách", sku="S1", price=1, kind="book"),
    "name of a destination": lambda: Destination.objects.create(name="Giáo vụ"),
    "student_name of a submission": factories.submission,
    "title of a room": room,
}


@pytest.mark.parametrize("what", WRITERS)
def test_history_is_written_by_the_database_for_raw_sql_too(what: str) -> None:
    column, model = what.split()[0], type(WRITERS[what]())
    assert events(model).filter(pgh_label="insert").exists()
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET {column} = %s', ["Tên khác"])  # noqa: S608 - our own names
    assert events(model).filter(pgh_label="update", **{column: "Tên khác"}).exists()


def test_passwords_are_not_part_of_history() -> None:
    assert "password" not in {field.name for field in events(User).model._meta.get_fields()}


def test_secrets_in_history_are_encrypted_as_well() -> None:
    Destination.objects.create(name="Giáo vụ", config={"secret": "demo-secret"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT config FROM forms_intake_destinationevent UNION SELECT config FROM forms_intake_destination"
        )
        assert all("demo-secret" not in row[0] for row in cursor.fetchall())


def test_no_model_lacks_a_migration() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
