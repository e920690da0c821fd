"""A Base as a destination, for tests."""

from typing import Any

from forms_intake.enums import DestinationKind, Purpose
from forms_intake.lark import checks, mapping
from forms_intake.lark.answers import Answer
from forms_intake.lark.base import BaseRecord
from forms_intake.lark.transports import Access, Call
from forms_intake.models import Delivery, Destination, LarkApp, Submission
from tests import factories

APP = {"app_id": "cli_demo", "app_secret": "demo-app-secret"}
PLACE = {"app_token": "bascnDemo", "table_id": "tblSlips"}
_SECRET: dict[str, Any] = {"app_secret": APP["app_secret"]}
ACCESS = Access(config=PLACE, app=APP)


def destination(name: str = "Sổ phiếu", **fields: Any) -> Destination:
    """The fixture's table, with the mapping that is suggested for it."""
    app = LarkApp.objects.filter(app_id=APP["app_id"]).first()
    app = app or LarkApp.objects.create(app_id=APP["app_id"], name="Phím Ngà", config=_SECRET)
    read = checks.check(DestinationKind.BASE, ACCESS).fields
    suggested = [column.stored() for column in mapping.suggest(read)]
    given = {"kind": DestinationKind.BASE, "app": app, "config": PLACE, "mapping": suggested}
    return Destination.objects.create(name=name, **given | fields)


def delivery(**fields: Any) -> Delivery:
    """The delivery of a new slip to a Base."""
    destination()
    factories.submission(**fields)
    return Delivery.objects.select_related("destination", "submission").get()


def update_of(create: Delivery, remote_id: str = "") -> Delivery:
    """What tells the Base that a slip has changed."""
    update = Delivery.objects.create(
        submission=create.submission, destination=create.destination, purpose=Purpose.UPDATE, remote_id=remote_id
    )
    return Delivery.objects.select_related("destination", "submission").get(pk=update.pk)


def send(row: Delivery, *, level: int = 0, look_first: bool = False) -> Answer:
    """One try, as the engine makes it."""
    transport = BaseRecord()
    message = transport.build(row, level=level, may_repeat=False)
    call = Call(
        purpose=Purpose(row.purpose),
        access=ACCESS,
        key=row.idempotency_key,
        reference=row.submission.reference,
        message=message,
        remote_id=row.remote_id,
        look_first=look_first,
    )
    return transport.send(call)


def changed(slip: Submission, **fields: Any) -> None:
    """As the office's work leaves it."""
    for name, value in fields.items():
        setattr(slip, name, value)
    slip.revision += 1
    slip.save()
