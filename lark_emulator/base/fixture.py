"""The Base of the fixture: the school's slips, one column of each type that can be written."""

from lark_emulator.base import model
from lark_emulator.base.model import Base, Table

APP_TOKEN = "bascnDemo"  # noqa: S105  the id of a Base, no secret
TABLE_ID = "tblSlips"
COLUMNS = (
    ("Submission ID", model.TEXT),
    ("Mã phiếu", model.TEXT),
    ("Học viên", model.TEXT),
    ("Loại phiếu", model.SINGLE),
    ("Đánh dấu", model.MULTI),
    ("Số buổi", model.NUMBER),
    ("Gửi lúc", model.DATE),
    ("Đã xử lý", model.CHECKBOX),
    ("Điện thoại", model.PHONE),
    ("Phiếu", model.URL),
    ("Người xử lý", model.USER),
    ("Tệp", model.ATTACHMENT),
    ("Liên quan", model.LINK),
    ("Vị trí", model.LOCATION),
    ("Nhóm", model.GROUP),
    ("Số thứ tự", model.AUTO_NUMBER),
)


def fixture() -> dict[str, Base]:
    table = Table(TABLE_ID, "Phiếu")
    for number, (name, kind) in enumerate(COLUMNS):
        # The same after each start, so that a mapping that somebody has stored still finds its columns.
        table.add_field(name, kind).field_id = f"fldSlips{number:02}"
    return {APP_TOKEN: Base(APP_TOKEN, "Phím Ngà", ("cli_demo",), {TABLE_ID: table})}
