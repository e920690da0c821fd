"""How many slips one sender sends; beyond that they are held back, never refused (slips.md, 10).

A stranger is known by address and telephone. Whoever is signed in has a count of their own, and so have the personal
links that come from one address: strangers who share the school's network, or who type a family's telephone, use
nothing of theirs up. What is held back counts for nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from forms_intake.enums import Flag, Source

LIMITS = ((5, timedelta(minutes=10)), (20, timedelta(days=1)))
_LONGEST_COUNT = LIMITS[-1][0]
_SLIPS = "SELECT FROM forms_intake_submission WHERE NOT flags @> ARRAY[%(spam)s]::varchar[] AND source <> %(staff)s AND"
# Tests and imports know no address.
_ADDRESS = "ip_hash = %(address)s AND %(address)s <> ''"
_OF_ACCOUNT = "account_id = %(account)s"
_OF_LINKS = f"{_ADDRESS} AND source = %(link)s"
_OF_STRANGERS = f"{_ADDRESS} AND source <> %(link)s AND account_id IS NULL"
_OF_TELEPHONE = "contact_phone = %(phone)s"
# Strangers who type a family's telephone do not silence a student of whom the school has heard before.
_IS_NEW = (
    f"NOT EXISTS ({_SLIPS} contact_phone = %(phone)s AND student_name_folded = %(student)s"
    f" AND submitted_at <= %(since_{_LONGEST_COUNT})s)"
)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends a slip, as far as it is known; `student` is the folded name."""

    ip_hash: str = ""
    contact_phone: str = ""
    student: str = ""
    account: int | None = None
    source: Source = Source.WEB


def is_over(sender: Sender, now: datetime) -> bool:
    """Whether earlier slips have used up what this sender may send."""
    sql, values = asked(sender, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", values)
        return bool(cursor.fetchone()[0])


def asked(sender: Sender, now: datetime) -> tuple[str, dict[str, Any]]:
    """The same as a condition in SQL, with its values: all limits are one question, which every slip asks.

    What the office entered does not count: its callers' telephones, and the address that it shares with the families
    in the school's own network. Hashes of addresses change with the month, so each month begins anew.
    """
    if settings.SPAM_CHECKS == "none" or sender.source == Source.STAFF:
        return "false", {}
    words = {"spam": Flag.POSSIBLE_SPAM.value, "staff": Source.STAFF.value, "link": Source.LINK.value}
    who = {"address": sender.ip_hash, "phone": sender.contact_phone, "student": sender.student}
    since = {f"since_{count}": now - period for count, period in LIMITS}
    return _question(sender), {**words, **who, **since, "account": sender.account}


def _question(sender: Sender) -> str:
    if sender.account is not None:
        return _too_many(_OF_ACCOUNT)
    if sender.source == Source.LINK:
        return _too_many(_OF_LINKS)
    return f"{_too_many(_OF_STRANGERS)} OR ({_too_many(_OF_TELEPHONE)}) AND {_IS_NEW}"


def _too_many(theirs: str) -> str:
    """Whether there is one slip too many of these, within any of the periods."""
    each = (f"{_SLIPS} {theirs} AND submitted_at > %(since_{count})s OFFSET {count - 1}" for count, _period in LIMITS)
    return " OR ".join(f"EXISTS ({slips})" for slips in each)
