"""The address of a Base, as a person copies it from the browser."""

import re
from typing import TypedDict
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)+(?:larksuite\.com|feishu\.cn)")
_PATH = re.compile(r"/base/([A-Za-z0-9]{4,64})/?")
_TABLE = re.compile(r"tbl[A-Za-z0-9]{2,61}")


class Place(TypedDict):
    """Which Base, and which of its tables: both are part of the path of every call."""

    app_token: str
    table_id: str


def parse(address: str) -> Place:
    """The Base and table of `https://….larksuite.com/base/<Base>?table=<table>`. ValidationError says what to copy."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        parts = urlsplit("")
    if not _is_lark(f"{parts.scheme}://{parts.netloc}".lower()):
        raise ValidationError(
            _("Open the Base in the browser and copy its whole address, for example %(example)s"),
            params={"example": "https://….larksuite.com/base/…?table=tbl…"},
        )
    if parts.path.startswith("/wiki/"):
        raise ValidationError(
            _("This is the address of a page in the wiki. Open the Base itself (“…” → “Open in Base”), then copy that.")
        )
    base, tables = _PATH.fullmatch(parts.path), parse_qs(parts.query).get("table", [""])
    if base is None:
        raise ValidationError(_("This address leads to no Base. Open the Base in the browser and copy its address."))
    if not _TABLE.fullmatch(tables[0]):
        raise ValidationError(
            _("The address names no table. Click the table in the left column of the Base, then copy the address anew.")
        )
    return Place(app_token=base[1], table_id=tables[0])


def of(config: object) -> Place | None:
    """The stored place; None when there is none that calls could be made to."""
    stored = config if isinstance(config, dict) else {}
    app_token, table_id = str(stored.get("app_token", "")), str(stored.get("table_id", ""))
    known = _PATH.fullmatch(f"/base/{app_token}") and _TABLE.fullmatch(table_id)
    return Place(app_token=app_token, table_id=table_id) if known else None


def _is_lark(origin: str) -> bool:
    scheme, _separator, host = origin.partition("://")
    return origin == settings.LARK_BASE_URL or (scheme == "https" and _HOSTS.fullmatch(host) is not None)
