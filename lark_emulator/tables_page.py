"""The page at `/bases`: the tables of every Base, the newest record first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse

from lark_emulator.base import model
from lark_emulator.base.model import Base, Field, Record, Table
from lark_emulator.base.values import plain
from lark_emulator.html import Html, element, join, text
from lark_emulator.links import link
from lark_emulator.loose import as_object, as_string
from lark_emulator.page import HEADERS, HERE, VIETNAM
from lark_emulator.tenant import tenant_of

PAGE = Template((HERE / "bases.html").read_text(encoding="utf-8"))
MOST_SHOWN = 200


async def page(request: Request) -> HTMLResponse:
    tables = join(part for base in tenant_of(request).bases.values() for part in _base(base))
    return HTMLResponse(PAGE.substitute(tables=tables), headers=HEADERS)


def _base(base: Base) -> Iterator[Html]:
    for table in base.tables.values():
        title = element("h2", text(f"{base.name} · {table.name}"))
        count = element("p", text(f"{len(table.records)} bản ghi · records"), class_="table__count")
        yield element("section", title, count, _table(table), class_="table")


def _table(table: Table) -> Html:
    heads = [element("th", text(field.name), scope="col") for field in table.fields]
    newest = list(table.records.values())[-MOST_SHOWN:][::-1]
    rows = [element("tr", *(_cell(field, record) for field in table.fields)) for record in newest]
    body = element("tbody", *rows)
    grid = element("table", element("thead", element("tr", *heads)), body)
    return element("div", grid, class_="scroll", tabindex="0", role="region", aria_label=table.name)


def _cell(field: Field, record: Record) -> Html:
    value = record.values.get(field.field_id)
    if value is None:
        return element("td")
    if field.type == model.URL:
        address = as_string(as_object(value).get("link"))
        return element("td", link(address, text(plain(value) or address)))
    if field.type == model.DATE:
        return element("td", text(_moment(value)))
    if field.type == model.CHECKBOX:
        return element("td", text("✓" if value else "–"))
    return element("td", text(plain(value)))


def _moment(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
