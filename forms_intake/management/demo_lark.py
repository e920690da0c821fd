"""The emulator's school as destinations: what `make run` shows of Lark. Made once; then it is people's to change."""

from typing import Any

from django.conf import settings

from accounts.models import User
from forms_intake.enums import DestinationKind, Flag
from forms_intake.lark import mapping
from forms_intake.lark.base_values import ColumnType
from forms_intake.lark.mapping import Field
from forms_intake.models import Destination, LarkApp, LarkIdentity

_APP_ID = "cli_demo"
_SECRETS: dict[str, Any] = {"app_secret": "demo-app-secret", "verification_token": "demo-verification"}
# People of the emulator's chats, who may press buttons as these.
_PEOPLE = {"ou_ha": "staff@demo.test", "ou_minh": "admin@demo.test"}
# The managers alone read of these; the robot writes into the office's group.
_ABOUT_TEACHERS = [Flag.TEACHER_CHANGE]
# As the emulator's table has them at each start.
_COLUMNS = (
    Field("fldSlips00", "Submission ID", ColumnType.TEXT),
    Field("fldSlips02", "Học viên", ColumnType.TEXT),
    Field("fldSlips03", "Loại phiếu", ColumnType.SINGLE),
    Field("fldSlips04", "Đánh dấu", ColumnType.MULTI),
    Field("fldSlips05", "Số buổi", ColumnType.NUMBER),
    Field("fldSlips06", "Gửi lúc", ColumnType.DATE),
    Field("fldSlips07", "Đã xử lý", ColumnType.CHECKBOX),
    Field("fldSlips08", "Điện thoại", ColumnType.PHONE),
    Field("fldSlips09", "Phiếu", ColumnType.URL),
)


def seed() -> None:
    """The robot's group stands in for the office's chat, so that each slip is shown once in each place."""
    robot = _robot()
    if not Destination.objects.filter(kind=DestinationKind.EMAIL).exists():
        Destination.objects.create(name="Bản sao cho người gửi", kind=DestinationKind.EMAIL)
    app, is_new = LarkApp.objects.get_or_create(
        app_id=_APP_ID, defaults={"name": "Phím Ngà (Lark giả lập)", "config": _SECRETS}
    )
    if is_new:
        _destinations(app, robot)
        _identities(app)


def _robot() -> Destination:
    """The robot of the emulator's group; its port may differ from one start to the next, a person's edits stay."""
    url = f"{settings.LARK_BASE_URL}/open-apis/bot/v2/hook/demo-bot"
    config: dict[str, Any] = {"url": url, "secret": "demo-secret"}
    group, created = Destination.objects.get_or_create(
        name="Nhóm giáo vụ (Lark giả lập)",
        defaults={"kind": DestinationKind.WEBHOOK, "config": config, "except_flags": _ABOUT_TEACHERS},
    )
    if not created and str(group.config.get("url", "")).startswith("http://127.0.0.1"):
        group.config = {**group.config, "url": url}
        group.save(update_fields=["config"])
    return group


def _destinations(app: LarkApp, robot: Destination) -> None:
    """The office's chat, the managers', who alone read of changes of teacher, and a table of everything."""
    Destination.objects.create(
        name="Giáo vụ (ứng dụng Lark giả lập)",
        kind=DestinationKind.MESSAGE,
        app=app,
        config={"chat_id": "oc_office", "chat_name": "Giáo vụ"},
        except_flags=_ABOUT_TEACHERS,
        fallback=robot,
    )
    Destination.objects.create(
        name="Quản lý (ứng dụng Lark giả lập)",
        kind=DestinationKind.MESSAGE,
        app=app,
        config={"chat_id": "oc_managers", "chat_name": "Quản lý"},
        only_flags=_ABOUT_TEACHERS,
    )
    Destination.objects.create(
        name="Bảng phiếu (Lark Base giả lập)",
        kind=DestinationKind.BASE,
        app=app,
        config={"app_token": "bascnDemo", "table_id": "tblSlips"},
        mapping=[column.stored() for column in mapping.suggest(_COLUMNS)],
    )


def _identities(app: LarkApp) -> None:
    for open_id, email in _PEOPLE.items():
        person = User.objects.filter(email=email).first()
        if person:
            LarkIdentity.objects.create(app=app, user=person, open_id=open_id)
